"""The review queue: open flags, one at a time, with everything that it takes to decide each."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Case, Count, Min, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.corrections import Correction, correction_of, part_in_question
from archive.admin.deciding import Decision, TooLate, decide, locked, seal_of, take_back
from archive.admin.desk import digits
from archive.admin.evidence import marks_on, may_see_raw, stretches
from archive.admin.sharing import SEEN, seen_in, sheet_of
from archive.curation.evidence import near, runs, through
from archive.curation.merging import digests, merge
from archive.curation.rewording import abridged, changes
from archive.flags import CONCERNED, REASONS, SEVERITIES, FlagKind, Severity
from archive.models import Batch, Flag, Source
from archive.text import in_isolates

WORST, OLDEST = "worst", "oldest"
ORDERS = {WORST: _("The worst first"), OLDEST: _("The oldest first")}
MOST_CHOICES = 100
"""Sources or imports that can be chosen from: those with the most flags, and the newest."""
HEAD = 600
"""Characters of a capture that are shown where nothing in it is in question."""
MOST_SPANS = 4
"""Places of a capture that are shown; of more, the first ones and the last."""
REPLACED = "\N{REPLACEMENT CHARACTER}+"
LAST = "last_decision"
"""Under this a session keeps what its owner has decided last."""

# Where in the capture a kind is decided, besides at the fields that it is about.
BESIDE: dict[FlagKind, tuple[str, ...]] = {
    **dict.fromkeys(
        (kind for kind, fields in CONCERNED.items() if "published_on" in fields),
        ("dateline", "published"),
    ),
    FlagKind.BODY_MISSING: ("title",),
    FlagKind.SOURCE_MISSING: ("title", "byline", "body"),
    FlagKind.KEYWORDS_DIVIDED: ("keyword_line",),
    FlagKind.TEXT_CUT_OFF: ("body",),
}
RANK = Case(
    *(
        When(kind__in=[kind for kind in SEVERITIES if SEVERITIES[kind] == one], then=Value(one))
        for one in Severity
    )
)


class Lane(NamedTuple):
    """Which open flags are looked through, and in what order, as an address says."""

    kind: str = ""
    source: str = ""
    batch: str = ""
    order: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Self:
        """What means nothing is as if it were not there."""
        kind, order = query.get("kind", ""), query.get("order", "")
        return cls(
            kind=kind if kind in FlagKind.values else "",
            source=digits(query.get("source", "")),
            batch=digits(query.get("batch", "")),
            order=order if order in ORDERS else "",
        )

    def at(self, flag: Flag | None = None) -> str:
        """The address of the lane, or of a flag in it."""
        chosen = {name: value for name, value in self._asdict().items() if value}
        if flag:
            chosen["flag"] = str(flag.pk)
        address = reverse("admin:archive_flag_queue")
        return f"{address}?{urlencode(chosen)}" if chosen else address

    def narrowed(self, *but: str) -> QuerySet[Flag]:
        """The open flags, narrowed by everything but what is named."""
        columns = {
            "kind": "kind",
            "source": "article__source",
            "batch": "article__capture__batch",
        }
        chosen = {
            column: value
            for name, column in columns.items()
            if (value := getattr(self, name)) and name not in but
        }
        return Flag.objects.waiting().filter(**chosen)

    def flags(self) -> QuerySet[Flag]:
        waiting = self.narrowed()
        if self.order == OLDEST:
            return waiting.order_by("raised_at", "pk")
        return waiting.annotate(rank=RANK).order_by("-rank", "raised_at", "pk")

    def before(self, flag: Flag) -> Q:
        """What comes before a flag, whether that is still open or not."""
        earlier = Q(raised_at__lt=flag.raised_at) | Q(raised_at=flag.raised_at, pk__lt=flag.pk)
        if self.order == OLDEST:
            return earlier
        worse, equal = (
            [kind for kind in SEVERITIES if compare(SEVERITIES[kind], flag.severity)]
            for compare in (int.__gt__, int.__eq__)
        )
        return Q(kind__in=worse) | Q(kind__in=equal) & earlier

    def after(self, flag: Flag) -> Flag | None:
        """The next one; behind the last one, the first of those that were passed over."""
        others = self.flags().exclude(pk=flag.pk)
        return others.exclude(self.before(flag)).first() or others.first()


class Refused(Exception):
    """What was sent cannot be done, and why: to be said above the form, which stays as it is."""


def queue_page(model_admin: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    lane = Lane.read(request.GET)
    if request.method == "POST":
        if not request.user.has_perm("archive.decide_flag"):
            raise PermissionDenied
        if request.POST.get("act") == "undo":
            return undo(request, lane)
        return act(model_admin, request, lane)
    wanted = digits(request.GET.get("flag", ""))
    flag = shown().filter(pk=wanted).first() if wanted else None
    if wanted and not flag:
        messages.warning(request, gettext("That flag is no longer there."))
    return show(model_admin, request, lane, flag)


def shown() -> QuerySet[Flag]:
    return Flag.objects.filter(article__sealed=False).select_related(
        "article__source", "article__capture__batch", "raised_by", "decided_by"
    )


def show(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    lane: Lane,
    flag: Flag | None,
    correction: Correction | None = None,
    **more: Any,
) -> TemplateResponse:
    if not flag and (first := lane.flags().first()):
        flag = shown().get(pk=first.pk)
    may_decide = request.user.has_perm("archive.decide_flag")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Review queue"),
        "opts": model_admin.opts,
        "lane": lane,
        "may_decide": may_decide,
        "filters": list(filters(lane)),
        "undoable": LAST in request.session,
        **(around(lane, flag) if flag else {}),
        **more,
    }
    if flag:
        if may_decide and not correction and flag.status == Flag.Status.OPEN:
            correction = correction_of(flag, request.user)
        if correction:
            fresh = correction_of(flag, request.user) if correction.is_bound else correction
            context[SEEN] = json.dumps(digests(sheet_of(fresh, []))) if fresh else ""
        context |= {
            "flag": flag,
            "article": flag.article,
            "is_open": flag.status == Flag.Status.OPEN,
            "seal": seal_of(flag),
            "correction": correction,
            "reasons": REASONS,
            "sources": Source.objects.largest_first()[:MOST_CHOICES]
            if correction and "source" in correction.fields
            else (),
            **evidence(request, flag),
        }
    return TemplateResponse(request, "admin/archive/flag/queue.html", context)


def around(lane: Lane, flag: Flag) -> dict[str, Any]:
    """How far through its lane a flag is, and what lies on either side of it."""
    waiting = lane.flags()
    before = lane.before(flag)
    here = lane.narrowed().filter(pk=flag.pk).exists()
    total = lane.narrowed().count()
    passed = lane.narrowed().filter(before).count()
    later = waiting.exclude(before).exclude(pk=flag.pk).first()
    earlier = waiting.filter(before).reverse().first()
    return {
        "total": total,
        "place": passed + 1 if here else None,
        "later": lane.at(later) if later else "",
        "earlier": lane.at(earlier) if earlier else "",
    }


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    count: int | None = None


def filters(lane: Lane) -> Iterator[tuple[str, str, str, list[Option]]]:
    """Name, label, chosen value and options of each; with how many flags each would leave."""
    found: list[tuple[str, int]] = sorted(
        lane.narrowed("kind").order_by().values_list("kind").annotate(Count("pk")),
        key=lambda one: (-SEVERITIES[FlagKind(one[0])], str(FlagKind(one[0]).label)),
    )
    options = [Option(kind, str(FlagKind(kind).label), count) for kind, count in found]
    yield "kind", gettext("Kind"), lane.kind, options
    sources = (
        lane.narrowed("source")
        .exclude(article__source=None)
        .order_by()
        .values_list("article__source", "article__source__name")
        .annotate(count=Count("pk"))
        .order_by("-count", "article__source__name")[:MOST_CHOICES]
    )
    options = [Option(str(pk), name, count) for pk, name, count in sources]
    yield "source", gettext("Source"), lane.source, with_chosen(options, lane.source, Source)
    batches = (
        lane.narrowed("batch")
        .exclude(article__capture__batch=None)
        .order_by()
        .values_list("article__capture__batch", "article__capture__batch__origin")
        .annotate(count=Count("pk"))
        .order_by("-article__capture__batch")[:MOST_CHOICES]
    )
    options = [Option(str(pk), origin or str(pk), count) for pk, origin, count in batches]
    yield "batch", gettext("Import"), lane.batch, with_chosen(options, lane.batch, Batch)


def with_chosen(options: list[Option], chosen: str, model: Any) -> list[Option]:
    """What is chosen can be seen, though nothing of it is left or it is not among the most."""
    if not chosen or any(option.value == chosen for option in options):
        return options
    return [*options, Option(chosen, str(model.objects.filter(pk=chosen).first() or chosen))]


def evidence(request: HttpRequest, flag: Flag) -> dict[str, Any]:
    """The raw lines that a flag is decided by, for those who may see captures."""
    article = flag.article
    if not may_see_raw(request, article) or not article.capture:
        return {}
    try:
        text = article.capture.text
    except FileNotFoundError:
        return {"lost": True}
    spans = list(spans_in_question(flag, text))
    if len(spans) > MOST_SPANS:
        spans = [*spans[: MOST_SPANS - 1], spans[-1]]
    windows = near(text, spans) or [(0, min(len(text), HEAD))]
    parts = list(stretches(text, list(through(windows, runs(len(text), marks_on(article))))))
    return {"stretches": parts}


def spans_in_question(flag: Flag, text: str) -> Iterator[tuple[int, int]]:
    """Where in a capture's text it is decided; the headline, where nothing better is known."""
    kind, article = FlagKind(flag.kind), flag.article
    if kind is FlagKind.ENCODING_REPAIRED:
        yield from (found.span() for found in re.finditer(REPLACED, text))
        return
    parts: list[Any] = list(filter(None, [part_in_question(flag)]))
    if kind is FlagKind.COMMENTS_DIVIDED:
        parts = list(article.comments.all())
    places = [part.span for part in parts if part.span]
    for name in () if places else BESIDE.get(kind, CONCERNED[kind]):
        places += article.spans.get(name, [])
    yield from ((start, end) for start, end in places or article.spans.get("title", ()))


