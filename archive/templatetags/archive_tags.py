"""What the pages need besides Django's own tags: dates in words, directions, places in a list."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from archive.addresses import web_address
from archive.dates import Moment, format_date, month_name
from archive.models import Article, Keyword, Name
from archive.text import balanced, in_isolates, is_arabic

register = template.Library()
register.filter(web_address)
register.filter(in_isolates)

ARTICLE = "ال"
DIGITS = "0–9"


@register.filter
def direction(text: str) -> str:
    """The direction of a text that was published elsewhere; a browser would go by its first word."""
    return "rtl" if is_arabic(text) else "auto"


@register.filter
def isolated(text: str) -> SafeString:
    """A text from elsewhere within a line of ours; neither disturbs the order of the other."""
    whole = balanced(text)
    if isinstance(text, SafeString):
        whole = mark_safe(whole)
    return format_html('<bdi dir="{}">{}</bdi>', direction(text), whole)


@register.filter
def in_words(moment: Moment) -> str:
    return format_date(moment)


@register.filter
def clock(moment: Moment) -> str:
    """The time of day, or nothing where it is not known."""
    return "" if moment.hour is None else f"{moment.hour:02}:{moment.minute:02}"


@register.filter
def as_month(day: date) -> Moment:
    return Moment(day.year, day.month)


@register.filter
def as_day(when: datetime) -> Moment:
    local = timezone.localtime(when)
    return Moment(local.year, local.month, local.day)


@register.filter
def name_of_month(day: date) -> str:
    return month_name(day.month)


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
