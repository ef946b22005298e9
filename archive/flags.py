"""What an import can be unsure of: one row a kind, with what it tells a curator.

An explanation is a template; a flag carries the values that fill it.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FlagKind(TextChoices):
    TITLE_UNSURE = "title_unsure", _("Title unsure")
    BODY_MISSING = "body_missing", _("Body missing")
    BODY_UNSURE = "body_unsure", _("Body unsure")
    DATE_MISSING = "date_missing", _("Date missing")
    DATE_UNSURE = "date_unsure", _("Date unsure")
    DATE_INFERRED = "date_inferred", _("Date inferred")
    DATE_CONVERTED = "date_converted", _("Date converted")
    DATE_RELATIVE = "date_relative", _("Date relative")
    DATE_UNREAD = "date_unread", _("Date not read")
    DATE_AMBIGUOUS = "date_ambiguous", _("Date ambiguous")
    WEEKDAY_DISAGREES = "weekday_disagrees", _("Weekday disagrees")
    CALENDARS_DISAGREE = "calendars_disagree", _("Calendars disagree")
    SOURCE_MISSING = "source_missing", _("Source missing")
    KEYWORDS_DIVIDED = "keywords_divided", _("Keywords divided by guess")
    COMMENTS_FEWER = "comments_fewer", _("Fewer comments than declared")
    COMMENTS_MORE = "comments_more", _("More comments than declared")
    COMMENTS_DIVIDED = "comments_divided", _("Comments divided by guess")
    LINK_AMBIGUOUS = "link_ambiguous", _("Related link ambiguous")
    TEXT_CUT_OFF = "text_cut_off", _("Text cut off")
    ENCODING_REPAIRED = "encoding_repaired", _("Encoding repaired")
    NEAR_DUPLICATE = "near_duplicate", _("Near-duplicate")
    ERROR_REPORTED = "error_reported", _("Error reported by a reader")
    DOUBTED = "doubted", _("Doubted by a colleague")


OF_OTHER_ARTICLES = (FlagKind.LINK_AMBIGUOUS, FlagKind.NEAR_DUPLICATE)
"""What no capture alone can tell: these are raised and lowered when an import is settled."""
OF_PEOPLE = (FlagKind.ERROR_REPORTED, FlagKind.DOUBTED)
"""What people have raised, and only people lower."""
SUBJECTS = {
    "date": _("the date"),
    "headline": _("the headline"),
    "text": _("the text"),
    "source": _("the source or the author"),
    "keywords": _("the keywords"),
    "comments": _("the comments"),
    "other": _("something else"),
}
"""What a reader may report an error in."""
CONTACT = "contact"
"""What a reader who reports an error is reached by: a value kept until the flag is decided."""

EXPLANATIONS = {
    FlagKind.TITLE_UNSURE: _("It is not certain which line is the headline."),
    FlagKind.BODY_MISSING: _("Nothing in the capture reads like the body of an article."),
    FlagKind.BODY_UNSURE: _("It is not certain which part of the page is the article's text."),
    FlagKind.DATE_MISSING: _("The capture prints no date."),
    FlagKind.DATE_UNSURE: _("It is not certain that “%(printed)s” is the article's date."),
    FlagKind.DATE_INFERRED: _(
        "No date is printed; the text points to %(proposal)s (“%(evidence)s”)."
    ),
    FlagKind.DATE_CONVERTED: _(
        "“%(printed)s” is a Hijri date alone, converted to %(proposal)s; it can be a day off."
    ),
    FlagKind.DATE_RELATIVE: _(
        "“%(printed)s” counts from the day of the capture, which is unknown."
    ),
    FlagKind.DATE_UNREAD: _("“%(printed)s” looks like a date but was not understood."),
    FlagKind.DATE_AMBIGUOUS: _("“%(printed)s” can be read day first or month first."),
    FlagKind.WEEKDAY_DISAGREES: _("The weekday in “%(printed)s” does not belong to that date."),
    FlagKind.CALENDARS_DISAGREE: _(
        "The Hijri and the Gregorian date in “%(printed)s” are different days; %(proposal)s was taken."
    ),
    FlagKind.SOURCE_MISSING: _("The capture names no source."),
    FlagKind.KEYWORDS_DIVIDED: _(
        "Nothing separates the keywords in “%(printed)s”; proposed: %(proposal)s."
    ),
    FlagKind.COMMENTS_FEWER: _("%(declared)s comments declared, %(captured)s captured."),
    FlagKind.COMMENTS_MORE: _("%(declared)s comments declared, %(captured)s captured."),
    FlagKind.COMMENTS_DIVIDED: _("Nothing numbers the comments; each paragraph was taken for one."),
    FlagKind.LINK_AMBIGUOUS: _("%(count)s articles have the headline “%(printed)s”."),
    FlagKind.TEXT_CUT_OFF: _("The text breaks off at “%(ending)s”."),
    FlagKind.ENCODING_REPAIRED: _("%(count)s damaged characters could not be read."),
    FlagKind.NEAR_DUPLICATE: _("“%(title)s” says much the same."),
    FlagKind.ERROR_REPORTED: _("A reader writes: “%(message)s”"),
    FlagKind.DOUBTED: _("%(by)s writes: “%(message)s”"),
}
