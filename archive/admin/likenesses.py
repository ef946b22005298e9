"""Pairs of articles that are alike, beside each other, for a curator to say what they are."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin.desk import GoesWithItsArticle, SourceFilter, digits
from archive.batches import batched
from archive.curation.deciding import decide
from archive.curation.roles import states_for
from archive.curation.sealing import unsealed_for
from archive.models import Article, Likeness, stored_key
from archive.pages.witnesses import collated
from archive.templatetags.archive_tags import number

Decision = Likeness.Decision
FILTERS = "_changelist_filters"
"""The parameter by which Django's pages know which list they were opened from."""
AT_ONCE = 200
"""Pairs that are decided in one transaction."""

EXACT, NEARLY = 1.0, 0.9
DEGREES: dict[str, tuple[Any, Q]] = {
    "whole": (_("word for word the same"), Q(similarity__gte=EXACT)),
    "nearly": (_("nearly the same"), Q(similarity__gte=NEARLY, similarity__lt=EXACT)),
    "partly": (_("the same in part"), Q(similarity__lt=NEARLY)),
}
KEYS = {Decision.SAME: "1 s س", Decision.EDITION: "2 e ث", Decision.DIFFERENT: "3 d ي"}
"""What decides at the keyboard."""


class DecisionFilter(admin.SimpleListFilter):
    """What is not decided yet, unless something else is asked for."""

    title = _("decision")
    parameter_name = "decision"
    ALL, OPEN = "all", "open"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        decided = [(one.value, one.label) for one in Decision if one]
        return [(self.OPEN, Decision.UNDECIDED.label), *decided, (self.ALL, _("All"))]

    def choices(self, changelist: Any) -> Any:
        for value, label in self.lookup_choices:
            yield {
                "selected": (self.value() or self.OPEN) == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }

    def queryset(self, request: HttpRequest, pairs: QuerySet[Likeness]) -> QuerySet[Likeness]:
        wanted = self.value() or self.OPEN
        if wanted == self.ALL:
            return pairs
        return pairs.filter(decision="" if wanted == self.OPEN else wanted)


class DegreeFilter(admin.SimpleListFilter):
    title = _("similarity")
    parameter_name = "similarity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, (label, _condition) in DEGREES.items()]

    def queryset(self, request: HttpRequest, pairs: QuerySet[Likeness]) -> QuerySet[Likeness]:
        chosen = DEGREES.get(self.value() or "")
        return pairs.filter(chosen[1]) if chosen else pairs


class SourceOfEither(SourceFilter):
    ways = ("first__source", "second__source")


