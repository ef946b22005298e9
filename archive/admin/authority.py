"""Joining names that are one, dividing one that is several, and finding what may be either.

Each page shows the plan first; the deed carries out what was shown, or else shows what has changed.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import digits
from archive.curation.authority import Plan
from archive.curation.history import became
from archive.curation.pairing import tell_apart, undecided
from archive.curation.renaming import (
    KINDS,
    Changed,
    carry_out,
    locked,
    plan_to_join,
    plan_to_set_right,
    plan_to_take,
    printed_spellings,
)
from archive.intake.turns import wait_for_turn
from archive.models import (
    AT_ONCE,
    KEY_LENGTH,
    Article,
    Distinction,
    refuse_taken_name,
    stored_key,
)
from archive.names.twins import Alike
from archive.text import in_isolates

MOST_AT_ONCE = 100
"""Names that are joined in one deed: as many as one page of the list shows."""
HEADLINES = 5
ARTICLES_PER_PAGE, PAIRS_PER_PAGE = 50, 50


ALIKE = {
    Alike.WORDS: _("the same letters"),
    Alike.ARTICLE: _("the same but for «ال»"),
    Alike.SOUNDS: _("sounding alike"),
    Alike.LETTERS: _("one letter apart"),
}


class Refused(Exception):
    """What was asked for cannot be done; the message says why, for people."""


class AuthorityDesk(admin.ModelAdmin):
    change_form_template = "admin/archive/name/change_form.html"
    change_list_template = "admin/archive/name/change_list.html"
    actions = ("merge_chosen",)

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("merge/", view(self.merge_view), name=f"{name}_merge"),
            path("twins/", view(self.twins_view), name=f"{name}_twins"),
            path("<str:number>/divide/", view(self.divide_view), name=f"{name}_divide"),
            *super().get_urls(),
        ]

    def has_rename_permission(self, request: HttpRequest) -> bool:
        """To join and to divide is to make names, to change and to delete them."""
        return (
            self.has_add_permission(request)
            and self.has_change_permission(request)
            and self.has_delete_permission(request)
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {
            "may_rename": self.has_rename_permission(request),
            "mark": KINDS[self.model].mark,
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    @admin.action(permissions=["rename"], description=_("Merge the chosen names"))
    def merge_chosen(self, request: HttpRequest, names: QuerySet[Any]) -> HttpResponse | None:
        if names.count() > MOST_AT_ONCE:
            told = gettext("At most %(most)s names are merged at once.") % {"most": MOST_AT_ONCE}
            self.message_user(request, told, messages.ERROR)
            return None
        return redirect(self.merge_address(names.values_list("pk", flat=True)))

    def merge_address(self, names: Iterable[int]) -> str:
        asked = QueryDict(mutable=True)
        asked.setlist("names", [str(pk) for pk in names])
        return f"{self.address('merge')}?{asked.urlencode()}"

    def address(self, page: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Choose the name that stays, see what moves to it, and have it done."""
        if not self.has_rename_permission(request):
            raise PermissionDenied
        asked = request.POST if request.method == "POST" else request.GET
        ids = [int(pk) for pk in asked.getlist("names")[:MOST_AT_ONCE] if digits(pk)]
        with turn_of(request):
            names = self.those_there(request, ids, asked)
            if not names:
                return redirect(self.address("changelist"))
            context: dict[str, Any] = {
                "title": gettext("Merge names"),
                "names": names,
                "to": asked.get("to", ""),
            }
            try:
                receiver = self.receiver_among(request, names, asked)
                if receiver:
                    others = [one for one in names if one.pk != receiver.pk]
                    plan = plan_to_join(receiver, others)
                    context |= {"receiver": receiver, "others": others}
                    context |= self.shown(plan, receiver, others)
                    if self.is_to_be_done(request, plan):
                        return self.done(request, plan, receiver, others)
            except Refused as refused:
                context["refused"] = refused
            except Changed:
                context["changed"] = True
        return self.page(request, "merge", context)

    def held(self, request: HttpRequest, ids: Collection[int]) -> dict[int, Any]:
        """Names that a deed is to change, or only to be looked at."""
        if request.method == "POST":
            return locked(self.model, ids)
        found: dict[int, Any] = self.model._default_manager.in_bulk(ids)
        return found

    def those_there(self, request: HttpRequest, ids: list[int], asked: QueryDict) -> list[Any]:
        """The chosen names, largest first; of those that are gone it is told what they became."""
        into = digits(asked.get("into", ""))
        wanted = {*ids, *([int(into)] if into else [])}
        found = self.held(request, wanted)
        for pk in sorted(wanted - found.keys()):
            self.message_user(request, self.fate_of(pk), messages.WARNING)
        if wanted - found.keys():
            return []
        return by_size(found.values())

    def fate_of(self, pk: int) -> str:
        step = became(self.model, pk)
        if not step or not step.was:
            return gettext("One of these names is there no more.")
        told = gettext("“%(old)s” has become part of “%(new)s”, by %(user)s.")
        old, new = step.was[""]["name"], step.sheet[""]["name"]
        said = {"old": old, "new": new, "user": step.by}
        return told % {word: in_isolates(text) for word, text in said.items()}

    def receiver_among(
        self, request: HttpRequest, names: list[Any], asked: QueryDict
    ) -> Any | None:
        """The name that stays: one of the chosen, or another that was typed. Raises Refused."""
        typed = asked.get("to", "").strip()
        if typed:
            if not (found := self.model.objects.named(typed).first()):
                told = gettext("No name here is spelt “%(name)s”.")
                raise Refused(told % {"name": in_isolates(typed)})
            if found.pk not in {one.pk for one in names}:
                return self.held(request, [found.pk]).get(found.pk)
            receiver = found
        else:
            into = asked.get("into", "")
            receiver = next((one for one in names if str(one.pk) == into), None)
        if receiver and len(names) == 1:
            raise Refused(gettext("A name is not merged with itself."))
        return receiver

    def divide_view(self, request: HttpRequest, number: str) -> HttpResponse:
        """Take spellings, or single articles, out of a name that is several."""
        if not self.has_rename_permission(request):
            raise PermissionDenied
        pk = int(digits(number) or 0)
        asked = request.POST if request.method == "POST" else request.GET
        with turn_of(request):
            name = self.held(request, [pk]).get(pk)
            if not name:
                self.message_user(request, self.fate_of(pk), messages.WARNING)
                return redirect(self.address("changelist"))
            spellings = printed_spellings(name)
            keys = set(asked.getlist("key")) & {
                one.spelling.key for one in spellings if not one.is_own
            }
            articles = asked.getlist("article")[:ARTICLES_PER_PAGE]
            context: dict[str, Any] = {
                "title": gettext("Divide a name"),
                "name": name,
                "spellings": spellings,
                "keys": keys,
                "chosen_articles": articles,
                "to": asked.get("to", ""),
                **self.articles_of(name, request.GET),
            }
            try:
                if "to" in asked and not (keys or articles):
                    raise Refused(gettext("Nothing was chosen: tick what is to be taken out."))
                if keys or articles:
                    receiver = self.receiver_outside(request, name, keys, asked)
                    plan = self.plan_to_divide(name, keys, articles, receiver)
                    context |= {"receiver": receiver}
                    context |= self.shown(plan, receiver, [name])
                    if self.is_to_be_done(request, plan):
                        return self.done(request, plan, receiver, [name])
            except Refused as refused:
                context["refused"] = refused
            except Changed:
                context["changed"] = True
        return self.page(request, "divide", context)

    def receiver_outside(
        self, request: HttpRequest, name: Any, keys: Collection[str], asked: QueryDict
    ) -> Any:
        """An existing name that was typed, or a new one, not yet saved. Raises Refused.

        Where nothing was typed a single spelling is to be a name of its own.
        """
        typed = asked.get("to", "").strip()
        if not typed and len(keys) == 1:
            typed = next(
                (one.spellings[0] if one.spellings else one.spelling.text)
                for one in printed_spellings(name)
                if one.spelling.key in keys
            )
        if not typed:
            raise Refused(gettext("Say what they are to be called."))
        if len(typed) > KEY_LENGTH:
            raise Refused(gettext("This is too long for a name."))
        folded = stored_key(typed)
        if folded not in keys:
            found = self.model.objects.named(typed).first()
            if found and found.pk == name.pk:
                told = gettext("“%(name)s” is the name they are to be taken out of.")
                raise Refused(told % {"name": in_isolates(typed)})
            if found:
                return self.held(request, [found.pk])[found.pk]
            try:
                refuse_taken_name(self.model, typed, except_for=None)
            except ValidationError as error:
                raise Refused(error.messages[0]) from None
        return self.model(name=typed, key=folded)

    def plan_to_divide(
        self, name: Any, keys: Collection[str], articles: Collection[str], receiver: Any
    ) -> Plan:
        known = receiver if receiver.pk else None
        if keys:
            return plan_to_take(name, keys, known, receiver.key)
        plan = plan_to_set_right(name, articles, known)
        if not plan.articles:
            raise Refused(gettext("None of these articles has this name any more."))
        return plan

    def articles_of(self, name: Any, asked: QueryDict) -> dict[str, Any]:
        """A page of the articles of a name, if need be of those that are printed in one way."""
        kind = KINDS[self.model]
        printed = asked.get("printed")
        narrowed = {} if printed is None else {kind.printed: printed}
        uses = kind.uses._default_manager.filter(**{kind.name: name}, **narrowed)
        articles = Article.objects.filter(pk__in=uses.order_by().values(kind.article))
        listed = articles.newest_first().select_related("source")
        page = Paginator(listed, ARTICLES_PER_PAGE).get_page(asked.get("p"))
        return {"page": page, "printed": printed}

    def shown(self, plan: Plan, receiver: Any, givers: list[Any]) -> dict[str, Any]:
        """What a preview says of a plan."""
        some = Article.objects.filter(pk__in=plan.articles[:AT_ONCE])
        counted = Counter(use.name for use in (*plan.moved, *plan.dropped))
        return {
            "plan": plan,
            "headlines": some.newest_first().select_related("source")[:HEADLINES],
            "counts": [(giver, counted[giver.pk]) for giver in givers],
            "is_new": not receiver.pk,
        }

    def is_to_be_done(self, request: HttpRequest, plan: Plan) -> bool:
        """Whether what was previewed was confirmed. Raises Changed, Refused."""
        if request.method != "POST":
            return False
        if request.POST.get("seal") != plan.seal:
            raise Changed
        if not request.POST.get("reason", "").strip():
            raise Refused(gettext("Say why: readers who come by an old address are told."))
        return True

    def done(
        self, request: HttpRequest, plan: Plan, receiver: Any, givers: list[Any]
    ) -> HttpResponse:
        reason = request.POST["reason"].strip()[:KEY_LENGTH]
        carry_out(plan, receiver, givers, request.user, reason)
        self.log_change(request, receiver, reason)
        told = gettext("“%(name)s” has what was previewed.") % {"name": in_isolates(receiver.name)}
        self.message_user(request, told, messages.SUCCESS)
        return redirect(self.address("change", receiver.pk))

    def twins_view(self, request: HttpRequest) -> HttpResponse:
        """Pairs of names that may be one; each is merged, or told apart for good."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self.decide_twins(request)
        decided = Distinction.objects.filter(kind=self.opts.model_name)
        apart = bool(request.GET.get("apart"))
        pairs: Any = decided.select_related("decided_by") if apart else undecided(self.model)
        shown = Paginator(pairs, PAIRS_PER_PAGE).get_page(request.GET.get("p"))
        keys = {key for one in shown for key in (one.first, one.second)}
        there = {one.key: one for one in self.model._default_manager.filter(key__in=keys)}
        context = {
            "title": gettext("Likely twins"),
            "page": shown,
            "apart": apart,
            "pairs": [
                {
                    "names": by_size(there.get(key) for key in (one.first, one.second)),
                    "keys": f"{one.first}\n{one.second}",
                    "alike": "" if apart else ALIKE[one.alike],
                    "decision": one if apart else None,
                }
                for one in shown
            ],
            "may_rename": self.has_rename_permission(request),
        }
        return self.page(request, "twins", context)

    def decide_twins(self, request: HttpRequest) -> HttpResponse:
        if not self.has_rename_permission(request):
            raise PermissionDenied
        keys = request.POST.get("apart", request.POST.get("again", "")).split("\n")
        keys = [key.strip() for key in keys]
        if len(keys) != 2 or not all(keys):
            raise Http404
        if "apart" in request.POST:
            tell_apart(self.model, (keys[0], keys[1]), request.user)
            told = gettext("These two are not proposed again.")
        else:
            first, second = sorted(keys)
            rows = Distinction.objects.filter(kind=self.opts.model_name)
            rows.filter(first=first, second=second).delete()
            told = gettext("These two may be proposed again.")
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(request.get_full_path())

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        whole = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "kind": capfirst(str(self.opts.verbose_name_plural)),
            "reason": request.POST.get("reason", ""),
            **context,
        }
        return TemplateResponse(request, f"admin/archive/name/{template}.html", whole)


def turn_of(request: HttpRequest) -> AbstractContextManager[Any]:
    """Within which a deed is done; a preview changes nothing, and waits for nobody."""
    return deed() if request.method == "POST" else nullcontext()


@contextmanager
def deed() -> Iterator[None]:
    with transaction.atomic():
        wait_for_turn()
        yield


def by_size(names: Iterable[Any | None]) -> list[Any]:
    """Those that are there, the largest first."""
    return sorted(filter(None, names), key=lambda one: (-one.article_count, one.key))
