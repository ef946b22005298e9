"""Deciding many flags at once: first it is said what will happen, then it is done a few at a time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from time import monotonic
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.deciding import log_decisions
from archive.admin.desk import digits
from archive.batches import batched
from archive.curation.history import kept
from archive.flags import REASONS, SEVERITIES, Choice, FlagKind
from archive.models import Flag

AT_ONCE = 20
"""Flags that are decided in one transaction."""
MOST_AT_ONCE = 500
SECONDS_AT_ONCE = 10
"""How many flags are decided, and how long, before a curator is told how far it is."""


class Deed(NamedTuple):
    """What can be done to many flags."""

    status: str
    action: str
    title: Promise
    button: Promise
    applies_to: str
    """The state of flags that it is for."""


REOPENING = Choice(_("Open again"), _("The flag waits again; what its decision changed stays."))
DEEDS = {
    Flag.Status.ACCEPTED: Deed(
        Flag.Status.ACCEPTED, "accept", _("Accept flags"), _("Accept them"), "open"
    ),
    Flag.Status.DISMISSED: Deed(
        Flag.Status.DISMISSED, "dismiss", _("Dismiss flags"), _("Dismiss them"), "open"
    ),
    Flag.Status.OPEN: Deed(
        Flag.Status.OPEN, "reopen", _("Open flags again"), _("Open them again"), "decided"
    ),
}


def applicable(flags: QuerySet[Flag], deed: Deed) -> QuerySet[Flag]:
    if deed.applies_to == "open":
        return flags.filter(status=Flag.Status.OPEN)
    return flags.exclude(status=Flag.Status.OPEN)


def decide_many(
    model_admin: admin.ModelAdmin, request: HttpRequest, flags: QuerySet[Flag], deed: Deed
) -> TemplateResponse | None:
    """The page that asks first and, once it is answered, the work; None when all is done."""
    post = request.POST
    chosen = applicable(flags, deed).order_by()
    reason, refused = post.get("reason", "").strip(), ""
    done = whole(post.get("done"))
    if "confirmed" in post:
        chosen = chosen.filter(pk__lte=whole(post.get("until")))
        if deed.status == Flag.Status.DISMISSED and not reason:
            refused = gettext("Say why they are dismissed.")
        else:
            done += decide_some(chosen, deed, reason, request.user)
            if not chosen.exists():
                tell(model_admin, request, done, whole(post.get("asked")))
                return None
    summary = list(summed_up(chosen, deed))
    asked = whole(post.get("asked")) or sum(row.count for row in summary)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": deed.title,
        "opts": model_admin.opts,
        "deed": deed,
        "summary": summary,
        "waiting": sum(row.count for row in summary),
        "left_out": flags.count() - asked if not done else 0,
        "asked": asked,
        "done": done,
        "until": chosen.aggregate(last=Max("pk"))["last"] or 0,
        "needs_reason": deed.status == Flag.Status.DISMISSED,
        "reason": reason,
        "reasons": REASONS,
        "refused": refused,
        "checkbox": ACTION_CHECKBOX_NAME,
        "selected": post.getlist(ACTION_CHECKBOX_NAME),
        "select_across": post.get("select_across", "0"),
    }
    return TemplateResponse(request, "admin/archive/flag/decide_many.html", context)


def whole(text: str | None) -> int:
    return int(digits(text or "") or 0)


@dataclass(frozen=True, slots=True)
class Row:
    """The flags of one kind, and what becomes of them."""

    kind: FlagKind
    count: int
    choice: Choice


def summed_up(flags: QuerySet[Flag], deed: Deed) -> Iterator[Row]:
    """The worst kind first."""
    counts = Counter(flags.values_list("kind", flat=True))
    for name in sorted(counts, key=lambda name: (-SEVERITIES[FlagKind(name)], name)):
        flag = Flag(kind=name)
        choice = {
            Flag.Status.ACCEPTED: flag.accepting,
            Flag.Status.DISMISSED: flag.dismissing,
        }.get(Flag.Status(deed.status), REOPENING)
        yield Row(FlagKind(name), counts[name], choice)


def decide_some(flags: QuerySet[Flag], deed: Deed, reason: str, user: Any) -> int:
    """Decide as many as are done at once; how many they were. What is done is done for good."""
    ids = flags.order_by("article", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE]
    done, until = 0, monotonic() + SECONDS_AT_ONCE
    for batch in batched(list(ids), AT_ONCE):
        done += decide_batch(batch, deed, reason, user)
        if monotonic() > until:
            break
    return done


def decide_batch(ids: list[int], deed: Deed, reason: str, user: Any) -> int:
    """Those that are still to be decided; what somebody else has decided meanwhile is left so."""
    with transaction.atomic():
        held = applicable(Flag.objects.filter(pk__in=ids), deed).select_for_update()
        found = list(held.order_by("article", "pk"))
        for _article, group in groupby(found, lambda flag: flag.article_id):
            same = list(group)
            article = same[0].article
            with kept(article, user):
                for flag in same:
                    flag.article = article
                    flag.note = "\n".join(filter(None, [flag.note, reason]))
                    flag.decide(deed.status, user)
        if found:
            log_decisions(found, user)
    return len(found)


def tell(model_admin: admin.ModelAdmin, request: HttpRequest, done: int, asked: int) -> None:
    told = ngettext("%(count)s flag decided.", "%(count)s flags decided.", done) % {"count": done}
    model_admin.message_user(request, told, messages.SUCCESS)
    if missed := asked - done:
        left = ngettext(
            "%(count)s flag was decided by somebody else meanwhile, and is left so.",
            "%(count)s flags were decided by somebody else meanwhile, and are left so.",
            missed,
        )
        model_admin.message_user(request, left % {"count": missed}, messages.WARNING)
