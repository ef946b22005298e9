"""What the buttons of an article's form do to what stands in it, before that is saved or shown again."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive import dates
from archive.admin.evidence import label_of, may_see_raw
from archive.admin.naming import NEW, by_name
from archive.admin.parts import DEED, next_number
from archive.admin.placing import place_of
from archive.curation.accounting import begins_within, from_text, in_text, without
from archive.curation.arranging import KINDS, NotPossible, joined, moved, parted, shown
from archive.curation.assigning import VALUES, Taken, in_a_row, places_of_lines, taken
from archive.curation.merging import Sheet, digest, rows_of
from archive.models import Article, Author, Keyword, Name, Source, stored_key
from archive.names.bylines import person_of
from archive.readers.comments import comment_of
from archive.readers.lines import Line
from archive.readers.page import link_of
from archive.readers.plaintext import keywords_of, source_of

ASSIGN = "_assign"
"""The button that assigns lines: to have them alone in the field, or added to what is there."""
ADD = "add"
NEW_COMMENT, NEW_LINK, NO_FIELD = "comment", "related_link", "furniture"

UNSAVED = _(
    "Nothing is saved yet: the lines are in the form now, under “%(field)s”. Look, and save."
)
NO_LINES = _("No lines were chosen, or there is nothing on them.")
NOT_POSSIBLE = _("That is not possible here: there is no neighbour, or nothing on one side.")
SAVE_FIRST = _("Nothing is saved yet: the text was changed. Save it first, then divide it.")


class Refused(Exception):
    """What a button asks for cannot be done, or is not to be saved yet; and the sheet that shows it.

    `field` is what lines were assigned to, where they were.
    """

    def __init__(self, message: str | Promise, sheet: Sheet, field: str = "") -> None:
        super().__init__(message)
        self.message, self.sheet, self.field = message, sheet, field


def arranged(article: Article, deed: str, sheet: Sheet) -> Sheet:
    """A sheet with a part moved, hidden, divided or joined. Raises Refused."""
    name, _colon, rest = deed.partition(":")
    row, _colon, place = rest.partition(":")
    prefix = row.rpartition("-")[0]
    if row not in sheet or prefix not in KINDS:
        raise Refused(NOT_POSSIBLE, sheet)
    try:
        match name:
            case "up":
                return moved(sheet, row, -1)
            case "down":
                return moved(sheet, row, 1)
            case "hide" | "show" if prefix == "comments":
                return shown(sheet, row, name == "show")
            case "join":
                return joined(sheet, row)
            case "part":
                at, _colon, known = place.partition(":")
                if digest(sheet[row][KINDS[prefix].text]) != known or not at.isdecimal():
                    raise Refused(SAVE_FIRST, sheet)
                number = next_number(article)
                return parted(sheet, row, int(at), number, text_of(article)[0])
    except NotPossible:
        pass
    raise Refused(NOT_POSSIBLE, sheet)


def assigned(request: HttpRequest, article: Article, sheet: Sheet) -> Sheet:
    """A sheet with lines of the capture under a field. Raises Refused, always: a person saves it."""
    field, post = request.POST.get("assign_to", ""), request.POST
    text, reader = text_of(article)
    found = taken(text, reader, chosen_places(post, text))
    if not found.lines or field not in (*VALUES, NEW_COMMENT, NEW_LINK, NO_FIELD):
        raise Refused(NO_LINES, sheet)
    rest = released(sheet, field, found, text, reader)
    if field == NEW_COMMENT:
        made = with_comment(article, rest, found)
    elif field == NEW_LINK:
        made = with_links(rest, found)
    elif field == NO_FIELD:
        made = rest
    else:
        added = post.get(ASSIGN) == ADD
        made = with_value(request, article, rest, field, found, (text, reader), added)
    label = gettext("page furniture") if field == NO_FIELD else label_of(field)
    raise Refused(UNSAVED % {"field": capfirst(label)}, made, field)


def text_of(article: Article) -> tuple[str, str]:
    """The text of what an article was read from, and the name of its reader."""
    try:
        return (article.capture.text, article.capture.reader) if article.capture else ("", "")
    except FileNotFoundError:
        return "", ""


def chosen_places(post: QueryDict, text: str) -> list[list[int]]:
    """The places of ticked lines, of those from one to another, and of what was marked."""
    numbers = {int(number) for number in post.getlist("line") if number.isdecimal()}
    first, last = post.get("first_line", ""), post.get("last_line", "")
    if first.isdecimal():
        until = int(last) if last.isdecimal() else int(first)
        numbers |= set(range(int(first), min(until, text.count("\n") + 1) + 1))
    return places_of_lines(text, sorted(numbers)) or from_text(post.get("marked", ""))


def released(sheet: Sheet, field: str, found: Taken, text: str, reader: str) -> Sheet:
    """A sheet whose other fields have let go of some lines; a value that was only these follows."""
    cells = dict(sheet[""])
    for other in VALUES.keys() - {field}:
        places = from_text(cells.get(place_of(other), ""))
        left = without(places, found.places)
        if left == places:
            continue
        cells[place_of(other)] = in_text(left)
        if cells[other] == VALUES[other](taken(text, reader, places).lines):
            cells[other] = VALUES[other](taken(text, reader, left).lines)
    return {**sheet, "": cells}


def with_value(
    request: HttpRequest,
    article: Article,
    sheet: Sheet,
    field: str,
    found: Taken,
    capture: tuple[str, str],
    added: bool,
) -> Sheet:
    """A sheet in which a field is what some lines say, with what follows from it."""
    cells = dict(sheet[""])
    value = VALUES[field](found.lines)
    places, lines = found.places, found.lines
    if added and cells[field]:
        own = from_text(cells.get(place_of(field), ""))
        whole = taken(*capture, sorted([*without(own, places), *places]))
        untouched = cells[field] == VALUES[field](taken(*capture, own).lines)
        between = "\n\n" if field == "body" else "\n" if field == "keyword_line" else " "
        value = VALUES[field](whole.lines) if untouched else cells[field] + between + value
        places, lines = whole.places, whole.lines
    cells |= {field: value, place_of(field): in_text(places)}
    made: Sheet = {**sheet, "": cells}
    match field:
        case "dateline":
            return {**made, "": cells | dated(article, value)}
        case "byline":
            author = name_of(request, Author, person_of(value)) if "author" in cells else None
            return {**made, "": cells | ({"author": author} if author else {})}
        case "source_line":
            return {**made, "": cells | sourced(request, lines)}
        case "keyword_line":
            return with_keywords(
                request, made, keywords_of(lines, f"{cells['title']}\n{cells['body']}").keywords
            )
    return made


def dated(article: Article, dateline: str) -> dict[str, str]:
    """The date that a dateline states, as a form has it; nothing where it states none."""
    captured = article.capture.captured_at if article.capture else None
    read = dates.read_dateline(dateline, captured)
    mention = read.mention if read else next(iter(dates.find_dates(dateline)), None)
    if not mention:
        return {}
    day = Article()
    day.published = mention.moment
    basis = Article.DateBasis.INFERRED if mention.approximate else Article.DateBasis.PRINTED
    return {
        "published_on": str(day.published_on or ""),
        "published_at": str(day.published_at or ""),
        "date_precision": day.date_precision,
        "date_basis": basis.value,
    }


def sourced(request: HttpRequest, lines: list[Line]) -> dict[str, str]:
    name, note = source_of(Line(in_a_row(lines), 0))
    pk = name_of(request, Source, name)
    return {"source_note": note} | ({"source": pk} if pk else {})


def name_of(request: HttpRequest, model: type[Name], printed: str) -> str:
    """What a form has of what goes by a name, new if this person may add one; empty if none does."""
    try:
        name = by_name(model, printed)
    except ValidationError:
        return ""
    if name.pk:
        return str(name.pk)
    may_add = request.user.has_perm(f"archive.add_{model._meta.model_name}")
    return f"{NEW}{name.name}" if may_add else ""


def with_keywords(request: HttpRequest, sheet: Sheet, printed: Iterable[str]) -> Sheet:
    """A sheet with these keywords, in this order, and no others."""
    spellings: dict[str, str] = {}
    for name in printed:
        spellings.setdefault(stored_key(name), name)
    keys = filter(None, (name_of(request, Keyword, name) for name in spellings.values()))
    wanted = {key: str(position) for position, key in enumerate(dict.fromkeys(keys))}
    made = dict(sheet)
    for row, cells in rows_of(sheet, "article_keywords"):
        position = wanted.pop(cells["keyword"], None)
        change = {"DELETE": "on"} if position is None else {"position": position}
        made[row] = {**cells, **change}
    for key, position in wanted.items():
        made[f"article_keywords-+p{position}"] = {"keyword": key, "position": position}
    return made


def with_comment(article: Article, sheet: Sheet, found: Taken) -> Sheet:
    """A sheet with one comment more, before the first that stands below it in the capture."""
    number = next_number(article)
    said = comment_of(number, found.lines)
    place = [found.places[0][0], found.places[-1][1]]
    above = [
        one.position
        for one in article.comments.all()
        if one.span and one.span[0] < place[0] and not begins_within(one.span, [place])
    ]
    cells = {
        "number": str(number),
        "position": str(max(above, default=0) if article.comments.exists() else number),
        "author": said.author,
        "dateline": said.dateline,
        "text": said.text,
        "place": in_text([place]),
    }
    return {**sheet, f"comments-+p{number}": cells}


def with_links(sheet: Sheet, found: Taken) -> Sheet:
    """A sheet with a related link more for each line."""
    made = dict(sheet)
    positions = [
        int(cells["position"])
        for _row, cells in rows_of(sheet, "related_links")
        if cells["position"].isdecimal()
    ]
    first = max(positions, default=-1) + 1
    for at, (line, place) in enumerate(zip(found.lines, found.places, strict=False)):
        link = link_of(line)
        made[f"related_links-+p{at}"] = {
            "position": str(first + at),
            "headline": link.headline,
            "url": link.url,
            "place": in_text([place]),
        }
    return made


def worked(request: HttpRequest, article: Article, sheet: Sheet) -> Sheet:
    """What a button of the form makes of the sheet that was sent. Raises Refused."""
    if ASSIGN in request.POST:
        if not may_see_raw(request, article):
            raise Refused(NO_LINES, sheet)
        return assigned(request, article, sheet)
    if deed := request.POST.get(DEED):
        return arranged(article, deed, sheet)
    return sheet