def act(model_admin: admin.ModelAdmin, request: HttpRequest, lane: Lane) -> HttpResponse:
    """Decide one flag as the form says, and go on to the next."""
    post, user = request.POST, request.user
    flag = shown().filter(pk=digits(post.get("flag", "")) or 0).first()
    following = lane.after(flag) if flag else None
    correction: Correction | None = None
    try:
        with transaction.atomic():
            held = locked(flag.pk if flag else None, post.get("seal", ""))
            match post.get("act"):
                case "accept":
                    decision = decide(held, Flag.Status.ACCEPTED, user)
                case "dismiss":
                    decision = decide(held, Flag.Status.DISMISSED, user, reason_in(post))
                case "correct":
                    correction = corrected(held, request)
                    decision = decide(held, Flag.Status.ACCEPTED, user, correction=correction)
                case _:
                    raise Refused(gettext("Choose what to do with the flag."))
    except TooLate as late:
        messages.warning(request, told_too_late(late.flag))
        still_open = late.flag and late.flag.status == Flag.Status.OPEN
        return HttpResponseRedirect(lane.at(late.flag if still_open else following))
    except Unmended as found:
        return show(model_admin, request, lane, flag, found.correction, **found.told)
    except Refused as refusal:
        return show(model_admin, request, lane, flag, refused=str(refusal))
    request.session[LAST] = decision
    messages.success(request, told_decision(held, correction))
    return HttpResponseRedirect(lane.at(following))


