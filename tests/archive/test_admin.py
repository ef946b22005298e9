import html
import json
import re
import shutil

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils.timezone import localdate

from archive.models import Article, Author, Capture, Comment, Flag, Keyword, Source
from search import engine
from search.asking import Asked
from search.query import parse
from tests.canonical import dump


@pytest.fixture
def curator(db):
    return get_user_model().objects.create_superuser("curator", password="secret")


@pytest.fixture
def desk(client, curator):
    client.force_login(curator)
    return client


# What the page that asks first sends along, of as many flags as there are.
CONFIRMED = {"confirmed": "yes", "until": "1000000", "asked": "0", "reason": "ليس خطأ"}


def change_page(article: Article) -> str:
    return reverse("admin:archive_article_change", args=[article.pk])


def form_of(response) -> dict[str, str]:
    """What a browser would send back if nothing were changed."""
    page = response.context["adminform"].form
    forms = [page] + [
        form
        for inline in response.context["inline_admin_formsets"]
        for form in (inline.formset.management_form, *inline.formset.forms)
    ]
    data = {"seen": response.context["seen"]}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                data[bound.html_name] = str(value).replace("\n", "\r\n")
    return data


def save(desk, article: Article, **changes: str):
    page = change_page(article)
    data = {**form_of(desk.get(page)), **changes}
    response = desk.post(page, data)
    assert response.status_code == 302, response.context["errors"]
    article.refresh_from_db()
    return article


def row(desk, article: Article, prefix: str, **fields) -> str:
    """The form prefix of the inline row that shows these values."""
    data = form_of(desk.get(change_page(article)))
    for name, value in data.items():
        for field, wanted in fields.items():
            if (
                name.startswith(f"{prefix}-")
                and name.endswith(f"-{field}")
                and value == str(wanted)
            ):
                return name.removesuffix(f"-{field}")
    raise LookupError(fields)


@pytest.mark.parametrize(
    "page",
    [
        "index",
        "archive_article_changelist",
        "archive_flag_changelist",
        "archive_capture_changelist",
        "archive_keyword_changelist",
        "archive_keyword_add",
        "archive_source_changelist",
    ],
)
def test_every_desk_is_in_arabic_and_right_to_left(desk, seeds, page):
    html = desk.get(reverse(f"admin:{page}")).content.decode()
    assert '<html lang="ar" dir="rtl"' in html


def test_the_article_desk_shows_open_flags_with_what_the_import_saw(desk, meeting):
    html = desk.get(change_page(meeting)).content.decode()
    for flag in meeting.flags.all():
        assert flag.explanation in html


def test_saving_without_a_change_changes_nothing(desk, seeds):
    before = dump()
    for article in seeds:
        save(desk, article)
    assert dump() == before
    assert not Comment.objects.filter(curated=True).exists()


def test_what_a_curator_changes_is_marked_as_theirs(desk, meeting):
    saved = save(desk, meeting, title="عنوان مصحح")
    assert saved.curated == ["title"]


def test_saving_is_said_to_have_saved_and_not_to_have_added(desk, meeting):
    save(desk, meeting, title="عنوان مصحح")
    told = desk.get(reverse("admin:index")).content.decode()
    assert "حُفظ التعديل في مقال" in told
    assert "عنوان مصحح" in told


def test_a_date_set_by_hand_is_no_longer_approximate(desk, meeting):
    saved = save(desk, meeting, published_on="2023-01-18")
    assert saved.published.isoformat() == "2023-01-18"
    assert not saved.is_approximate
    assert "published_on" in saved.curated


def test_an_edited_comment_is_marked_and_an_untouched_one_is_not(desk, meeting):
    prefix = row(desk, meeting, "comments", id=meeting.comments.get(number=3).pk)
    save(desk, meeting, **{f"{prefix}-text": "نص مصحح"})
    assert list(meeting.comments.filter(curated=True).values_list("number", flat=True)) == [3]


def test_an_article_of_many_comments_can_be_saved(desk, meeting):
    Comment.objects.bulk_create(
        Comment(article=meeting, number=number, position=number, text="تعليق")
        for number in range(10, 210)
    )
    assert save(desk, meeting, title="عنوان مصحح").comments.count() == 209


