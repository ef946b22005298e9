"""What an import can be unsure of: one row a kind, with what it tells a curator.

An explanation is a template; a flag carries the values that fill it.
"""

from typing import NamedTuple

from django.db.models import IntegerChoices, TextChoices
from django.utils.functional import Promise
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


class Severity(IntegerChoices):
    """How much of an article is lost to readers while its flag is open."""

    SLIGHT = 1, _("slight")
    MARKED = 2, _("marked")
    GRAVE = 3, _("grave")


SEVERITIES: dict[FlagKind, Severity] = {
    FlagKind.TITLE_UNSURE: Severity.GRAVE,
    FlagKind.BODY_MISSING: Severity.GRAVE,
    FlagKind.BODY_UNSURE: Severity.GRAVE,
    FlagKind.TEXT_CUT_OFF: Severity.GRAVE,
    FlagKind.ENCODING_REPAIRED: Severity.GRAVE,
    FlagKind.ERROR_REPORTED: Severity.GRAVE,
    FlagKind.DOUBTED: Severity.GRAVE,
    FlagKind.DATE_MISSING: Severity.MARKED,
    FlagKind.DATE_UNSURE: Severity.MARKED,
    FlagKind.DATE_RELATIVE: Severity.MARKED,
    FlagKind.DATE_UNREAD: Severity.MARKED,
    FlagKind.DATE_AMBIGUOUS: Severity.MARKED,
    FlagKind.DATE_INFERRED: Severity.MARKED,
    FlagKind.WEEKDAY_DISAGREES: Severity.MARKED,
    FlagKind.CALENDARS_DISAGREE: Severity.MARKED,
    FlagKind.SOURCE_MISSING: Severity.MARKED,
    FlagKind.NEAR_DUPLICATE: Severity.MARKED,
    FlagKind.DATE_CONVERTED: Severity.SLIGHT,
    FlagKind.KEYWORDS_DIVIDED: Severity.SLIGHT,
    FlagKind.COMMENTS_FEWER: Severity.SLIGHT,
    FlagKind.COMMENTS_MORE: Severity.SLIGHT,
    FlagKind.COMMENTS_DIVIDED: Severity.SLIGHT,
    FlagKind.LINK_AMBIGUOUS: Severity.SLIGHT,
}

DATE = ("published_on", "published_at", "date_precision")
WHOLE = ("title", "byline", *DATE, "source", "body")

CONCERNED: dict[FlagKind, tuple[str, ...]] = {
    FlagKind.TITLE_UNSURE: ("title",),
    FlagKind.BODY_MISSING: ("body",),
    FlagKind.BODY_UNSURE: ("body",),
    FlagKind.DATE_MISSING: DATE,
    FlagKind.DATE_UNSURE: DATE,
    FlagKind.DATE_INFERRED: DATE,
    FlagKind.DATE_CONVERTED: DATE,
    FlagKind.DATE_RELATIVE: DATE,
    FlagKind.DATE_UNREAD: DATE,
    FlagKind.DATE_AMBIGUOUS: DATE,
    FlagKind.WEEKDAY_DISAGREES: DATE,
    FlagKind.CALENDARS_DISAGREE: DATE,
    FlagKind.SOURCE_MISSING: ("source",),
    FlagKind.KEYWORDS_DIVIDED: ("keywords",),
    FlagKind.COMMENTS_FEWER: ("comments_declared",),
    FlagKind.COMMENTS_MORE: ("comments_declared",),
    FlagKind.COMMENTS_DIVIDED: (),
    FlagKind.LINK_AMBIGUOUS: ("target",),
    FlagKind.TEXT_CUT_OFF: ("text",),
    FlagKind.ENCODING_REPAIRED: ("title", "byline", "body"),
    FlagKind.NEAR_DUPLICATE: (),
    FlagKind.ERROR_REPORTED: WHOLE,
    FlagKind.DOUBTED: WHOLE,
}
"""The fields of an article that a kind is about, and that are corrected beside it.

`target` is where the link in question leads; `text` is the body or the comment that a subject names.
"""

