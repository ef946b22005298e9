"""What the pages need besides Django's own tags: dates in words, directions, places in a list."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import RequestContext
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language_bidi, ngettext, override

from archive.addresses import web_address
from archive.citing.exports import EXPORTS, Export
from archive.dates import Digits, Moment, MonthNames, format_date, in_digits, month_name
from archive.models import Article, Keyword, Name
from archive.names.filing import letter
from archive.pages.choices import in_force
from archive.text import balanced, in_isolates, is_arabic

EXCERPT = 26
"""In words."""

register = template.Library()
register.filter(web_address)
register.filter(in_isolates)


@register.filter
def direction(text: str) -> str:
    """The direction of a text that was published elsewhere; a browser would go by its first word.

    Signs alone, as «(», have none but that of the page.
    """
    if is_arabic(text):
        return "rtl"
    if any(map(str.isalnum, text)):
        return "auto"
    return "rtl" if get_language_bidi() else "ltr"


@register.filter
def isolated(text: str) -> SafeString:
    """A text from elsewhere within a line of ours; neither disturbs the order of the other.

    On a page in English an Arabic one is said to be Arabic, for whoever has it read aloud.
    """
    whole = balanced(text) if isinstance(text, SafeString) else escape(balanced(text))
    runs = direction(text)
    foreign = ' lang="ar"' if runs == "rtl" and in_force().language != "ar" else ""
    return mark_safe(f'<bdi dir="{runs}"{foreign}>{whole}</bdi>')


@register.filter
def excerpt(text: str) -> str:
    """As many words as a list shows of a text; no stop or comma stands before the ellipsis."""
    begun = Truncator(text).words(EXCERPT)
    return begun if begun == text else f"{begun.rstrip(' …،؛:,.')} …"


@register.filter
def unbroken(text: str) -> SafeString:
    """A text of ours, with the name of the digest in one piece, which a line ends in otherwise."""
    return mark_safe(escape(text).replace("SHA-256", '<span class="whole">SHA-256</span>'))


class Number(int):
    """A number that counts as itself and is printed in the reader's digits."""

    def __str__(self) -> str:
        return written(super().__repr__())


@register.filter
def number(value: int) -> Number:
    """A number that is read by people; what machines read is printed without this filter."""
    return Number(value)


@register.filter
def in_articles(count: int) -> str:
    """A number of articles, for people. Lists of what they can be narrowed by have hundreds."""
    reader = in_force()
    return _in_articles(count, reader.language, reader.digits_shown)


@lru_cache(maxsize=1 << 12)
def _in_articles(count: int, language: str, digits: Digits) -> str:
    with override(language):
        counted = ngettext("%(counter)s article", "%(counter)s articles", count)
    return counted % {"counter": in_digits(str(count), digits)}


@register.filter
def written(text: str) -> str:
    """A text of ours, its numbers in the reader's digits."""
    return in_digits(text, in_force().digits_shown)


@register.filter
def in_words(moment: Moment) -> str:
    reader = in_force()
    return format_date(moment, reader.months_shown, reader.digits_shown)


@register.filter
def as_time(moment: Moment) -> SafeString:
    """The date of a moment, for people and for programs. A list has the same one again and again."""
    reader = in_force()
    return _as_time(moment, reader.months_shown, reader.digits_shown)


@lru_cache(maxsize=1 << 12)
def _as_time(moment: Moment, months: MonthNames, digits: Digits) -> SafeString:
    words = format_date(moment, months, digits)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), words)


@register.filter
def clock(moment: Moment) -> str:
    """The time of day, or nothing where it is not known."""
    return "" if moment.hour is None else written(f"{moment.hour:02}:{moment.minute:02}")


@register.filter
def as_month(day: date) -> Moment:
    return Moment(day.year, day.month)


@register.filter
def as_whole_day(day: date) -> Moment:
    return Moment.on(day)


@register.filter
def day_and_month(day: date) -> str:
    return written(f"{day.day} {name_of_month(day)}")


@register.filter
def page_of(moment: Moment) -> str:
    """The address of a year, a month or a day."""
    parts = tuple(part for part in (moment.year, moment.month, moment.day) if part is not None)
    return _address(f"archive:{moment.precision}", parts, get_script_prefix())


@lru_cache(maxsize=1 << 12)
def _address(view: str, parts: tuple[int, ...], prefix: str) -> str:
    return reverse(view, args=parts)


@register.filter
def as_day(when: datetime) -> Moment:
    local = timezone.localtime(when)
    return Moment(local.year, local.month, local.day)


@register.filter
def name_of_month(day: date) -> str:
    return month_name(day.month, in_force().months_shown)


@register.filter
def keywords_as_printed(article: Article) -> list[Keyword]:
    """In the order the paper gave them; the article has its `keyword_uses` fetched."""
    return [use.keyword for use in article.keyword_uses]


@register.simple_tag
def exports() -> Mapping[str, Export]:
    """What a list of articles can be had as."""
    return EXPORTS


@register.simple_tag
def leaders(names: Iterable[Name]) -> SafeString:
    """Names as items of a list, each with how many articles it has. A catalogue has hundreds."""
    row = '<li><a href="{}">{}</a><span class="count">{}</span></li>'
    rows = (
        (one.get_absolute_url(), isolated(one.name), number(one.article_count)) for one in names
    )
    return format_html_join("\n", row, rows)


@register.filter
def by_letter(names: Iterable[Name]) -> list[tuple[str, list[Name]]]:
    """Names in the order of the catalogue, by its letters."""
    grouped = groupby(names, key=lambda name: letter(name.filed_under[:1]))
    return [(initial, list(some)) for initial, some in grouped]


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