@admin.register(Likeness)
class LikenessAdmin(GoesWithItsArticle):
    """The pairs, most alike first; a page lays each side by side, and leads on to the next."""

    list_display = ("first_headline", "second_headline", "alike", "sources", "decision")
    list_filter = (DecisionFilter, DegreeFilter, SourceOfEither)
    list_select_related = ("first__source", "second__source")
    ordering = ("-similarity", "first_id", "second_id")
    sortable_by = ()
    search_fields = ("pk",)
    search_help_text = _("Words of a headline, in any spelling")
    show_full_result_count = False
    actions = ("as_same", "as_editions", "as_different", "reopen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Likeness]:
        pairs: QuerySet[Likeness] = super().get_queryset(request)
        return unsealed_for(request.user, pairs, "first", "second")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        for word in stored_key(search_term).split():
            either = Q(first__title_key__contains=word) | Q(second__title_key__contains=word)
            queryset = queryset.filter(either)
        return queryset, False

    def has_same_permission(self, request: HttpRequest) -> bool:
        """To say that two are the same article is to hide one of them."""
        hides = {Article.Status.HIDDEN, Article.Status.PUBLISHED} <= {*states_for(request.user)}
        return hides and self.has_change_permission(request)

    @admin.display(description=_("first article"))
    def first_headline(self, pair: Likeness) -> str:
        return format_html("<bdi>{}</bdi>", pair.first)

    @admin.display(description=_("second article"))
    def second_headline(self, pair: Likeness) -> str:
        return format_html("<bdi>{}</bdi>", pair.second)

    @admin.display(description=_("similarity"))
    def alike(self, pair: Likeness) -> str:
        return in_percent(pair)

    @admin.display(description=_("sources"))
    def sources(self, pair: Likeness) -> str:
        named = (one.source.name if one.source else "–" for one in (pair.first, pair.second))
        return format_html("<bdi>{}</bdi> · <bdi>{}</bdi>", *named)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        pair = get_object_or_404(self.get_queryset(request), pk=digits(object_id) or "0")
        if not self.has_view_permission(request, pair):
            raise PermissionDenied
        if request.method == "POST":
            return self.decide_pair(request, pair)
        return self.show_pair(request, pair)

    def decide_pair(self, request: HttpRequest, pair: Likeness) -> HttpResponse:
        """Decide a pair and go on to the next; what somebody else has decided meanwhile is told."""
        wanted = request.POST.get("decision", "")
        if wanted not in Decision.values or not self.may_decide(request, pair, wanted):
            raise PermissionDenied
        with transaction.atomic():
            stored = Likeness.objects.select_for_update().get(pk=pair.pk)
            if stored.decision not in (request.POST.get("seen", ""), wanted):
                return self.show_pair(request, stored, chosen=Decision(wanted))
            if wanted == Decision.SAME or wanted != stored.decision:
                shown = request.POST.get("shown", "")
                decide(Likeness.objects.filter(pk=pair.pk), wanted, request.user, shown)
                self.log_change(request, stored, [{"changed": {"fields": ["decision"]}}])
        told = format_html(
            '{} <a href="{}">{}</a>',
            gettext("Decided: %(decision)s.") % {"decision": Decision(wanted).label},
            self.address(request, pair),
            gettext("Look at this pair again"),
        )
        self.message_user(request, told, messages.SUCCESS)
        following = self.around(request, pair)[1]
        return redirect(self.address(request, following))

    def may_decide(self, request: HttpRequest, pair: Likeness, decision: str = "") -> bool:
        if Decision.SAME in (decision, pair.decision):
            return self.has_same_permission(request)
        return self.has_change_permission(request, pair)

    def show_pair(
        self, request: HttpRequest, pair: Likeness, chosen: Decision | None = None
    ) -> HttpResponse:
        """`chosen` is what was sent while somebody else decided otherwise."""
        articles = Article.objects.select_related("source", "capture", "same_as")
        two = articles.annotate(
            comment_count=Count("comments", filter=Q(comments__hidden=False), distinct=True),
            capture_count=Count("captures", distinct=True),
        ).in_bulk([pair.first_id, pair.second_id])
        first, second = two[pair.first_id], two[pair.second_id]
        before, after = self.around(request, pair)
        offered = [
            (decision, decision.label, KEYS[decision])
            for decision in KEYS
            if self.may_decide(request, pair, decision)
        ]
        context = {
            **self.admin_site.each_context(request),
            "texts": collated((first.title, first.body), (second.title, second.body)),
            "title": gettext("Two articles that are alike"),
            "opts": self.opts,
            "pair": pair,
            "percent": in_percent(pair),
            "who": pair.decided_by.get_username() if pair.decided_by else "–",
            "sides": (first, second),
            "shown": shown_of(first, second),
            "may_hide": self.has_same_permission(request),
            "offered": offered,
            "chosen": chosen,
            "before": before and self.address(request, before),
            "after": after and self.address(request, after),
            "back": self.address(request, None),
        }
        return TemplateResponse(request, "admin/archive/likeness/pair.html", context)

    def around(
        self, request: HttpRequest, pair: Likeness
    ) -> tuple[Likeness | None, Likeness | None]:
        """The pairs before and after one in the list that its page was opened from."""
        listed = self.listed(request)
        place = Q(first=pair.first_id, second__gt=pair.second_id) | Q(first__gt=pair.first_id)
        later = Q(similarity__lt=pair.similarity) | Q(similarity=pair.similarity) & place
        others = listed.exclude(pk=pair.pk)
        return others.exclude(later).reverse().first(), others.filter(later).first()

    def listed(self, request: HttpRequest) -> QuerySet[Likeness]:
        asked, request.GET = request.GET, QueryDict(request.GET.get(FILTERS, ""))
        try:
            pairs: QuerySet[Likeness] = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            pairs = self.get_queryset(request)
        finally:
            request.GET = asked
        return pairs.order_by(*self.ordering)

    def address(self, request: HttpRequest, pair: Likeness | None) -> str:
        """Of a pair, or else of the list, as it was filtered."""
        filters = request.GET.get(FILTERS, "")
        if not pair:
            return f"{reverse('admin:archive_likeness_changelist')}?{filters}"
        page = reverse("admin:archive_likeness_change", args=[pair.pk])
        return f"{page}?{urlencode({FILTERS: filters})}" if filters else page

    @admin.action(permissions=["same"], description=_("The chosen pairs are the same article"))
    def as_same(self, request: HttpRequest, pairs: QuerySet[Likeness]) -> None:
        self.decide_all(request, pairs, Decision.SAME)

    @admin.action(permissions=["change"], description=_("The chosen pairs are editions"))
    def as_editions(self, request: HttpRequest, pairs: QuerySet[Likeness]) -> None:
        self.decide_all(request, pairs, Decision.EDITION)

    @admin.action(permissions=["change"], description=_("The chosen pairs are different articles"))
    def as_different(self, request: HttpRequest, pairs: QuerySet[Likeness]) -> None:
        self.decide_all(request, pairs, Decision.DIFFERENT)

    @admin.action(permissions=["change"], description=_("Decide the chosen pairs anew"))
    def reopen(self, request: HttpRequest, pairs: QuerySet[Likeness]) -> None:
        self.decide_all(request, pairs, Decision.UNDECIDED)

    def decide_all(self, request: HttpRequest, pairs: QuerySet[Likeness], decision: str) -> None:
        """Decide pairs, but for those that hide an article where this person may hide none."""
        if not self.has_same_permission(request):
            pairs = pairs.exclude(decision=Decision.SAME)
        ids = list(pairs.values_list("pk", flat=True))
        for some in batched(ids, AT_ONCE):
            decide(Likeness.objects.filter(pk__in=some), decision, request.user)
        told = ngettext("%(count)s pair decided.", "%(count)s pairs decided.", len(ids))
        self.message_user(request, told % {"count": number(len(ids))}, messages.SUCCESS)


def shown_of(first: Any, second: Any) -> str:
    """The id of the one that readers see where the two are the same: at first, what more was said of."""
    for one, other in ((first, second), (second, first)):
        if other.same_as_id == one.pk:
            return str(one.pk)
    return str(max((first, second), key=lambda one: one.comment_count).pk)


def in_percent(pair: Likeness) -> str:
    """How much two articles have in common; what is not the same word for word is never all."""
    return gettext("%(percent)s%%") % {"percent": number(int(100 * pair.similarity))}
