"""What the pages need besides Django's own tags: dates in words, directions, places in a list."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

import regex
from django import template
from django.core.paginator import Page
from django.template import RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from archive.addresses import web_address
from archive.choices import in_force
from archive.dates import Moment, format_date, in_digits, month_name
from archive.models import Article, Keyword, Name

register = template.Library()
register.filter(web_address)

ARABIC_LETTER = regex.compile(r"[\p{Arabic}&&\p{L}]", regex.V1)
ARTICLE = "ال"
DIGITS = "0–9"


@register.filter
def direction(text: str) -> str:
    """The direction of a text that was published elsewhere.

    One with Arabic in it runs from right to left even where it begins with a Latin word, which a
    browser would go by.
    """
    return "rtl" if ARABIC_LETTER.search(text) else "auto"


@register.filter
def isolated(text: str) -> SafeString:
    """A text from elsewhere within a line of ours; neither disturbs the order of the other.

    On a page in English an Arabic one is said to be Arabic, for whoever has it read aloud.
    """
    runs = direction(text)
    foreign = ' lang="ar"' if runs == "rtl" and in_force().language != "ar" else ""
    return format_html('<bdi dir="{}"{}>{}</bdi>', runs, mark_safe(foreign), text)


class Number(int):
    """A number that counts as itself and is printed in the reader's digits."""

    def __str__(self) -> str:
        return written(super().__repr__())


@register.filter
def number(value: int) -> Number:
    """A number that is read by people; what machines read is printed without this filter."""
    return Number(value)


@register.filter
def written(text: str) -> str:
    """A text of ours, its numbers in the reader's digits."""
    return in_digits(text, in_force().digits_shown)


@register.filter
def in_words(moment: Moment) -> str:
    reader = in_force()
    return format_date(moment, reader.months_shown, reader.digits_shown)


@register.filter
def clock(moment: Moment) -> str:
    """The time of day, or nothing where it is not known."""
    return "" if moment.hour is None else written(f"{moment.hour:02}:{moment.minute:02}")


@register.filter
def as_month(day: date) -> Moment:
    return Moment(day.year, day.month)


@register.filter
def as_day(when: datetime) -> Moment:
    local = timezone.localtime(when)
    return Moment(local.year, local.month, local.day)


@register.filter
def name_of_month(day: date) -> str:
    return month_name(day.month, in_force().months_shown)


@register.filter
def keywords_as_printed(article: Article) -> list[Keyword]:
    """In the order the paper gave them."""
    return [use.keyword for use in article.article_keywords.select_related("keyword")]


@register.filter
def by_letter(names: Iterable[Name]) -> list[tuple[str, list[Name]]]:
    """Names as a catalogue has them: by letter, the Arabic article not counted."""
    ordered = sorted(names, key=filed_under)
    return [(letter, list(some)) for letter, some in groupby(ordered, key=initial)]


def filed_under(name: Name) -> str:
    bare = name.key.removeprefix(ARTICLE) if name.name.startswith(ARTICLE) else name.key
    return bare.strip() or name.key


def initial(name: Name) -> str:
    first = filed_under(name)[:1].upper()
    return DIGITS if first.isdecimal() else first


@register.filter
def page_numbers(page: Page[Any]) -> Iterable[int | str]:
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def current(context: RequestContext, *views: str) -> SafeString | str:
    """Marks a link as leading to this very page (the first of `views`) or to its section."""
    match = getattr(context.get("request"), "resolver_match", None)
    if not match or match.view_name not in views:
        return ""
    return format_html(' aria-current="{}"', "page" if match.view_name == views[0] else "true")
