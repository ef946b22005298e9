"""The review queue, and the desk's first page that leads to it."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.admin import bulk
from archive.admin.queue import Lane
from archive.curation.evidence import Run, near, through
from archive.curation.history import keep, versions_of
from archive.curation.roles import CONTRIBUTOR, CURATOR, READER
from archive.flags import ACCEPTING, CONCERNED, DISMISSING, EXPLANATIONS, SEVERITIES, FlagKind
from archive.intake.rows import write_keywords
from archive.models import (
    Article,
    Author,
    Batch,
    Capture,
    Comment,
    Flag,
    Keyword,
    Likeness,
    RelatedLink,
    Source,
)
from archive.text import in_isolates
from search import engine

QUEUE = "/admin/archive/flag/queue/"
LIST = "/admin/archive/flag/"


VALUES = {
    "printed": "١٧ يناير", "proposal": "2023-01-17", "evidence": "17 يناير", "declared": 10,
    "captured": 9, "count": 2, "ending": "الفلسطي", "title": "خبر", "message": "خطأ", "by": "هدى",
}  # fmt: skip


@pytest.fixture
def sit_down(db):
    def run(name: str, role: str = CURATOR) -> Client:
        user = get_user_model().objects.create_user(name, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client = Client()
        client.force_login(user)
        return client

    return run


@pytest.fixture
def desk(sit_down) -> Client:
    return sit_down("أمل")


def open_at(desk: Client, flag: Flag | None = None, **lane: str):
    return desk.get(QUEUE, {**lane, **({"flag": flag.pk} if flag else {})})


def send(desk: Client, page, act: str, **more: str):
    """What a browser sends of a form of the page, with what is typed into it."""
    context = page.context
    data = {"act": act, "flag": context["flag"].pk, "seal": context["seal"]}
    if correction := context.get("correction"):
        data["seen"] = context["seen"]
        data |= {bound.html_name: bound.value() or "" for bound in correction}
    address = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    return desk.post(address, {**data, **more}, follow=True)


def told(page) -> str:
    return " ".join(str(message) for message in page.context["messages"])


def of(article: Article, kind: str) -> Flag:
    return article.flags.get(kind=kind)


def raised(article: Article, kind: str, **values: object) -> Flag:
    return Flag.objects.create(article=article, kind=kind, values=values or VALUES)


@pytest.mark.parametrize("table", [EXPLANATIONS, SEVERITIES, CONCERNED, ACCEPTING, DISMISSING])
def test_every_kind_of_flag_says_what_it_is_and_how_it_is_decided(table):
    assert set(table) == set(FlagKind)


@pytest.mark.parametrize("kind", FlagKind)
@pytest.mark.parametrize("act", ["accept", "dismiss"])
def test_every_kind_is_shown_with_its_own_words_and_decided(desk, memorandum, kind, act):
    memorandum.flags.all().delete()
    flag = raised(memorandum, kind)
    page = open_at(desk)
    shown = html.unescape(page.content.decode())
    for words in (flag.explanation, *flag.accepting, *flag.dismissing):
        assert str(words) in shown
    send(desk, page, act, reason="ليس خطأ")
    flag.refresh_from_db()
    assert flag.status == ("accepted" if act == "accept" else "dismissed")
    assert flag.note == ("" if act == "accept" else "ليس خطأ")
    assert flag.decided_by.get_username() == "أمل"


class TestOrder:
    def test_the_worst_comes_first_or_the_oldest_and_each_has_its_place(self, desk, seeds):
        first, second = seeds
        Flag.objects.all().delete()
        now = timezone.now()
        flags = [
            raised(article, kind) for article, kind in (
                (first, "keywords_divided"), (first, "source_missing"), (second, "body_missing"),
            )
        ]  # fmt: skip
        for days, flag in enumerate(flags):
            Flag.objects.filter(pk=flag.pk).update(raised_at=now - timedelta(days=9 - days))
        for order, expected in (("worst", flags[::-1]), ("oldest", flags)):
            page = open_at(desk, order=order)
            passed = []
            for place in (1, 2, 3):
                passed.append(page.context["flag"])
                assert (page.context["place"], page.context["total"]) == (place, 3)
                page = desk.get(page.context["later"]) if page.context["later"] else page
            assert passed == expected
            assert desk.get(page.context["earlier"]).context["flag"] == expected[1]

    def test_a_decision_goes_straight_to_the_next_of_the_same_choice(self, desk, seeds):
        flags = [raised(article, "title_unsure") for article in seeds]
        page = open_at(desk, kind="title_unsure", order="oldest")
        assert page.context["flag"] == flags[0]
        page = send(desk, page, "accept")
        assert page.context["flag"] == flags[1]
        assert page.context["lane"] == Lane(kind="title_unsure", order="oldest")
        page = send(desk, page, "accept")
        assert page.context.get("flag") is None
        assert "queue-empty" in page.content.decode()

    def test_what_was_passed_over_comes_again_at_the_end(self, desk, seeds):
        flags = [raised(article, "title_unsure") for article in seeds]
        page = open_at(desk, flags[1], kind="title_unsure")
        assert send(desk, page, "accept").context["flag"] == flags[0]

    def test_it_is_narrowed_by_kind_source_and_import(self, desk, seeds):
        memorandum, meeting = seeds
        batch = Batch.objects.create(origin="دفعة")
        Capture.objects.filter(pk=meeting.capture.pk).update(batch=batch)
        for lane, article in (
            ({"source": str(memorandum.source.pk)}, memorandum),
            ({"batch": str(batch.pk)}, meeting),
        ):
            page = open_at(desk, **lane)
            assert page.context["total"] == article.flags.open().count()
            assert page.context["article"] == article
        assert open_at(desk, kind="source_missing").context["total"] == 1

    @pytest.mark.parametrize(
        "query",
        ["kind=x", "source=x", "batch=٣", "flag=x", "order=x", "flag=999999", "source=9" * 9],
    )
    def test_an_address_that_means_nothing_shows_the_queue(self, desk, seeds, query):
        assert desk.get(f"{QUEUE}?{query}").status_code == 200

    def test_as_many_queries_are_made_whatever_waits(
        self, desk, seeds, django_assert_max_num_queries
    ):
        open_at(desk)
        Flag.objects.bulk_create(
            Flag(article=seeds[0], kind="doubted", subject=str(number), values=VALUES)
            for number in range(300)
        )
        with django_assert_max_num_queries(24):
            open_at(desk)


class TestDeciding:
    def test_accepting_what_the_import_took_keeps_it_from_every_later_import(self, desk, meeting):
        raised(meeting, "title_unsure")
        send(desk, open_at(desk, kind="title_unsure"), "accept")
        meeting.refresh_from_db()
        assert meeting.is_curated("title")

    def test_accepting_that_nothing_is_there_leaves_it_to_later_captures(self, desk, meeting):
        send(desk, open_at(desk, kind="source_missing"), "accept")
        meeting.refresh_from_db()
        assert not meeting.curated

    def test_a_dismissal_needs_a_reason_and_keeps_the_notes_of_others(self, desk, meeting):
        flag = of(meeting, "source_missing")
        Flag.objects.filter(pk=flag.pk).update(note="انظر الطبعة الورقية")
        page = open_at(desk, flag)
        assert "refused" in send(desk, page, "dismiss", reason=" ").context
        flag.refresh_from_db()
        assert flag.status == "open"
        send(desk, page, "dismiss", reason="بلاغ بلا مصدر")
        flag.refresh_from_db()
        assert flag.note == "انظر الطبعة الورقية\nبلاغ بلا مصدر"

    def test_it_is_in_the_history_of_the_article(self, desk, meeting):
        send(desk, open_at(desk, of(meeting, "source_missing")), "accept")
        assert versions_of(meeting)[0].revision.user.get_username() == "أمل"

    def test_of_two_curators_the_second_is_told_and_decides_nothing(self, sit_down, meeting):
        flag = of(meeting, "source_missing")
        first, second = sit_down("أمل"), sit_down("باسم")
        pages = [open_at(one, flag) for one in (first, second)]
        send(first, pages[0], "accept")
        page = send(second, pages[1], "dismiss", reason="ليس خطأ")
        assert "أمل" in told(page)
        flag.refresh_from_db()
        assert (flag.status, flag.decided_by.get_username(), flag.note) == ("accepted", "أمل", "")

    def test_who_saw_another_proposal_decides_nothing(self, desk, meeting):
        flag = of(meeting, "date_inferred")
        page = open_at(desk, flag)
        Flag.objects.filter(pk=flag.pk).update(values={**flag.values, "proposal": "2023-01-18"})
        assert send(desk, page, "accept").context["flag"] == flag
        flag.refresh_from_db()
        assert flag.status == "open"

    def test_a_flag_that_is_gone_is_told_of(self, desk, meeting):
        flag = of(meeting, "source_missing")
        page = open_at(desk, flag)
        flag.delete()
        assert told(send(desk, page, "accept"))
        assert told(open_at(desk, Flag(pk=flag.pk or page.context["flag"].pk)))

    @pytest.mark.parametrize("role", [READER, CONTRIBUTOR])
    def test_only_curators_decide(self, sit_down, meeting, role):
        client, flag = sit_down("هدى", role), of(meeting, "source_missing")
        page = open_at(client, flag)
        assert page.context["flag"] == flag
        assert "<form" not in page.content.decode().partition("queue-flag")[2]
        assert "evidence-text" not in page.content.decode()
        for act in ("accept", "dismiss", "correct", "undo"):
            assert client.post(QUEUE, {"act": act, "flag": flag.pk}).status_code == 403


class TestCorrecting:
    """What a flag is about is put right beside it, and with that the flag is decided."""

    CORRECTED = {
        "date_inferred": ({"published_on": "2023-01-18"}, "published_on", "2023-01-18"),
        "date_missing": ({"published_on": "2023-01-18", "published_at": "10:30"}, "published_at", "10:30:00"),
        "title_unsure": ({"title": "عنوان مصحح"}, "title", "عنوان مصحح"),
        "body_missing": ({"body": "نص\r\n\r\nثان"}, "body", "نص\n\nثان"),
        "comments_fewer": ({"comments_declared": "9"}, "comments_declared", "9"),
        "error_reported": ({"byline": "كاتب"}, "byline", "كاتب"),
    }  # fmt: skip

    @pytest.mark.parametrize("kind", CORRECTED)
    def test_a_field_is_marked_as_a_persons(self, desk, meeting, kind):
        typed, field, stored = self.CORRECTED[kind]
        meeting.flags.all().delete()
        flag = raised(meeting, kind)
        send(desk, open_at(desk), "correct", **typed)
        flag.refresh_from_db()
        meeting.refresh_from_db()
        assert flag.status == "accepted"
        assert str(getattr(meeting, field)) == stored
        assert meeting.is_curated(field)
        assert not meeting.is_approximate or "date" not in kind

    def test_a_source_is_found_by_any_spelling_and_made_where_it_is_new(self, desk, meeting):
        known = Source.objects.create(name="صحيفة الأخبار")
        for typed, expected in (("صحيفه الاخبار", known.name), ("وكالة جديدة", "وكالة جديدة")):
            flag = of(meeting, "source_missing")
            send(desk, open_at(desk, flag), "correct", source=typed)
            meeting.refresh_from_db()
            assert meeting.source.name == expected
            assert meeting.is_curated("source")
            Flag.objects.filter(pk=flag.pk).update(status="open")
        page = send(desk, open_at(desk, of(meeting, "source_missing")), "correct", source="!!")
        assert page.context["correction"].errors

    def test_keywords_are_given_one_on_each_line(self, desk, memorandum):
        page = open_at(desk, of(memorandum, "keywords_divided"))
        send(desk, page, "correct", keywords="المغرب\r\n\r\n القدس ")
        names = [use.keyword.name for use in memorandum.article_keywords.all()]
        assert names == ["المغرب", "القدس"]
        memorandum.refresh_from_db()
        assert memorandum.is_curated("keywords")

    def test_a_comment_that_is_cut_off_is_completed(self, desk, meeting):
        flag = of(meeting, "text_cut_off")
        number = int(flag.subject.removeprefix("comment-"))
        send(desk, open_at(desk, flag), "correct", text="نص تام.")
        comment = Comment.objects.get(article=meeting, number=number)
        assert (comment.text, comment.curated) == ("نص تام.", True)

    def test_a_link_is_led_to_the_article_that_is_meant(self, desk, seeds):
        memorandum, meeting = seeds
        link = RelatedLink.objects.create(
            article=memorandum, position=77, headline=meeting.title, curated=False
        )
        flag = Flag.objects.create(
            article=memorandum, kind="link_ambiguous", subject="link-77", values=VALUES
        )
        page = open_at(desk, flag)
        assert meeting.title in page.content.decode()
        send(desk, page, "correct", target=meeting.pk)
        link.refresh_from_db()
        assert (link.target, link.curated) == (meeting, True)
        send(desk, open_at(desk), "undo")
        link.refresh_from_db()
        assert not link.curated

    def test_nothing_is_decided_where_nothing_was_corrected(self, desk, meeting):
        raised(meeting, "title_unsure")
        page = send(desk, open_at(desk, kind="title_unsure"), "correct")
        assert page.context["refused"]
        assert of(meeting, "title_unsure").status == "open"

    @pytest.mark.parametrize(
        ("kind", "field"),
        [("source_missing", "source"), ("body_missing", "body"), ("keywords_divided", "keywords")],
    )
    def test_spaces_alone_correct_nothing(self, desk, meeting, kind, field):
        meeting.flags.all().delete()
        Article.objects.filter(pk=meeting.pk).update(body="", source=None)
        meeting.article_keywords.all().delete()
        flag = raised(meeting, kind)
        page = send(desk, open_at(desk, kind=kind), "correct", **{field: "  "})
        assert page.context["refused"]
        flag.refresh_from_db()
        meeting.refresh_from_db()
        assert flag.status == "open"
        assert not meeting.is_curated(field)

    def test_a_headline_of_spaces_alone_is_refused_at_its_field(self, desk, meeting):
        raised(meeting, "title_unsure")
        page = send(desk, open_at(desk, kind="title_unsure"), "correct", title="  \u00a0")
        assert page.context["correction"].errors["title"]
        assert of(meeting, "title_unsure").status == "open"

    def test_a_date_is_read_in_any_digits_and_one_of_another_calendar_is_refused(
        self, desk, meeting
    ):
        meeting.flags.all().delete()
        raised(meeting, "date_missing")
        page = send(desk, open_at(desk), "correct", published_on="١٤٤٤-٠٥-٠١")
        assert page.context["correction"].errors["published_on"]
        send(desk, open_at(desk), "correct", published_on="٢٠٢٢-٠١-٠٢")
        meeting.refresh_from_db()
        assert str(meeting.published_on) == "2022-01-02"

    def test_names_and_headlines_typed_here_turn_nothing_around(self, desk, meeting):
        meeting.flags.all().delete()
        for kind, typed in (
            ("title_unsure", {"title": "عنوان \u202eمقلوب"}),
            ("source_missing", {"source": "وكالة \u202eجديدة"}),
            ("keywords_divided", {"keywords": "القدس\u2069\u202e"}),
        ):
            raised(meeting, kind)
            send(desk, open_at(desk, kind=kind), "correct", **typed)
        meeting.refresh_from_db()
        assert (meeting.title, meeting.source.name) == ("عنوان مقلوب", "وكالة جديدة")
        [use] = meeting.article_keywords.all()
        assert (use.keyword.name, use.printed) == ("القدس", "القدس")

    def test_what_somebody_else_has_corrected_meanwhile_is_shown_and_not_overwritten(
        self, sit_down, meeting
    ):
        first, second = sit_down("أمل"), sit_down("باسم")
        flags = [raised(meeting, kind) for kind in ("title_unsure", "doubted")]
        pages = [open_at(one, flag) for one, flag in zip((first, second), flags, strict=True)]
        send(first, pages[0], "correct", title="عنوان أمل")
        page = send(second, pages[1], "correct", title="عنوان باسم", byline="كاتب باسم")
        assert [one["disputed"] for one in page.context["meanwhile"]] == [True]
        meeting.refresh_from_db()
        assert (meeting.title, meeting.byline) == ("عنوان أمل", "")
        send(second, page, "correct")
        meeting.refresh_from_db()
        assert (meeting.title, meeting.byline) == ("عنوان باسم", "كاتب باسم")


class TestTakingBack:
    def snapshot(self, article: Article) -> tuple:
        article.refresh_from_db()
        keywords = list(article.article_keywords.values_list("keyword__name", "printed"))
        dates = article.published_on, article.date_basis, article.date_precision
        return article.title, dates, keywords, article.curated

    @pytest.mark.parametrize("act", ["accept", "dismiss"])
    def test_what_a_decision_changed_is_as_before(self, desk, seeds, act):
        for article, kind in zip(seeds, ("keywords_divided", "date_inferred"), strict=True):
            before = self.snapshot(article)
            page = send(desk, open_at(desk, of(article, kind)), act, reason="ليس خطأ")
            assert self.snapshot(article) != before
            assert page.context["undoable"]
            page = send(desk, page, "undo")
            flag = of(article, kind)
            assert page.context["flag"] == flag
            assert (flag.status, flag.note, flag.decided_by) == ("open", "", None)
            assert self.snapshot(article) == before

    def test_so_is_what_was_corrected(self, desk, meeting):
        raised(meeting, "title_unsure")
        before = self.snapshot(meeting)
        page = send(desk, open_at(desk, kind="title_unsure"), "correct", title="عنوان مصحح")
        assert self.snapshot(meeting) != before
        send(desk, open_at(desk), "undo")
        assert self.snapshot(meeting) == before
        assert page.status_code == 200

    @pytest.mark.parametrize(
        ("kind", "field", "model"),
        [
            ("source_missing", "source", Source),
            ("keywords_divided", "keywords", Keyword),
            ("error_reported", "byline", Author),
        ],
    )
    @pytest.mark.parametrize("keeper", ["nobody", "article", "alias", "curator"])
    def test_a_name_that_the_correction_made_goes_with_it_unless_it_is_of_use(
        self, desk, seeds, kind, field, model, keeper
    ):
        other, meeting = seeds
        meeting.flags.all().delete()
        flag = raised(meeting, kind)
        before = model.objects.count()
        send(desk, open_at(desk, flag), "correct", **{field: "سليم عوض"})
        made = model.objects.get(name="سليم عوض")
        match keeper:
            case "article":
                if model is Keyword:
                    write_keywords(other, [made.name])
                else:
                    Article.objects.filter(pk=other.pk).update(**{model._meta.model_name: made})
            case "alias":
                made.aliases.create(name="اسم آخر")
            case "curator":
                keep(made, get_user_model().objects.get())
        send(desk, open_at(desk), "undo")
        assert model.objects.count() == before + (keeper != "nobody")

    def test_what_somebody_else_has_done_since_stays(self, desk, meeting):
        raised(meeting, "title_unsure")
        send(desk, open_at(desk, kind="title_unsure"), "correct", title="عنوان مصحح")
        meeting.refresh_from_db()
        meeting.title = "عنوان آخر"
        meeting.save()
        send(desk, open_at(desk), "undo")
        meeting.refresh_from_db()
        assert meeting.title == "عنوان آخر"

    def test_a_decision_that_no_longer_stands_is_not_taken_back(self, sit_down, meeting):
        flag, desk = of(meeting, "source_missing"), sit_down("أمل")
        send(desk, open_at(desk, flag), "accept")
        flag.refresh_from_db()
        flag.decide("dismissed", get_user_model().objects.create_user("باسم"))
        page = send(desk, open_at(desk), "undo")
        flag.refresh_from_db()
        assert flag.status == "dismissed"
        assert "باسم" in told(page)
        assert told(send(desk, open_at(desk), "undo"))


class TestMany:
    """Deciding many flags from their list: first it is said what will happen."""

    def ask(self, desk: Client, action: str, flags, **more: str):
        chosen = [flag.pk for flag in flags]
        return desk.post(LIST, {"action": action, "_selected_action": chosen, **more})

    def confirm(self, desk: Client, page, **more: str):
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
        data: dict[str, list[str]] = {}
        for name, value in hidden:
            data.setdefault(name, []).append(value)
        return desk.post(LIST, {**data, **more}, follow=True)

    def test_it_is_asked_first_and_said_how_many_of_which_kind(self, desk, seeds):
        flags = list(Flag.objects.all())
        page = self.ask(desk, "accept", flags)
        assert sum(row.count for row in page.context["summary"]) == len(flags)
        assert str(ACCEPTING[FlagKind.DATE_INFERRED].effect) in html.unescape(page.content.decode())
        assert Flag.objects.open().count() == len(flags)
        page = self.confirm(desk, page)
        assert not Flag.objects.open().exists()
        assert str(len(flags)) in told(page)

    def test_many_are_dismissed_with_a_reason_alone(self, desk, seeds):
        page = self.ask(desk, "dismiss", Flag.objects.all())
        assert self.confirm(desk, page).context["refused"]
        assert not Flag.objects.exclude(status="open").exists()
        self.confirm(desk, page, reason="ليس خطأ")
        assert set(Flag.objects.values_list("status", "note")) == {("dismissed", "ليس خطأ")}

    def test_all_that_match_are_decided_and_what_came_after_the_question_is_not(self, desk, seeds):
        flags = list(Flag.objects.all())
        page = self.ask(desk, "accept", flags[:1], select_across="1")
        later = raised(seeds[0], "title_unsure")
        self.confirm(desk, page)
        assert list(Flag.objects.open()) == [later]

    def test_what_others_have_decided_meanwhile_is_left_and_told(self, desk, seeds):
        other = get_user_model().objects.create_user("باسم")
        flags = list(Flag.objects.all())
        page = self.ask(desk, "accept", flags)
        flags[0].decide("dismissed", other)
        page = self.confirm(desk, page)
        flags[0].refresh_from_db()
        assert (flags[0].status, flags[0].decided_by) == ("dismissed", other)
        assert len(page.context["messages"]) == 2

    def test_very_many_are_decided_in_goes(self, desk, seeds, monkeypatch):
        monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
        count = Flag.objects.count()
        page = self.ask(desk, "accept", Flag.objects.all())
        page = self.confirm(desk, page)
        assert (page.context["done"], page.context["waiting"]) == (2, count - 2)
        while "confirmed" in page.content.decode():
            page = self.confirm(desk, page)
        assert not Flag.objects.open().exists()

    def test_what_was_decided_is_opened_again(self, desk, meeting):
        flag = of(meeting, "source_missing")
        flag.decide("accepted", None)
        page = self.ask(desk, "reopen", Flag.objects.all())
        assert page.context["left_out"] == Flag.objects.count() - 1
        self.confirm(desk, page)
        flag.refresh_from_db()
        assert flag.status == "open"

    def test_the_list_is_searched_by_the_archives_fold_and_narrowed(self, desk, seeds):
        memorandum, meeting = seeds
        page = desk.get(LIST, {"q": "الاسرائيلى الاجتماع"})
        assert {flag.article for flag in page.context["cl"].result_list} == {meeting}
        batch = Batch.objects.create(origin="دفعة")
        Capture.objects.filter(pk=memorandum.capture.pk).update(batch=batch)
        page = desk.get(LIST, {"batch": batch.pk})
        assert {flag.article for flag in page.context["cl"].result_list} == {memorandum}
        page = desk.get(LIST, {"severity": 1})
        assert {flag.severity.value for flag in page.context["cl"].result_list} == {1}


class TestDoubts:
    def test_a_contributor_raises_a_doubt_and_a_curator_decides_it(self, sit_down, desk, meeting):
        helper = sit_down("هدى", CONTRIBUTOR)
        address = reverse("admin:archive_flag_doubt", args=[meeting.pk])
        assert address in helper.get(meeting.get_absolute_url()).content.decode()
        for message in ("التاريخ خطأ", "الاسم خطأ"):
            helper.post(address, {"message": message})
        flags = list(meeting.flags.filter(kind="doubted"))
        assert {flag.raised_by.get_username() for flag in flags} == {"هدى"}
        page = open_at(desk, kind="doubted")
        assert page.context["total"] == 2
        assert in_isolates("التاريخ خطأ") in html.unescape(page.content.decode())
        send(desk, page, "accept")
        assert meeting.flags.open().filter(kind="doubted").count() == 1

    def test_an_empty_one_is_refused(self, sit_down, meeting):
        address = reverse("admin:archive_flag_doubt", args=[meeting.pk])
        page = sit_down("هدى", CONTRIBUTOR).post(address, {"message": " "})
        assert page.context["form"].errors
        assert not meeting.flags.filter(kind="doubted").exists()

    def test_a_reader_raises_none_and_is_not_led_there(self, sit_down, client, meeting):
        address = reverse("admin:archive_flag_doubt", args=[meeting.pk])
        reader = sit_down("زينب", READER)
        assert reader.post(address, {"message": "خطأ"}).status_code == 403
        for anybody in (reader, client):
            assert address not in anybody.get(meeting.get_absolute_url()).content.decode()


class TestEvidence:
    def test_the_queue_shows_the_lines_in_question_and_no_whole_capture(self, desk, meeting):
        page = open_at(desk, of(meeting, "date_inferred"))
        raw = html.unescape(page.content.decode()).partition("evidence-text")[2]
        assert of(meeting, "date_inferred").values["evidence"] in raw
        assert 'data-field="published"' in raw
        assert meeting.title not in raw.partition("</pre>")[0]

    def test_of_a_sealed_article_nobody_sees_it_who_may_not(self, desk, meeting):
        Article.objects.filter(pk=meeting.pk).update(sealed=True)
        assert "evidence-text" not in open_at(desk, of(meeting, "date_inferred")).content.decode()

    def test_windows_are_whole_lines_and_meet_where_they_are_near(self):
        text = "أول\nثان\nثالث\nرابع\nخامس"
        assert near(text, [(8, 12)], context=5) == [(4, 17)]
        assert near(text, [(0, 3), (4, 7)], context=2) == [(0, 7)]
        assert near(text, []) == []
        whole = [Run(0, 3), Run(3, 9)]
        parts = list(through([(2, 4)], whole))
        assert [(part.start, part.end, part.omitted) for part in parts] == [
            (0, 2, True), (2, 3, False), (3, 4, False), (4, 9, True),
        ]  # fmt: skip


class TestHome:
    def home(self, client: Client):
        return client.get(reverse("admin:index"))

    def test_it_says_what_waits_with_a_way_into_each_queue(self, desk, seeds):
        shown = self.home(desk).content.decode()
        counts = {kind: Flag.objects.filter(kind=kind).count() for kind in FlagKind}
        for kind, count in counts.items():
            link = f'href="{Lane(kind=kind.value).at()}"'
            assert (link in shown) == bool(count)

    def test_it_counts_drafts_hidden_articles_and_near_duplicates(self, desk, seeds):
        Article.objects.filter(pk=seeds[1].pk).update(status="hidden")
        first, second = sorted(seeds, key=lambda one: one.pk)
        Likeness.objects.create(first=first, second=second, similarity=0.5)
        facts = re.findall(r"<dd>\s*(?:<a[^>]*>)?(\d+)", self.home(desk).content.decode())
        assert facts[:3] == ["0", "1", "1"]

    def test_it_tells_the_newest_imports_and_whether_they_ended(self, desk):
        Batch.objects.create(origin="دفعة تامة", created=7, failed=3, finished_at=timezone.now())
        Batch.objects.create(origin="دفعة لم تتم")
        shown = self.home(desk).content.decode()
        assert shown.index("دفعة لم تتم") < shown.index("دفعة تامة")
        rows = shown.partition('id="imports"')[2].partition("</section>")[0].split("<tr>")
        assert [len(re.findall("<strong>", row)) for row in rows[2:]] == [1, 0]
        assert [len(re.findall("desk-trouble", row)) for row in rows[2:]] == [0, 1]

    def test_it_tells_of_an_index_that_is_behind_or_cannot_be_read(self, desk, seeds):
        engine.rebuild()
        assert "desk-trouble" not in self.home(desk).content.decode()
        Article.objects.filter(pk=seeds[0].pk).update(modified_at=timezone.now())
        assert "check_index" in self.home(desk).content.decode()
        for file in engine.backend().path.iterdir():
            file.unlink()
        assert "rebuild_index" in self.home(desk).content.decode()

    def test_who_may_see_none_of_it_is_shown_none_of_it(self, client, seeds):
        client.force_login(get_user_model().objects.create_user("someone", is_staff=True))
        shown = self.home(client).content.decode()
        assert 'id="waiting"' not in shown
        assert 'id="imports"' not in shown

    def test_as_many_queries_are_made_whatever_waits(
        self, desk, seeds, django_assert_max_num_queries
    ):
        self.home(desk)
        Batch.objects.bulk_create(Batch(origin=str(number)) for number in range(30))
        with django_assert_max_num_queries(13):
            self.home(desk)