def reason_in(post: QueryDict) -> str:
    reason = post.get("reason", "").strip()
    if not reason:
        raise Refused(gettext("Say why it is dismissed."))
    return reason


class Unmended(Exception):
    """A correction that was not saved, with what is to be told beside its form."""

    def __init__(self, correction: Correction, **told: Any) -> None:
        super().__init__(correction)
        self.correction = correction
        self.told = told


def corrected(flag: Flag, request: HttpRequest) -> Correction:
    """The correction that was sent, if it is sound and nobody else has changed the same meanwhile."""
    correction = correction_of(flag, request.user, request.POST)
    fresh = correction_of(flag, request.user)
    if not correction or not fresh:
        raise Refused(gettext("This is corrected at the article's own desk."))
    stored, own = sheet_of(fresh, []), sheet_of(correction, [])
    merged, found = merge(seen_in(request.POST), stored, own)
    if found:
        data = request.POST.copy()
        data.update(merged[""])
        again = correction_of(flag, request.user, data)
        meanwhile = [
            {
                "label": capfirst(str(fresh.fields[one.field].label)),
                "changes": abridged(changes(stored[""][one.field], own[""][one.field])),
                "disputed": one.disputed,
            }
            for one in found
        ]
        raise Unmended(again or correction, meanwhile=meanwhile)
    if not correction.is_valid():
        raise Unmended(correction)
    if not correction.has_changed():
        raise Unmended(correction, refused=gettext("Nothing is corrected yet."))
    return correction


