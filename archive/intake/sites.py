"""Sites that nobody has made a profile of: their pages are compared once an import is in.

What the comparison makes of a site depends on the pages that the archive shows of it, and on nothing
else: it looks at the few whose digests come first. Once others do, it is made anew, and the site's
pages are read by it.
"""

from contextlib import suppress

from django.db import transaction
from django.db.models import QuerySet

from archive.intake.reparsing import reread
from archive.intake.turns import wait_for_turn
from archive.models import Article, Capture
from archive.readers.webpage import profiles
from archive.readers.webpage.comparison import propose
from archive.readers.webpage.profile import Profile
from archive.readers.webpage.reader import document_in
from archive.records import Unreadable

FEWEST = 3
"""Pages by which what repeats can be told from what varies."""
SAMPLE = 5


def pages() -> QuerySet[Article]:
    """The articles that are shown from pages of the web: rows and entries have sites as well."""
    return Article.objects.filter(capture__reader="html")


def compare_sites() -> None:
    """Compare the pages of each unknown site of which pages have come, and read them by that."""
    changed = pages().filter(settled=False).exclude(capture__site="").order_by("capture__site")
    for site in list(changed.values_list("capture__site", flat=True).distinct()):
        named = profiles.SITE.fullmatch(site)
        if named and len(sample_of(site)) >= FEWEST and not is_known(site):
            compare(site)


def is_known(site: str) -> bool:
    """Whether a person has made rules for a site; those that cannot be read are theirs as well."""
    try:
        return profiles.is_known(site)
    except Unreadable:
        return True


def sample_of(site: str) -> list[Article]:
    of_site = pages().filter(capture__site=site).select_related("capture")
    return list(of_site.order_by("capture__sha256")[:SAMPLE])


def compare(site: str) -> None:
    """Keep what the comparison proposes, and read what was read by other rules by these."""
    profile = proposal(site)
    if not profile:
        return
    profiles.write(profile)
    others = pages().filter(capture__site=site).exclude(capture__rules=profile.mark)
    for pk in list(others.order_by("pk").values_list("pk", flat=True)):
        with suppress(Unreadable, FileNotFoundError), transaction.atomic():
            wait_for_turn()
            reread(Article.objects.select_related("capture", "source").get(pk=pk))
    Capture.objects.filter(site=site, reader="html").update(
        rules=profile.mark
    )  # also of those no longer shown


def proposal(site: str) -> Profile | None:
    """The rules that a sample of a site's pages suggests, if they find headlines and texts."""
    documents = []
    for article in sample_of(site):
        assert article.capture
        with suppress(Unreadable, FileNotFoundError):
            documents.append(document_in(article.capture.raw).document)
    try:
        return propose(documents, site)
    except Unreadable:
        return None
