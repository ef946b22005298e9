"""Site profiles: where the pages of one site keep what, as a curator can read and edit it.

A profile is a TOML file. For each field it lists CSS selectors, of which the first that yields
something on a page counts; a pattern, if there is one, says which part of that line is the field:

    site = "sahifa.example"
    version = 2
    title = ["article h1", "div.story > h2"]
    dateline = ["p.meta time"]
    body = ["div.story-text"]
    furniture = ["شارك الخبر"]

    [comment]
    item = ["li.comment"]
    author = ["cite"]
    dateline = ["p.when"]
    text = ["p.said"]

    [patterns]
    dateline = "نشر في (.+)"
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import regex

from archive.dates import find_dates
from archive.readers.webpage.document import Block, Document, Element, is_selector
from archive.readers.webpage.fields import is_article_text, is_furniture
from archive.readers.webpage.found import Field, Found, FoundComment
from archive.text import clean, key

SINGLE = (Field.TITLE, Field.DATELINE, Field.BYLINE, Field.SOURCE, Field.DECLARED)
LISTS = (Field.KEYWORDS, Field.LINKS)
NAMES = {name: name.value for name in Field} | {Field.COMMENT: "comment.item"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The rules of one site. Version 0 is no person's: it comes of comparing pages on the spot."""

    site: str
    version: int = 0
    rules: Mapping[Field, tuple[str, ...]]
    patterns: Mapping[Field, str] = field(default_factory=dict)
    furniture: tuple[str, ...] = ()
    """Lines that are no part of a text, wherever in it they stand."""

    @property
    def mark(self) -> str:
        """What tells these very rules from others of the site, also where a person has edited them."""
        return f"{self.site}/{self.version}:{sha256(written(self).encode()).hexdigest()[:12]}"

    def find(self, document: Document) -> Found:
        """What the rules yield on a page, in order; nothing where they do not hold."""
        comments = tuple(self._comments(document))
        fields = {name: self._single(document, name) for name in SINGLE}
        fields |= {name: self._listed(document, name) for name in LISTS}
        said = [comment.element for comment in comments]
        fields = {
            name: tuple(
                block for block in found if not any(document.holds(one, block) for one in said)
            )
            for name, found in fields.items()
        }
        head = [one for name in SINGLE for one in fields[name]]
        regions = self._elements(document, Field.BODY)
        fields[Field.BODY] = tuple(
            block
            for region in regions
            for block in document.blocks_in(region)
            if self._is_text(block) and is_article_text(block, head)
        )
        return Found(
            fields={name: blocks for name, blocks in fields.items() if blocks},
            region=regions[0] if regions else None,
            comments=comments,
        )

    def fits(self, document: Document) -> bool:
        """Whether a page is an article as the profile knows them."""
        found = self.find(document)
        return bool(found.all(Field.TITLE) and found.all(Field.BODY))

    def _elements(
        self, document: Document, name: Field, within: Element | None = None
    ) -> list[Element]:
        """What the first rule that yields something finds, without what lies inside of another."""
        for selector in self.rules.get(name, ()):
            found = document.select(selector, within)
            chosen = set(found)
            outer = [one for one in found if chosen.isdisjoint(one.iterancestors())]
            elements = found if name is Field.COMMENT else outer
            if any(document.block_of(element) for element in elements):
                return elements
        return []

    def _single(
        self, document: Document, name: Field, within: Element | None = None
    ) -> tuple[Block, ...]:
        elements = self._elements(document, name, within)
        blocks = (block for element in elements for block in self._lines(document, name, element))
        return tuple(block for block in blocks if block.text)[:1]

    def _lines(self, document: Document, name: Field, element: Element) -> Iterator[Block]:
        """The lines that may be a field: its element's first, or of a date's those that tell one."""
        if name is Field.TITLE and (whole := document.whole(element)):
            yield self._part(name, whole)
        elif name in (Field.DATELINE, Field.COMMENT_DATELINE):
            blocks = [self._part(name, block) for block in document.blocks_in(element)]
            yield from (block for block in blocks if block.dateline or find_dates(block.text))
        elif block := document.block_of(element):
            yield self._part(name, block)

    def _part(self, name: Field, block: Block) -> Block:
        """What of a line the field's pattern names; all of it where there is none."""
        if name not in self.patterns:
            return block
        found = regex.search(self.patterns[name], block.text)
        return replace(block, text=clean(found[found.re.groups and 1] or "") if found else "")

    def _listed(self, document: Document, name: Field) -> tuple[Block, ...]:
        elements = self._elements(document, name)
        blocks = (document.block_of(element) for element in elements)
        return tuple(self._part(name, block) for block in blocks if block)

    def _comments(self, document: Document) -> Iterator[FoundComment]:
        items = self._elements(document, Field.COMMENT)
        boxes = set(items)
        for item in items:
            replies = [one for one in item.iterdescendants() if one in boxes]
            author, dateline = (
                next(iter(self._single(document, name, item)), None)
                for name in (Field.COMMENT_AUTHOR, Field.COMMENT_DATELINE)
            )
            head = [block for block in (author, dateline) if block]
            elements = self._elements(document, Field.COMMENT_TEXT, item) or [item]
            text = tuple(
                block
                for element in elements
                for block in document.blocks_in(element)
                if not any(document.holds(reply, block) for reply in replies)
                and (elements != [item] or self._is_text(block))
                and is_article_text(block, head)
            )
            if text:
                yield FoundComment(
                    element=item,
                    span=document.span_of(item),
                    text=text,
                    author=author,
                    dateline=dateline,
                )

    def _is_text(self, block: Block) -> bool:
        return not is_furniture(block) and block.line.key not in map(key, self.furniture)


