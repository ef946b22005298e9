"""A profile from a handful of pages of one site.

What repeats from page to page is furniture; what varies where it varies is a field. Each page is
read on its own, without what several print in the same place. Then, for each field, the selectors
are sought that find on most pages what was found on them; so a page that was misread is outvoted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import regex
from django.utils.translation import gettext_noop

from archive.readers.webpage.declared import claims_of
from archive.readers.webpage.document import Block, Document, Element
from archive.readers.webpage.fields import find, repeated_in
from archive.readers.webpage.found import Field, Found
from archive.readers.webpage.profile import Profile
from archive.records import Span, Unreadable

ALIKE = 0.9
MOST_RULES = 4
# How much worse than nothing it is to find something where nothing was found.
UNWANTED = 0.5
NAMED_ANCESTORS = 4
BOXES = (Field.COMMENT, Field.COMMENT_TEXT)
PARTS = (Field.COMMENT_TEXT, Field.COMMENT_AUTHOR, Field.COMMENT_DATELINE)
# What speaks against a selector, in letters of its length.
STEP = 5
LOOSE_STEP = 10
NAMELESS = 40

# A longer number is an article's own.
_NAME = regex.compile(r"(?!.*\d{3})[A-Za-z_][\w-]*")


class Sample(NamedTuple):
    """A page and what was found on it."""

    document: Document
    found: Found


def propose(documents: Sequence[Document], site: str) -> Profile:
    """The profile that the pages of a site suggest. Raises Unreadable if none is an article."""
    samples = list(read_alone(documents))
    if not samples:
        raise Unreadable(gettext_noop("no article on any of these pages"))
    profile = Profile(site=site, rules={})
    for field in Field:
        profile = with_rules(profile, field, samples)
    return profile


def read_alone(documents: Sequence[Document]) -> Iterator[Sample]:
    repeated = repeated_in(documents)
    for document in documents:
        try:
            yield Sample(document, find(document, claims_of(document), repeated))
        except Unreadable:
            continue


def with_rules(profile: Profile, field: Field, samples: Sequence[Sample]) -> Profile:
    """The profile with the rules that find a field on the most pages; none if it is on none.

    A further rule only serves pages on which those before it yield nothing.
    """
    if field in PARTS and Field.COMMENT not in profile.rules:
        return profile
    waiting = [sample for sample in samples if spans(field, sample.found)]
    without = [sample for sample in samples if not spans(field, sample.found)]
    rules: tuple[str, ...] = ()
    while waiting and len(rules) < MOST_RULES:
        selectors = {
            selector
            for sample in waiting
            for element in elements(field, sample)
            for selector in selectors_for(element, profile, field, sample)
        }
        judged = ((judge(profile, field, rule, [*waiting, *without]), rule) for rule in selectors)
        worth, rule = max(judged, default=((0.0, 0), ""))
        if worth[0] <= 0:
            break
        rules = (*rules, rule)
        tried = with_rule(profile, field, rule)
        waiting = [sample for sample in waiting if not spans(field, tried.find(sample.document))]
    if not rules:
        return profile
    return replace(profile, rules={**profile.rules, field: rules})


def with_rule(profile: Profile, field: Field, rule: str) -> Profile:
    """The rules that are needed to see what one rule yields, and that one."""
    needed = {name: rules for name, rules in profile.rules.items() if name in BOXES}
    return replace(profile, rules={**needed, field: (rule,)})


def judge(
    profile: Profile, field: Field, rule: str, samples: Sequence[Sample]
) -> tuple[float, int]:
    """On how many more pages a rule is right than wrong, and how simple it is."""
    tried = with_rule(profile, field, rule)
    right = 0.0
    for document, found in samples:
        wanted, yielded = spans(field, found), spans(field, tried.find(document))
        if wanted and yielded:
            right += 1 if alike(wanted, yielded) >= ALIKE else -2
        elif yielded:
            right -= UNWANTED
    steps = rule.replace(" > ", " ").split(" ")
    cost = STEP * len(steps) + LOOSE_STEP * (len(steps) - 1 - rule.count(">"))
    cost += NAMELESS * (not any(sign in steps[-1] for sign in "#.["))
    return right, -len(rule) - cost


def spans(field: Field, found: Found) -> frozenset[Span]:
    """Where a field stands on a page."""
    if field is Field.COMMENT:
        return frozenset(comment.span for comment in found.comments)
    if field in PARTS:
        return frozenset(block.span for block in parts(field, found))
    return frozenset(block.span for block in found.all(field))


def parts(field: Field, found: Found) -> list[Block]:
    if field is Field.COMMENT_TEXT:
        return [block for comment in found.comments for block in comment.text]
    of = {Field.COMMENT_AUTHOR: "author", Field.COMMENT_DATELINE: "dateline"}[field]
    return [block for one in found.comments if (block := getattr(one, of))]


def alike(wanted: frozenset[Span], yielded: frozenset[Span]) -> float:
    """How far two sets of lines are the same, by their length in the source."""

    def length(places: frozenset[Span]) -> int:
        return sum(end - start for start, end in places)

    return length(wanted & yielded) / max(1, length(wanted | yielded))


def elements(field: Field, sample: Sample) -> list[Element]:
    """The elements that a rule for a field may be made from."""
    found = sample.found
    if field is Field.COMMENT:
        return [comment.element for comment in found.comments[:2]]
    if field is Field.BODY:
        return [found.region, *(block.element for block in found.all(field)[:2])]
    blocks = parts(field, found) if field in PARTS else found.all(field)
    return [block.element for block in blocks[:2]]


def selectors_for(
    element: Element, profile: Profile, field: Field, sample: Sample
) -> Iterator[str]:
    """Selectors that find an element or one close around it, within a comment's if it is in one."""
    around = [element, *element.iterancestors()][:3]
    root = None
    if field in PARTS:
        inside = [comment.element for comment in sample.found.comments]
        root = next((one for one in element.iterancestors() if one in inside), None)
        around = [one for one in around if one is not root]
    for target in around:
        if target.tag in ("html", "body") or target is root:
            break
        own = list(simple(target))
        yield from own
        parent = target.getparent()
        named = 0
        for ancestor in target.iterancestors():
            if ancestor is root or named == NAMED_ANCESTORS:
                break
            marks = [one for one in simple(ancestor) if one != ancestor.tag]
            named += bool(marks)
            joint = " > " if ancestor is parent else " "
            yield from (f"{mark}{joint}{one}" for mark in marks for one in own)


def simple(element: Element) -> Iterator[str]:
    """The selectors of one step that find an element, as `p.author` or `li[id^="comment_"]`."""
    tag = str(element.tag)
    if identity := element.get("id", ""):
        if _NAME.fullmatch(identity):
            yield f"{tag}#{identity}"
        if opening := regex.match(r"[A-Za-z][A-Za-z_-]+(?=\d+$)", identity):
            yield f'{tag}[id^="{opening[0]}"]'
    for name in element.get("class", "").split():
        if _NAME.fullmatch(name):
            yield f"{tag}.{name}"
    for attribute in ("itemprop", "rel"):
        if _NAME.fullmatch(value := element.get(attribute, "")):
            yield f'{tag}[{attribute}="{value}"]'
    yield tag