def test_a_deleted_comment_does_not_come_back(desk, meeting):
    prefix = row(desk, meeting, "comments", id=meeting.comments.get(number=3).pk)
    save(desk, meeting, **{f"{prefix}-DELETE": "on"})
    assert meeting.comments.count() == 8
    assert meeting.curated == ["comments"]


def test_a_flag_is_decided_on_the_article_desk_in_the_curators_name(desk, curator, meeting):
    flag = meeting.flags.get(kind="source_missing")
    prefix = row(desk, meeting, "flags", id=flag.pk)
    save(desk, meeting, **{f"{prefix}-status": "dismissed", f"{prefix}-note": "بلاغ بلا مصدر"})
    flag.refresh_from_db()
    assert (flag.status, flag.decided_by, flag.note) == ("dismissed", curator, "بلاغ بلا مصدر")
    assert flag.decided_at


def test_flags_are_decided_many_at_once(desk, curator, seeds):
    chosen = list(Flag.objects.values_list("pk", flat=True))
    desk.post(
        reverse("admin:archive_flag_changelist"),
        {"action": "accept", "_selected_action": chosen, **CONFIRMED},
    )
    assert set(Flag.objects.values_list("status", "decided_by")) == {("accepted", curator.pk)}


def test_hiding_from_the_list_takes_articles_out_of_reach_at_once(
    desk, seeds, django_capture_on_commit_callbacks
):
    chosen = [article.pk for article in seeds]
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(
            reverse("admin:archive_article_changelist"),
            {"action": "hide", "_selected_action": chosen},
        )
    assert engine.find(Asked(parse("الرباط"))).total == 0
    assert desk.get(seeds[0].get_absolute_url()).status_code == 410


@pytest.mark.parametrize("typed", ["الاسرائيلي", "إِسْرَائِيل", "واسرائيل"])
def test_the_desk_searches_headlines_in_any_spelling(desk, seeds, typed):
    html = desk.get(reverse("admin:archive_article_changelist"), {"q": typed}).content.decode()
    assert any(article.title in html for article in seeds)


def test_articles_with_open_flags_can_be_listed_alone(desk, seeds):
    seeds[0].flags.update(status="accepted")
    html = desk.get(reverse("admin:archive_article_changelist"), {"flags": "open"}).content.decode()
    assert seeds[1].title in html
    assert seeds[0].title not in html


def test_a_name_that_leads_elsewhere_is_refused(desk, memorandum):
    Source.objects.create(name="القدس العربي")
    page = reverse("admin:archive_source_add")
    aliases = {"aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0"}
    taken = desk.post(page, {"name": "القُدس العربى", **aliases})
    assert taken.status_code == 200
    assert Source.objects.count() == 2
    empty = desk.post(page, {"name": "؟؟؟", **aliases})
    assert empty.status_code == 200
    assert Source.objects.count() == 2


def test_a_renamed_keyword_is_reached_by_its_old_address(client, memorandum):
    keyword = Keyword.objects.get(name="المغرب")
    old = keyword.get_absolute_url()
    keyword.name = "المملكة المغربية"
    keyword.save()
    response = client.get(old)
    assert response.status_code == 302
    assert response["Location"].partition("?")[0] == keyword.get_absolute_url()
    assert client.get(keyword.get_absolute_url()).status_code == 200


def test_captures_can_be_read_but_not_changed(desk, meeting):
    page = reverse("admin:archive_capture_change", args=[meeting.capture.pk])
    html = desk.get(page).content.decode()
    assert meeting.capture.sha256 in html
    assert "انعقاد الاجتماع الأول" in html
    assert desk.post(page, {"name": "آخر"}).status_code == 403


def test_the_desk_needs_an_account(client, db):
    assert client.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("field", ["title", "comments-0-text"])
def test_what_has_to_be_written_is_more_than_spaces(desk, meeting, field):
    page = change_page(meeting)
    response = desk.post(page, {**form_of(desk.get(page)), field: "  \u00a0\r\n"})
    assert response.status_code == 200
    assert response.context["errors"]


def test_spaces_that_were_published_are_kept(desk, meeting):
    assert save(desk, meeting, title=" عنوان ", byline="  ").title == " عنوان "
    assert meeting.byline == ""