def read_profile(text: str) -> Profile:
    """A profile as its file has it. Raises ValueError, saying what is wrong."""
    table = tomllib.loads(text)
    site, version = table.pop("site", None), table.pop("version", None)
    if not isinstance(site, str) or not isinstance(version, int):
        raise ValueError("a profile needs a site and the number of its version")
    furniture = texts(table.pop("furniture", []), "furniture")
    patterns = table.pop("patterns", {})
    if not isinstance(patterns, dict):
        raise ValueError("patterns is no table")
    flat = flattened(table) | {f"patterns.{name}": value for name, value in patterns.items()}
    fields = {written: name for name, written in NAMES.items()}
    rules: dict[Field, tuple[str, ...]] = {}
    parts: dict[Field, str] = {}
    for name, value in flat.items():
        bare = name.removeprefix("patterns.")
        if bare not in fields:
            raise ValueError(f"there is no field {bare!r}")
        if bare != name:
            parts[fields[bare]] = compilable(value, name)
        else:
            rules[fields[bare]] = texts(value, name)
    for selector in (one for selectors in rules.values() for one in selectors):
        if not is_selector(selector):
            raise ValueError(f"{selector!r} is no CSS selector")
    return Profile(site=site, version=version, rules=rules, patterns=parts, furniture=furniture)


def flattened(table: Mapping[str, Any]) -> dict[str, Any]:
    comment = table.get("comment", {})
    if not isinstance(comment, dict):
        raise ValueError("comment is no table")
    return {name: value for name, value in table.items() if name != "comment"} | {
        f"comment.{name}": value for name, value in comment.items()
    }


def texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"{name} is no list of texts")
    return tuple(value)


def compilable(pattern: object, name: str) -> str:
    try:
        return regex.compile(str(pattern)).pattern
    except regex.error as error:
        raise ValueError(f"{name} is no pattern: {error}") from None


def written(profile: Profile) -> str:
    """A profile as a file for `read_profile`."""
    lines = [f"site = {quoted(profile.site)}", f"version = {profile.version}", ""]
    own = [name for name in profile.rules if not name.startswith("comment.")]
    lines += [rule(name, profile.rules[name]) for name in own if name is not Field.COMMENT]
    if profile.furniture:
        lines.append(f"furniture = {array(profile.furniture)}")
    parts = [name for name in profile.rules if name not in own or name is Field.COMMENT]
    if parts:
        lines += ["", "[comment]", *(rule(name, profile.rules[name]) for name in parts)]
    if profile.patterns:
        named = ((NAMES[name], pattern) for name, pattern in profile.patterns.items())
        lines += ["", "[patterns]", *(f"{quoted(name)} = {quoted(one)}" for name, one in named)]
    return "\n".join(lines) + "\n"


def rule(name: Field, selectors: Sequence[str]) -> str:
    return f"{NAMES[name].removeprefix('comment.')} = {array(selectors)}"


def array(values: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, values))}]"


def quoted(text: str) -> str:
    r"""A TOML string.

    >>> quoted('a[rel="tag"]')
    "'a[rel=\"tag\"]'"
    """
    if "'" not in text and text.isprintable():
        return f"'{text}'" if '"' in text or "\\" in text else f'"{text}"'
    escaped = "".join(
        f"\\{sign}" if sign in '"\\' else sign if sign.isprintable() else f"\\U{ord(sign):08X}"
        for sign in text
    )
    return f'"{escaped}"'