DATED = (*DATE, "date_basis")
CONFIRMED: dict[FlagKind, tuple[str, ...]] = {
    FlagKind.TITLE_UNSURE: ("title",),
    FlagKind.BODY_UNSURE: ("body",),
    FlagKind.DATE_UNSURE: DATED,
    FlagKind.DATE_AMBIGUOUS: DATED,
    FlagKind.WEEKDAY_DISAGREES: DATED,
    FlagKind.CALENDARS_DISAGREE: DATED,
}
"""What the import took though it was unsure: accepting says that it is right, as it stands."""


class Choice(NamedTuple):
    """What a curator can say to a flag: the words on the button, and what comes of it."""

    button: Promise
    effect: Promise


_LEFT = Choice(_("Set aside"), _("Nothing changes in the article."))
_CONFIRMED_DATE = Choice(
    _("The date is right"), _("The date stays as it was taken, and no later import touches it.")
)
_PROPOSED_DATE = Choice(
    _("Accept the date"),
    _("The proposed date is taken for sure, and is no longer shown as approximate."),
)
_REJECTED_DATE = Choice(
    _("Reject the date"), _("The article becomes undated, and no later import dates it.")
)
_NO_DATE = Choice(
    _("It stays undated"),
    _("The article stays undated; a later capture that prints a date may still give it one."),
)
_AS_CAPTURED = Choice(
    _("It is so"), _("The capture is like that: nothing changes, and it is not asked again.")
)

ACCEPTING: dict[FlagKind, Choice] = {
    FlagKind.TITLE_UNSURE: Choice(
        _("The headline is right"), _("The headline stays, and no later import touches it.")
    ),
    FlagKind.BODY_MISSING: Choice(
        _("It has no text"),
        _("The article stays without a text; a later capture that has one may still give it."),
    ),
    FlagKind.BODY_UNSURE: Choice(
        _("The text is right"), _("The text stays, and no later import touches it.")
    ),
    FlagKind.DATE_MISSING: _NO_DATE,
    FlagKind.DATE_UNSURE: _CONFIRMED_DATE,
    FlagKind.DATE_INFERRED: _PROPOSED_DATE,
    FlagKind.DATE_CONVERTED: _PROPOSED_DATE,
    FlagKind.DATE_RELATIVE: _NO_DATE,
    FlagKind.DATE_UNREAD: _NO_DATE,
    FlagKind.DATE_AMBIGUOUS: _CONFIRMED_DATE,
    FlagKind.WEEKDAY_DISAGREES: _CONFIRMED_DATE,
    FlagKind.CALENDARS_DISAGREE: _CONFIRMED_DATE,
    FlagKind.SOURCE_MISSING: Choice(
        _("It names none"),
        _("The article stays without a source; a later capture that names one may still give it."),
    ),
    FlagKind.KEYWORDS_DIVIDED: Choice(
        _("Accept the keywords"),
        _("The keywords stay as they were divided, and no later import touches them."),
    ),
    FlagKind.COMMENTS_FEWER: _AS_CAPTURED,
    FlagKind.COMMENTS_MORE: _AS_CAPTURED,
    FlagKind.COMMENTS_DIVIDED: _AS_CAPTURED,
    FlagKind.LINK_AMBIGUOUS: Choice(
        _("It leads nowhere"), _("The link stays without an article, and it is not asked again.")
    ),
    FlagKind.TEXT_CUT_OFF: _AS_CAPTURED,
    FlagKind.ENCODING_REPAIRED: _AS_CAPTURED,
    FlagKind.NEAR_DUPLICATE: Choice(
        _("They are alike"), _("Both stay as they are; decide on their page which is which.")
    ),
    FlagKind.ERROR_REPORTED: Choice(_("Done"), _("The report counts as dealt with.")),
    FlagKind.DOUBTED: Choice(_("Done"), _("The doubt counts as dealt with.")),
}
DISMISSING: dict[FlagKind, Choice] = dict.fromkeys(FlagKind, _LEFT) | {
    FlagKind.DATE_INFERRED: _REJECTED_DATE,
    FlagKind.DATE_CONVERTED: _REJECTED_DATE,
    FlagKind.KEYWORDS_DIVIDED: Choice(
        _("Reject the keywords"),
        _("The article loses these keywords, and no later import gives it any."),
    ),
}
"""What else has nothing proposed: to dismiss it is to leave it, with a reason."""

REASONS = (
    _("It is right in the article"),
    _("It cannot be settled from the capture"),
    _("It makes no difference to readers"),
    _("It was asked by mistake"),
)
"""What flags are often dismissed for."""