@pytest.mark.parametrize("typed", ["٢٠٢٢-٠١-٠٢", "۲۰۲۲-۰۱-۰۲", "2022-01-02"])
def test_a_date_is_typed_in_any_digits(desk, meeting, typed):
    saved = save(desk, meeting, published_on=typed, published_at="١٠:٣٠", date_precision="minute")
    assert saved.published.isoformat() == "2022-01-02T10:30"


@pytest.mark.parametrize("typed", ["١٤٤٤-٠٥-٠١", "1799-12-31", f"{localdate().year + 2}-01-01"])
def test_a_year_in_which_no_article_was_published_is_refused(desk, meeting, typed):
    page = change_page(meeting)
    response = desk.post(page, {**form_of(desk.get(page)), "published_on": typed})
    [error] = response.context["adminform"].form.errors["published_on"]
    assert "1800" in error
    assert str(localdate().year + 1) in error


def test_a_year_that_was_there_before_keeps_nobody_from_saving(desk, meeting):
    Article.objects.filter(pk=meeting.pk).update(published_on="1444-05-01")
    assert save(desk, meeting, byline="كاتب").published_on.year == 1444


def test_a_headline_typed_by_a_person_turns_nothing_around(desk, meeting):
    assert save(desk, meeting, title="عنوان \u202eمقلوب\u202c").title == "عنوان مقلوب"
    Article.objects.filter(pk=meeting.pk).update(title="عنوان \u202eكما نشر")
    assert save(desk, meeting, byline="كاتب").title == "عنوان \u202eكما نشر"


@pytest.mark.parametrize("model", [Source, Author, Keyword])
def test_a_name_typed_by_a_person_turns_nothing_around(desk, model):
    page = reverse(f"admin:archive_{model._meta.model_name}_add")
    typed = {"name": "سليم\u202e \u2066عوض\u2069", "aliases-0-name": "س. \u202eعوض"}
    desk.post(page, {**form_of(desk.get(page)), **typed})
    assert model.objects.get().name == "سليم عوض"
    assert model.objects.get().aliases.get().name == "س. عوض"


@pytest.mark.parametrize(("answered", "allowed"), [("3", True), ("5", False), ("99", False)])
def test_a_comment_answers_another_that_is_there(desk, meeting, answered, allowed):
    prefix = row(desk, meeting, "comments", number=5)
    page = change_page(meeting)
    sent = {**form_of(desk.get(page)), f"{prefix}-reply_to": answered}
    response = desk.post(page, sent)
    assert response.status_code == (302 if allowed else 200)
    assert meeting.comments.get(number=5).reply_to == (3 if allowed else None)
    assert allowed or response.context["errors"]


def test_a_comment_does_not_answer_one_that_is_deleted_with_it(desk, meeting):
    prefix = row(desk, meeting, "comments", number=5)
    gone = row(desk, meeting, "comments", number=3)
    page = change_page(meeting)
    sent = {**form_of(desk.get(page)), f"{prefix}-reply_to": "3", f"{gone}-DELETE": "on"}
    assert desk.post(page, sent).status_code == 200


def test_an_answer_to_what_is_gone_keeps_nobody_from_saving(desk, meeting):
    meeting.comments.filter(number=5).update(reply_to=99)
    assert save(desk, meeting, byline="كاتب").byline == "كاتب"


def test_a_new_comment_takes_the_next_number(desk, meeting):
    save(
        desk,
        meeting,
        **{"comments-TOTAL_FORMS": "10", "comments-9-text": "تعليق أضافه أمين الأرشيف"},
    )
    assert meeting.comments.last().number == 10
    assert meeting.comments.last().curated


def test_a_date_typed_by_hand_outlives_every_decision_on_its_flag(desk, meeting):
    flag = meeting.flags.get(kind="date_inferred")
    prefix = row(desk, meeting, "flags", id=flag.pk)
    saved = save(desk, meeting, published_on="2023-01-18", **{f"{prefix}-status": "dismissed"})
    assert saved.published.isoformat() == "2023-01-18"
    save(desk, meeting, **{f"{prefix}-note": "من الصحيفة المطبوعة"})
    page = reverse("admin:archive_flag_change", args=[flag.pk])
    desk.post(page, {**form_of(desk.get(page)), "note": ""})
    meeting.refresh_from_db()
    assert meeting.published.isoformat() == "2023-01-18"


