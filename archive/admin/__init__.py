"""The curators' desk, in Django's admin.

Whatever a person changes here is marked as theirs, so that no later import touches it.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from archive.admin.articles import ArticleAdmin
from archive.admin.batches import BatchAdmin
from archive.admin.captures import CaptureAdmin
from archive.admin.flags import FlagAdmin
from archive.admin.likenesses import LikenessAdmin
from archive.admin.moderation import CommentAdmin, PseudonymAdmin
from archive.admin.names import AuthorAdmin, KeywordAdmin, SourceAdmin

__all__ = [
    "ArticleAdmin",
    "AuthorAdmin",
    "BatchAdmin",
    "CaptureAdmin",
    "CommentAdmin",
    "FlagAdmin",
    "KeywordAdmin",
    "LikenessAdmin",
    "PseudonymAdmin",
    "SourceAdmin",
]

admin.site.site_header = admin.site.site_title = _("Warraq")
admin.site.index_title = _("Curators' desk")