def told_too_late(flag: Flag | None) -> str:
    if not flag:
        return gettext("Nothing was decided: the flag is no longer there.")
    if flag.status == Flag.Status.OPEN:
        return gettext("Nothing was decided: what “%(flag)s” says has changed meanwhile.") % {
            "flag": flag
        }
    return gettext("Nothing was decided: %(by)s has decided “%(flag)s” meanwhile: %(status)s.") % {
        "by": in_isolates(str(flag.decided_by or "–")),
        "flag": flag,
        "status": flag.get_status_display(),
    }


def told_decision(flag: Flag, correction: Correction | None) -> str:
    told = {"flag": flag, "article": in_isolates(flag.article.title)}
    if correction:
        return gettext("“%(flag)s” in “%(article)s”: corrected.") % told
    return gettext("“%(flag)s” in “%(article)s”: %(status)s.") % {
        **told,
        "status": flag.get_status_display(),
    }


def undo(request: HttpRequest, lane: Lane) -> HttpResponse:
    """Take back one's own last decision, and show its flag again."""
    last = request.session.pop(LAST, None)
    if not last:
        messages.warning(request, gettext("There is nothing to take back."))
        return HttpResponseRedirect(lane.at())
    try:
        flag = take_back(Decision(*last), request.user)
    except TooLate as late:
        messages.warning(request, told_too_late(late.flag))
        return HttpResponseRedirect(lane.at(late.flag))
    messages.success(request, gettext("Taken back: “%(flag)s” is open again.") % {"flag": flag})
    return HttpResponseRedirect(lane.at(flag))


@dataclass(frozen=True, slots=True)
class Heap:
    """The open flags of one kind."""

    kind: FlagKind
    count: int
    oldest: Any

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.kind]

    @property
    def address(self) -> str:
        return Lane(kind=self.kind.value).at()


def heaps() -> Sequence[Heap]:
    """What waits, by kind: the worst first, and of those the oldest."""
    kinds = Flag.objects.waiting().order_by().values_list("kind")
    counted = kinds.annotate(Count("pk"), oldest=Min("raised_at"))
    found = [Heap(FlagKind(kind), count, oldest) for kind, count, oldest in counted]
    return sorted(found, key=lambda heap: (-heap.severity, heap.oldest))