def test_a_note_on_a_decided_flag_leaves_the_decision_with_who_took_it(desk, meeting):
    someone = get_user_model().objects.create_user("someone")
    flag = meeting.flags.get(kind="source_missing")
    flag.decide("dismissed", someone)
    page = reverse("admin:archive_flag_change", args=[flag.pk])
    desk.post(page, {**form_of(desk.get(page)), "note": "ملاحظة"})
    flag.refresh_from_db()
    assert (flag.note, flag.decided_by) == ("ملاحظة", someone)


def test_dismissed_keywords_are_taken_away_unless_a_curator_chose_them(memorandum):
    memorandum.flags.get(kind="keywords_divided").decide("dismissed", None)
    assert not memorandum.keywords.exists()


@pytest.mark.parametrize("kind", ["date_inferred", "date_converted"])
@pytest.mark.parametrize(
    ("status", "published", "basis"),
    [("accepted", "2023-01-17", "curated"), ("dismissed", None, "")],
)
def test_an_approximate_date_is_decided_with_its_flag(meeting, kind, status, published, basis):
    meeting.flags.filter(kind="date_inferred").update(kind=kind)
    meeting.flags.get(kind=kind).decide(status, None)
    meeting.refresh_from_db()
    assert (meeting.published and meeting.published.isoformat()) == published
    assert (meeting.date_basis, meeting.is_curated("published_on")) == (basis, True)


