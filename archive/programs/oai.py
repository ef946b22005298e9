"""OAI-PMH 2.0, by which libraries harvest: requests read, and answers written as XML.

The protocol is at https://www.openarchives.org/OAI/openarchivesprotocol.html; section numbers here
are its own. Nothing in this module knows the database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import regex
from lxml import etree

from archive.programs.xml import representable

PROTOCOL = "http://www.openarchives.org/OAI/2.0/"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
FORMAT = "http://www.openarchives.org/OAI/2.0/oai_dc/"
FORMAT_SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
PREFIX = "oai_dc"
TOKEN = "resumptionToken"
GRANULARITY = "YYYY-MM-DDThh:mm:ssZ"

Element = Any


class Code(StrEnum):
    """What can be wrong with a request (3.6)."""

    BAD_ARGUMENT = "badArgument"
    BAD_TOKEN = "badResumptionToken"
    BAD_VERB = "badVerb"
    NO_FORMAT = "cannotDisseminateFormat"
    NO_IDENTIFIER = "idDoesNotExist"
    NO_RECORDS = "noRecordsMatch"
    NO_SETS = "noSetHierarchy"


class Refused(Exception):
    def __init__(self, code: Code, explanation: str) -> None:
        super().__init__(explanation)
        self.code = code


class Verb(StrEnum):
    IDENTIFY = "Identify"
    FORMATS = "ListMetadataFormats"
    SETS = "ListSets"
    IDENTIFIERS = "ListIdentifiers"
    RECORDS = "ListRecords"
    RECORD = "GetRecord"


@dataclass(frozen=True)
class Arguments:
    """Those a verb takes; the token that continues a list stands alone."""

    required: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    continued: bool = False


_SELECTIVE = Arguments(
    frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"}), continued=True
)
ARGUMENTS = {
    Verb.IDENTIFY: Arguments(),
    Verb.FORMATS: Arguments(optional=frozenset({"identifier"})),
    Verb.SETS: Arguments(continued=True),
    Verb.IDENTIFIERS: _SELECTIVE,
    Verb.RECORDS: _SELECTIVE,
    Verb.RECORD: Arguments(frozenset({"identifier", "metadataPrefix"})),
}


@dataclass(frozen=True)
class Request:
    verb: Verb
    arguments: Mapping[str, str]


def read(parameters: Mapping[str, Sequence[str]]) -> Request:
    """What a harvester asks. Raises Refused.

    >>> read({"verb": ["GetRecord"], "identifier": ["oai:x:1"], "metadataPrefix": ["oai_dc"]}).verb
    <Verb.RECORD: 'GetRecord'>
    """
    verbs = parameters.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in list(Verb):
        raise Refused(Code.BAD_VERB, f"There is to be one verb: {', '.join(Verb)}.")
    verb = Verb(verbs[0])
    takes = ARGUMENTS[verb]
    given = {name: some for name, some in parameters.items() if name != "verb"}
    if repeated := [name for name, some in given.items() if len(some) != 1]:
        raise Refused(Code.BAD_ARGUMENT, f"Given more than once: {', '.join(repeated)}.")
    arguments = {name: value for name, [value] in given.items()}
    if takes.continued and TOKEN in arguments:
        if len(arguments) > 1:
            raise Refused(Code.BAD_ARGUMENT, f"A {TOKEN} stands alone.")
        return Request(verb, arguments)
    if missing := takes.required - arguments.keys():
        raise Refused(Code.BAD_ARGUMENT, f"{verb} needs {', '.join(sorted(missing))}.")
    if unknown := arguments.keys() - takes.required - takes.optional:
        raise Refused(Code.BAD_ARGUMENT, f"{verb} does not take {', '.join(sorted(unknown))}.")
    return Request(verb, arguments)


def check_format(asked: Request) -> None:
    """Raises Refused where another than Dublin Core is wanted."""
    if asked.arguments.get("metadataPrefix", PREFIX) != PREFIX:
        raise Refused(Code.NO_FORMAT, f"There is {PREFIX} alone.")


_DATESTAMP = regex.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?")


@dataclass(frozen=True)
class Span:
    """Half-open; None where there is no bound."""

    start: datetime | None
    stop: datetime | None


def span(arguments: Mapping[str, str]) -> Span:
    """The time that “from” and “until”, both included, enclose (2.7.1). Raises Refused.

    >>> span({"until": "2022-03-25"}).stop
    datetime.datetime(2022, 3, 26, 0, 0, tzinfo=datetime.timezone.utc)
    """
    first, last = arguments.get("from"), arguments.get("until")
    if first and last and len(first) != len(last):
        raise Refused(Code.BAD_ARGUMENT, "“from” and “until” are to be of one granularity.")
    start, stop = (None if stamp is None else _moment(stamp) for stamp in (first, last))
    if start and stop and start > stop:
        raise Refused(Code.BAD_ARGUMENT, "“from” is later than “until”.")
    if last and stop:
        try:
            stop += timedelta(seconds=1) if "T" in last else timedelta(days=1)
        except OverflowError:
            stop = None
    return Span(start, stop)


def _moment(stamp: str) -> datetime:
    try:
        if _DATESTAMP.fullmatch(stamp):
            return datetime.fromisoformat(stamp.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise Refused(Code.BAD_ARGUMENT, f"No date and time as {GRANULARITY}, and no date: {stamp}.")


def datestamp(when: datetime) -> str:
    """
    >>> datestamp(datetime(2022, 3, 25, 15, 4, tzinfo=UTC))
    '2022-03-25T15:04:00Z'
    """
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True)
class Record:
    """`terms` are of Dublin Core, each with its value; a deleted record has none."""

    identifier: str
    changed: datetime
    sets: tuple[str, ...] = ()
    deleted: bool = False
    terms: tuple[tuple[str, str], ...] = field(default=())


@dataclass(frozen=True)
class Repository:
    name: str
    base: str
    email: str
    earliest: datetime


def answer(base: str, now: datetime, asked: Request, content: Element) -> bytes:
    return _document(base, now, {"verb": asked.verb, **asked.arguments}, content)


def refusal(base: str, now: datetime, asked: Request | None, refused: Refused) -> bytes:
    """What was asked is repeated, unless it was no request at all (3.2)."""
    error = etree.Element(f"{{{PROTOCOL}}}error", code=refused.code)
    error.text = representable(str(refused))
    understood = asked and refused.code is not Code.BAD_ARGUMENT
    return _document(
        base, now, {"verb": asked.verb, **asked.arguments} if asked and understood else {}, error
    )


def _document(base: str, now: datetime, asked: Mapping[str, str], content: Element) -> bytes:
    root = etree.Element(f"{{{PROTOCOL}}}OAI-PMH", nsmap={None: PROTOCOL, "xsi": INSTANCE})
    root.set(
        f"{{{INSTANCE}}}schemaLocation",
        f"{PROTOCOL} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
    )
    _add(root, "responseDate", datestamp(now))
    request = _add(root, "request", base)
    for name, value in asked.items():
        request.set(name, representable(value))
    root.append(content)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made


def identify(repository: Repository) -> Element:
    content = _new(Verb.IDENTIFY)
    _add(content, "repositoryName", repository.name)
    _add(content, "baseURL", repository.base)
    _add(content, "protocolVersion", "2.0")
    _add(content, "adminEmail", repository.email)
    _add(content, "earliestDatestamp", datestamp(repository.earliest))
    # Hidden articles are told of; one that is deleted leaves nothing to tell.
    _add(content, "deletedRecord", "transient")
    _add(content, "granularity", GRANULARITY)
    return content


def formats() -> Element:
    content = _new(Verb.FORMATS)
    only = _add(content, "metadataFormat")
    _add(only, "metadataPrefix", PREFIX)
    _add(only, "schema", FORMAT_SCHEMA)
    _add(only, "metadataNamespace", FORMAT)
    return content


def sets(named: Iterable[tuple[str, str]]) -> Element:
    content = _new(Verb.SETS)
    for specification, name in named:
        one = _add(content, "set")
        _add(one, "setSpec", specification)
        _add(one, "setName", name)
    return content


def records(verb: Verb, some: Iterable[Record], token: str | None) -> Element:
    """The records, or their headers; "" is the token of a list's last part, where it had another."""
    content = _new(verb)
    for record in some:
        if verb is Verb.IDENTIFIERS:
            _header(content, record)
            continue
        whole = _add(content, "record")
        _header(whole, record)
        if not record.deleted:
            _metadata(whole, record)
    if token is not None:
        _add(content, TOKEN, token)
    return content


def _header(parent: Element, record: Record) -> None:
    header = _add(parent, "header")
    if record.deleted:
        header.set("status", "deleted")
    _add(header, "identifier", record.identifier)
    _add(header, "datestamp", datestamp(record.changed))
    for specification in record.sets:
        _add(header, "setSpec", specification)


def _metadata(parent: Element, record: Record) -> None:
    names = {PREFIX: FORMAT, "dc": DUBLIN_CORE, "xsi": INSTANCE}
    terms = etree.SubElement(_add(parent, "metadata"), f"{{{FORMAT}}}dc", nsmap=names)
    terms.set(f"{{{INSTANCE}}}schemaLocation", f"{FORMAT} {FORMAT_SCHEMA}")
    for name, value in record.terms:
        etree.SubElement(terms, f"{{{DUBLIN_CORE}}}{name}").text = representable(value)


def _new(verb: Verb) -> Element:
    return etree.Element(f"{{{PROTOCOL}}}{verb}")


def _add(parent: Element, name: str, text: str = "") -> Element:
    child = etree.SubElement(parent, f"{{{PROTOCOL}}}{name}")
    child.text = representable(text) or None
    return child