@pytest.mark.parametrize("many", [False, True])
def test_an_article_with_flags_can_be_deleted_and_is_found_no_more(
    desk, seeds, many, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        if many:
            desk.post(
                reverse("admin:archive_article_changelist"),
                {
                    "action": "delete_selected",
                    "_selected_action": [article.pk for article in seeds],
                    "post": "yes",
                },
            )
        else:
            for article in seeds:
                page = reverse("admin:archive_article_delete", args=[article.pk])
                desk.post(page, {"post": "yes"})
    assert not Article.objects.exists()
    assert engine.find(Asked(parse("الرباط"))).total == 0


def test_a_flag_is_not_deleted_alone(desk, meeting):
    flag = meeting.flags.first()
    page = reverse("admin:archive_flag_delete", args=[flag.pk])
    assert desk.post(page, {"post": "yes"}).status_code == 403


def test_who_may_only_look_cannot_hide_articles_or_decide_flags(client, seeds):
    looker = get_user_model().objects.create_user("looker", is_staff=True)
    looker.user_permissions.set(
        Permission.objects.filter(codename__in=["view_article", "view_flag"])
    )
    client.force_login(looker)
    articles = [article.pk for article in seeds]
    client.post(
        reverse("admin:archive_article_changelist"),
        {"action": "hide", "_selected_action": articles},
    )
    flags = list(Flag.objects.values_list("pk", flat=True))
    client.post(
        reverse("admin:archive_flag_changelist"),
        {"action": "dismiss", "_selected_action": flags, **CONFIRMED},
    )
    assert Article.objects.published().count() == 2
    assert Flag.objects.open().count() == len(flags)


def test_aliases_that_are_one_spelling_are_refused(desk, memorandum):
    keyword = Keyword.objects.get(name="المغرب")
    page = reverse("admin:archive_keyword_change", args=[keyword.pk])
    aliases = {"aliases-TOTAL_FORMS": "2", "aliases-INITIAL_FORMS": "0", "name": keyword.name}
    twins = {"aliases-0-name": "المملكة المغربية", "aliases-1-name": "المملكه المغربيه"}
    assert desk.post(page, {**aliases, **twins}).status_code == 200
    assert desk.post(page, {**aliases, "aliases-0-name": "المغرب"}).status_code == 200
    assert desk.post(page, {**aliases, "aliases-0-name": "المملكة المغربية"}).status_code == 302
    assert desk.post(page, {**aliases, "aliases-0-name": "المملكة المغربية"}).status_code == 200


def test_a_capture_lost_from_the_store_is_told_on_its_desk(desk, meeting):
    shutil.rmtree(settings.DATA_DIR / "captures")
    page = reverse("admin:archive_capture_change", args=[meeting.capture.pk])
    assert desk.get(page).status_code == 200


class TestEvidence:
    """What was captured stays, is shown beside what replaced it, and does nothing in a browser."""

    @pytest.fixture
    def captures_of_one_address(self, import_files, tmp_path):
        said = {
            "2022-03-01": "<script>alert(1)</script> خبر",
            "2022-03-02": "خبر مصحح",
        }
        for day, title in said.items():
            file = tmp_path / f"{day}.jsonl"
            row = {"title": title, "url": "https://paper.example/1", "captured_at": day}
            file.write_text(json.dumps(row))
            import_files(file)
        return list(Capture.objects.order_by("captured_at"))

    def test_every_capture_can_be_downloaded_unchanged_and_inert(
        self, desk, captures_of_one_address
    ):
        for capture in captures_of_one_address:
            response = desk.get(reverse("admin:archive_capture_bytes", args=[capture.pk]))
            assert response.content == capture.raw
            assert response["Content-Type"] == "text/plain; charset=utf-8"
            assert response["X-Content-Type-Options"] == "nosniff"
            assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert response["Content-Disposition"].endswith(f'"{capture.sha256}.txt"')

    def test_who_may_not_see_captures_gets_no_bytes(self, client, captures_of_one_address):
        address = reverse("admin:archive_capture_bytes", args=[captures_of_one_address[0].pk])
        assert client.get(address).status_code == 302
        helper = get_user_model().objects.create_user("helper", is_staff=True)
        client.force_login(helper)
        assert client.get(address).status_code == 403

    def test_a_capture_tells_where_it_came_from_and_what_it_changed(
        self, desk, captures_of_one_address
    ):
        first, second = captures_of_one_address
        page = desk.get(reverse("admin:archive_capture_change", args=[second.pk]))
        shown = html.unescape(page.content.decode())
        for told in ("2022-03-02.jsonl", "line 1", "https://paper.example/1", second.sha256):
            assert told in shown
        assert "- \u2067خبر\u2069" in shown
        assert "+ \u2067خبر مصحح\u2069" in shown
        assert b"<script>alert" not in page.content
        article = desk.get(change_page(Article.objects.get())).content.decode()
        assert article.index(second.sha256) < article.index(first.sha256)


class TestEvidencePage:
    """The raw text of a capture beside what was read from it."""

    def page(self, client, article: Article) -> str:
        response = client.get(reverse("admin:archive_article_evidence", args=[article.pk]))
        assert response.status_code == 200
        return response.content.decode()

    def test_each_field_leads_to_its_place_in_the_whole_text(self, desk, meeting):
        shown = self.page(desk, meeting)
        for anchor in ("title", "body", "comment-1", "comment-9"):
            assert shown.count(f'href="#{anchor}"') == shown.count(f' id="{anchor}"') == 1
        raw = shown.partition("<pre")[2].partition(">")[2].partition("</pre>")[0]
        assert html.unescape(re.sub(r"<[^>]*>", "", raw)) == meeting.capture.text
        assert 'data-field="furniture"' in raw

    def test_what_a_page_says_is_shown_and_not_done(self, desk, import_text):
        body = "قال مسؤول اليوم إن الوفد وصل إلى المدينة بعد الظهر، وإن اللقاء الأول يعقد غدا."
        article = import_text(f"عنوان <script>alert(1)</script>\n\n{body}")
        shown = self.page(desk, article)
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
        assert " style=" not in shown.partition("<main")[2]

    def test_a_capture_that_is_lost_is_said_to_be(self, desk, meeting):
        shutil.rmtree(settings.CAPTURES_ROOT)
        assert "<pre" not in self.page(desk, meeting)

    def test_the_form_leads_there_and_only_those_who_may_read_captures_see_it(
        self, client, desk, meeting
    ):
        address = reverse("admin:archive_article_evidence", args=[meeting.pk])
        assert address in desk.get(change_page(meeting)).content.decode()
        helper = get_user_model().objects.create_user("helper", is_staff=True)
        helper.user_permissions.set(Permission.objects.filter(codename="view_article"))
        client.force_login(helper)
        assert client.get(address).status_code == 403
