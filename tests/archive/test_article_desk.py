"""The desk of one article: lines to fields, fields back to the reader, comments and links in order."""

import html
import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse

from archive.admin.parts import PER_PAGE
from archive.curation.accounting import SET_ASIDE
from archive.curation.assigning import places_of_lines
from archive.curation.history import versions_of
from archive.intake.giving_back import values_of
from archive.intake.reparsing import reparse
from archive.intake.rows import places_of
from archive.models import Article, Author, Capture, Comment, Keyword, Source
from tests.archive.test_admin import change_page, form_of
from tests.conftest import MEETING


@pytest.fixture
def desk(client, db):
    client.force_login(get_user_model().objects.create_superuser("amal"))
    return client


def page_of(name: str, article: Article) -> str:
    return reverse(f"admin:archive_article_{name}", args=[article.pk])


def press(desk, article: Article, page: str = "", **sent):
    """Send the form of an article with what a button says."""
    page = page or change_page(article)
    response = desk.post(page, {**form_of(desk.get(page)), **sent})
    article.refresh_from_db()
    return response


def line_with(article: Article, words: str) -> int:
    lines = article.capture.text.splitlines()
    [number] = [at for at, line in enumerate(lines, 1) if words in line]
    return number


def assign(desk, article: Article, field: str, *lines: int, how: str = "alone", **sent):
    """Assign lines, and save what the form then shows."""
    shown = press(desk, article, line=lines, assign_to=field, _assign=how, **sent)
    assert shown.status_code == 200
    answer = desk.post(change_page(article), form_of(shown))
    assert answer.status_code == 302, answer.context["errors"]
    article.refresh_from_db()
    return shown


def give_back(desk, article: Article, *fields: str):
    page = page_of("reread", article)
    seen = desk.get(page).context["seen"]
    answer = desk.post(page, {"field": fields, "seen": seen})
    article.refresh_from_db()
    return answer


def uncovered(article: Article) -> list[str]:
    """The lines of its capture that are in no field and no furniture."""
    text = article.capture.text
    known = [*places_of(article), *(place[:2] for place in article.furniture)]
    lines = places_of_lines(text, range(1, text.count("\n") + 2))
    return [
        text[start:end]
        for start, end in lines
        if not any(first < end and start < last for first, last in known)
    ]


class TestRaw:
    def test_every_line_stands_beside_the_form_and_leads_both_ways(self, desk, meeting):
        page = desk.get(change_page(meeting)).content.decode()
        raw = page.partition('class="raw-text')[2]
        for field in ("title", "body"):
            assert f'href="#id_{field}"' in raw
            assert raw.count(f'id="at-{field}"') == 1
            assert f'href="#at-{field}"' in page.partition('class="raw-text')[0]
        assert 'href="#comment-9-form"' in raw
        assert page.count('id="comment-9-form"') == 1
        unlabelled = re.sub(r'<a class="raw-label".*?</a>', "", raw)
        shown = html.unescape(re.sub(r"<[^>]*>", "", unlabelled))
        for line in filter(str.strip, meeting.capture.text.splitlines()):
            assert line.strip() in shown

    def test_a_capture_of_megabytes_does_not_make_the_form_heavy(self, desk, import_text):
        body = "\n".join(f"فقرة رقم {number} " + "كلام طويل " * 40 + "." for number in range(3000))
        article = import_text(f"عنوان المقال الطويل جدا\n25 مارس 2022\n{body}")
        page = desk.get(change_page(article)).content.decode()
        raw = page.partition('class="raw-text')[2]
        assert len(raw) < 400_000
        assert "evidence-omitted" in raw

    def test_a_sealed_capture_is_for_those_alone_who_may_see_it(self, client, meeting):
        Article.objects.filter(pk=meeting.pk).update(sealed=True)
        curator = get_user_model().objects.create_user("curator", is_staff=True)
        curator.groups.add(curator.groups.model.objects.get(name="أمين"))
        client.force_login(curator)
        assert b"raw-text" not in client.get(change_page(meeting)).content
        assert client.get(page_of("evidence", meeting)).status_code == 403
        assert client.get(page_of("reread", meeting)).status_code == 403


class TestAssigning:
    def test_lines_fill_the_form_and_nothing_is_saved_until_it_is(self, desk, meeting):
        before = values_of(meeting)
        line = line_with(meeting, meeting.paragraphs[1][:40])
        shown = press(desk, meeting, line=[line], assign_to="title", _assign="alone")
        assert values_of(meeting) == before
        assert form_of(shown)["title"].startswith(meeting.paragraphs[1][:40])
        assert not versions_of(meeting).exists()

    @pytest.mark.parametrize(
        ("field", "cell"),
        [("body", "id_body"), ("comment", "id_comments-9-text"), ("related_link", "headline")],
    )
    def test_one_is_led_to_where_the_lines_are_and_told_of_no_error(
        self, desk, meeting, field, cell
    ):
        line = line_with(meeting, meeting.paragraphs[1][:40])
        shown = press(desk, meeting, line=[line], assign_to=field, _assign="add").text
        assert "errornote" not in shown
        assert re.findall(r'href="#([^"]+)">[^<]*</a></p>', shown)[0].endswith(cell)
        [focused] = re.findall(r"<[^>]* autofocus[^>]*>", shown)
        assert f'{cell}"' in focused
        assert f'<option value="{field}" selected>' in shown

    def test_a_line_moves_from_one_field_to_another_and_every_line_is_accounted_for(
        self, desk, meeting
    ):
        assert uncovered(meeting) == []
        first, *others = meeting.paragraphs
        assign(desk, meeting, "byline", line_with(meeting, first[:40]))
        assert meeting.byline == first
        assert meeting.paragraphs == others
        assert {"byline", "body"} <= set(meeting.curated)
        assert uncovered(meeting) == []
        assert versions_of(meeting).count() == 2

    def test_what_is_set_aside_becomes_furniture_and_leaves_the_text(self, desk, meeting):
        first, *others = meeting.paragraphs
        assign(desk, meeting, "furniture", line_with(meeting, first[:40]))
        assert meeting.paragraphs == others
        assert SET_ASIDE in {kind for _start, _end, kind in meeting.furniture}
        assert uncovered(meeting) == []

    def test_lines_are_added_to_the_text_where_they_stand(self, desk, meeting):
        whole, lines = meeting.body, meeting.paragraphs
        assign(desk, meeting, "furniture", line_with(meeting, lines[1][:40]))
        assert lines[1] not in meeting.paragraphs
        assign(desk, meeting, "body", line_with(meeting, lines[1][:40]), how="add")
        assert meeting.body == whole

    def test_a_dateline_brings_its_date_and_a_source_line_its_source(self, desk, import_text):
        body = "قال مسؤول اليوم إن الوفد وصل إلى المدينة بعد الظهر، وإن اللقاء الأول يعقد غدا."
        article = import_text(
            f"عنوان خبر من الأخبار المهمة\n\n{body}\n\nنشر في الجمعة 25 مارس 2022 بعد الظهر\n"
            "جريدة الصباح الجديد\n"
        )
        assign(desk, article, "dateline", line_with(article, "25 مارس"))
        assert article.published.isoformat() == "2022-03-25"
        assign(desk, article, "source_line", line_with(article, "جريدة"))
        assert article.source.name == "جريدة الصباح الجديد"
        assert uncovered(article) == []

    def test_keywords_are_divided_and_links_and_comments_are_new_ones(self, desk, meeting):
        kept = meeting.related_links.count()
        assign(desk, meeting, "related_link", line_with(meeting, meeting.paragraphs[1][:40]))
        assert meeting.related_links.count() == kept + 1
        assert meeting.related_links.last().curated
        comments = meeting.comments.count()
        assign(desk, meeting, "comment", line_with(meeting, meeting.paragraphs[-1][:40]))
        made = meeting.comments.get(number=comments + 1)
        assert made.curated
        assert made.span
        assert uncovered(meeting) == []

    @pytest.mark.parametrize(
        ("field", "line", "made"),
        [
            ("source_line", "جريدة الصباح الجديد", {Source: ["جريدة الصباح الجديد"]}),
            ("byline", "كتبه: سليم عوض", {Author: ["سليم عوض"]}),
            ("keyword_line", "المغرب، تونس، المَغرب", {Keyword: ["المغرب", "تونس"]}),
        ],
    )
    def test_a_new_name_is_shown_in_the_form_and_made_only_when_that_is_saved(
        self, desk, import_text, field, line, made
    ):
        body = "قال مسؤول اليوم إن الوفد وصل إلى المدينة بعد الظهر، وإن اللقاء الأول يعقد غدا."
        article = import_text(f"عنوان خبر مهم\n\n{body}\n\n{line}\n\n{body} ثم عاد.\n")
        for model in made:
            article.article_keywords.all().delete()
            Article.objects.update(source=None, author=None)
            model.objects.all().delete()
        assign = {"line": [line_with(article, line)], "assign_to": field, "_assign": "alone"}
        shown = press(desk, article, **assign)
        [(model, names)] = made.items()
        assert not model.objects.exists()
        page = shown.content.decode()
        for name in names:
            assert re.search(f"<option[^>]*selected[^>]*>{name}</option>", page)
        assert desk.post(change_page(article), form_of(shown)).status_code == 302
        assert sorted(model.objects.values_list("name", flat=True)) == names
        assert {name for one in model.objects.all() for name in one.articles.all()} == {article}

    def test_who_may_add_no_names_makes_none_by_a_forged_form(self, client, desk, meeting):
        Article.objects.filter(pk=meeting.pk).update(status="draft")
        helper = get_user_model().objects.create_user("helper", is_staff=True)
        helper.groups.add(helper.groups.model.objects.get(name="مساهم"))
        client.force_login(helper)
        form = form_of(client.get(change_page(meeting)))
        shown = client.post(change_page(meeting), {**form, "source": "+وكالة مختلقة"})
        assert "source" in shown.context["adminform"].form.errors
        assert not Source.objects.filter(name="وكالة مختلقة").exists()

    def test_a_piece_that_was_marked_is_taken_to_the_letter(self, desk, meeting):
        start = meeting.capture.text.index("اللجنة")
        shown = press(
            desk, meeting, marked=f"{start}-{start + 6}", assign_to="byline", _assign="alone"
        )
        assert form_of(shown)["byline"] == "اللجنة"

    def test_from_one_line_to_another_is_as_good_as_ticking(self, desk, meeting):
        number = line_with(meeting, meeting.paragraphs[0][:40])
        sent = {"first_line": number, "last_line": number + 6, "assign_to": "body"}
        shown = press(desk, meeting, _assign="alone", **sent)
        assert form_of(shown)["body"].replace("\r", "").startswith(meeting.paragraphs[0])

    def test_what_others_changed_meanwhile_is_told_and_kept(self, desk, meeting):
        page = change_page(meeting)
        form = form_of(desk.get(page))
        Article.objects.filter(pk=meeting.pk).update(byline="كاتب آخر")
        line = line_with(meeting, meeting.paragraphs[1][:40])
        shown = desk.post(page, {**form, "line": [line], "assign_to": "title", "_assign": "alone"})
        assert shown.context["meanwhile"]
        assert form_of(shown)["byline"] == "كاتب آخر"
        assert form_of(shown)["title"].startswith(meeting.paragraphs[1][:40])

    @pytest.mark.parametrize("sent", [{}, {"line": "9999"}, {"marked": "x"}, {"first_line": "9-"}])
    def test_nothing_chosen_is_said_and_changes_nothing(self, desk, meeting, sent):
        shown = press(desk, meeting, assign_to="title", _assign="alone", **sent)
        assert form_of(shown)["title"] == meeting.title

    def test_html_is_cleaned_of_its_tags(self, desk, import_files, tmp_path):
        file = tmp_path / "page.html"
        body = (
            "<p>قال مسؤول اليوم إن الوفد وصل إلى المدينة بعد الظهر، وإن اللقاء الأول غدا.</p>" * 3
        )
        file.write_text(
            "<html lang=ar><head><title>خبر عاجل من المدينة</title></head><body>"
            f"<h1>خبر عاجل من المدينة</h1>\n<div class=x>كتبه <b>أحمد &amp; سعاد</b></div>\n{body}"
        )
        [verdict] = import_files(file)
        article = verdict.article
        shown = press(
            desk, article, line=[line_with(article, "كتبه")], assign_to="byline", _assign="alone"
        )
        assert form_of(shown)["byline"] == "كتبه أحمد & سعاد"

    def test_who_may_not_see_the_capture_learns_nothing_of_it_by_a_forged_form(
        self, client, desk, meeting
    ):
        Article.objects.filter(pk=meeting.pk).update(status="draft")
        form = form_of(desk.get(change_page(meeting)))
        helper = get_user_model().objects.create_user("helper", is_staff=True)
        helper.groups.add(helper.groups.model.objects.get(name="مساهم"))
        client.force_login(helper)
        sent = {"line": "3", "assign_to": "byline", "_assign": "alone"}
        shown = client.post(change_page(meeting), {**form, **sent})
        assert form_of(shown).get("byline", "") == ""


class TestGivingBack:
    def test_a_field_set_by_hand_is_marked_survives_and_can_be_given_back(
        self, desk, meeting, import_files
    ):
        original = meeting.title
        press(desk, meeting, title="عنوان صححه أمين")
        page = html.unescape(desk.get(change_page(meeting)).content.decode())
        assert page.count('class="mark"') == 1
        Capture.objects.update(reader_version=0)
        import_files(MEETING)
        list(reparse(apply=True))
        meeting.refresh_from_db()
        assert meeting.title == "عنوان صححه أمين"
        assert give_back(desk, meeting, "title").status_code == 302
        assert (meeting.title, meeting.curated) == (original, [])
        assert versions_of(meeting)[0].revision.user.username == "amal"

    def test_lines_that_were_assigned_stay_where_they_are_put_until_given_back(self, desk, meeting):
        spans, furniture = meeting.spans, meeting.furniture
        first = meeting.paragraphs[0]
        assign(desk, meeting, "byline", line_with(meeting, first[:40]))
        assigned = meeting.spans
        Capture.objects.update(reader_version=0)
        list(reparse(apply=True))
        meeting.refresh_from_db()
        assert meeting.spans == assigned
        assert uncovered(meeting) == []
        give_back(desk, meeting, "byline", "body")
        assert (meeting.spans, meeting.curated) == (spans, [])
        assert sorted(meeting.furniture) == sorted(furniture)

    def test_each_field_is_shown_as_it_is_and_as_the_reader_has_it(self, desk, meeting):
        press(desk, meeting, title="عنوان صححه أمين", byline="كاتب")
        page = desk.get(page_of("reread", meeting) + "?field=title")
        rows = {row["name"]: row for row in page.context["rows"]}
        assert set(rows) == {"title", "byline"}
        assert rows["title"]["chosen"]
        assert not rows["byline"]["chosen"]
        assert "<del>" in page.content.decode()

    def test_only_what_was_chosen_is_given_back(self, desk, meeting):
        press(desk, meeting, title="عنوان صححه أمين", byline="كاتب")
        give_back(desk, meeting, "byline")
        assert (meeting.title, meeting.byline) == ("عنوان صححه أمين", "")

    def test_a_change_meanwhile_is_not_overwritten(self, desk, meeting):
        press(desk, meeting, title="عنوان أول")
        page = page_of("reread", meeting)
        seen = desk.get(page).context["seen"]
        press(desk, meeting, title="عنوان ثان")
        answer = desk.post(page, {"field": "title", "seen": seen})
        meeting.refresh_from_db()
        assert answer.status_code == 200
        assert "somebody" in answer.context["problem"] or "شخص آخر" in answer.context["problem"]
        assert meeting.title == "عنوان ثان"

    def test_who_chose_nothing_is_told_so_and_not_of_others(self, desk, meeting):
        press(desk, meeting, title="عنوان أول")
        told = give_back(desk, meeting).context["problem"]
        assert told
        assert "شخص" not in told
        assert "somebody" not in told

    def test_a_comment_that_was_deleted_comes_back_with_the_comments_as_a_whole(
        self, desk, meeting
    ):
        form = form_of(desk.get(change_page(meeting)))
        [row] = [name for name, value in form.items() if value == "3" and name.endswith("-number")]
        press(desk, meeting, **{row.replace("number", "DELETE"): "on"})
        assert meeting.comments.count() == 8
        assert uncovered(meeting) == []
        give_back(desk, meeting, "comments")
        assert [one.number for one in meeting.comments.all()] == list(range(1, 10))
        assert meeting.curated == []
        assert uncovered(meeting) == []

    def test_one_comment_is_given_back_alone(self, desk, meeting):
        texts = {one.number: one.text for one in meeting.comments.all()}
        form = form_of(desk.get(change_page(meeting)))
        press(desk, meeting, **{"comments-2-text": "نص آخر", "comments-4-text": "وآخر"})
        assert form["comments-2-number"] == "3"
        give_back(desk, meeting, "comments-3")
        third, fifth = meeting.comments.get(number=3), meeting.comments.get(number=5)
        assert (third.text, third.curated) == (texts[3], False)
        assert (fifth.text, fifth.curated) == ("وآخر", True)


def deed(desk, article: Article, name: str, part, place: str = "", page: str = ""):
    prefix = "comments" if isinstance(part, Comment) else "related_links"
    return press(desk, article, page, _deed=f"{name}:{prefix}-{part.pk}{place}")


def division(desk, article: Article, words: str) -> str:
    """The button that divides something before these words."""
    page = html.unescape(desk.get(change_page(article)).content.decode())
    return re.search(rf'value="(part:[^"]*)"><bdi>{re.escape(words)}', page)[1]


class TestArranging:
    @pytest.fixture
    def numbers(self, meeting):
        return lambda: [one.number for one in meeting.comments.all()]

    def test_comments_move_and_every_public_list_follows(self, desk, client, meeting, numbers):
        third = meeting.comments.get(number=3)
        answer = deed(desk, meeting, "up", third)
        assert answer.status_code == 302
        assert answer["Location"].endswith("#comment-3-form")
        assert numbers() == [1, 3, 2, 4, 5, 6, 7, 8, 9]
        assert not meeting.comments.filter(curated=True).exists()
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert page.index('id="comment-3"') < page.index('id="comment-2"')
        told = client.get(reverse("api:article", args=[meeting.pk])).json()
        assert [one["number"] for one in told["comments"]][:3] == [1, 3, 2]
        cited = json.loads(re.search(r'application/ld\+json">(.*?)</script>', page, re.S)[1])
        assert cited["comment"][1]["url"].endswith("#comment-3")
        Capture.objects.update(reader_version=0)
        list(reparse(apply=True))
        assert numbers() == [1, 3, 2, 4, 5, 6, 7, 8, 9]

    def test_what_has_no_neighbour_stays_and_that_is_said(self, desk, meeting, numbers):
        answer = deed(desk, meeting, "up", meeting.comments.get(number=1))
        assert answer.status_code == 200
        assert answer.context["unsaved"]
        assert numbers() == list(range(1, 10))

    def test_a_comment_is_hidden_and_shown_by_a_button_with_what_else_was_typed(
        self, desk, meeting
    ):
        fourth = meeting.comments.get(number=4)
        press(desk, meeting, _deed=f"hide:comments-{fourth.pk}", byline="كاتب")
        fourth.refresh_from_db()
        assert (fourth.hidden, meeting.byline) == (True, "كاتب")
        deed(desk, meeting, "show", fourth)
        fourth.refresh_from_db()
        assert not fourth.hidden

    def test_a_comment_divided_in_two_stays_so_and_can_be_given_back(self, desk, meeting, numbers):
        third = meeting.comments.get(number=3)
        before = third.text
        third.text = "الشطر الأول من الكلام. الشطر الثاني منه"
        third.save()
        press(desk, meeting, _deed=division(desk, meeting, "الشطر الثاني منه"))
        assert numbers() == [1, 2, 3, 10, 4, 5, 6, 7, 8, 9]
        first, second = meeting.comments.get(number=3), meeting.comments.get(number=10)
        assert (first.text, second.text) == ("الشطر الأول من الكلام.", "الشطر الثاني منه")
        assert first.curated
        assert second.curated
        Capture.objects.update(reader_version=0)
        list(reparse(apply=True))
        assert numbers() == [1, 2, 3, 10, 4, 5, 6, 7, 8, 9]
        give_back(desk, meeting, "comments")
        assert numbers() == list(range(1, 10))
        assert meeting.comments.get(number=3).text == before

    def test_a_comment_divided_off_has_its_own_lines_of_the_capture(self, desk, meeting):
        third = meeting.comments.get(number=3)
        start, end = third.span
        words = third.text.split()
        behind = " ".join(words[len(words) // 2 :])
        before = third.text[: third.text.index(behind)]
        third.text = f"{before.rstrip()}.\n{behind}"
        third.save()
        press(desk, meeting, _deed=division(desk, meeting, behind[:20]))
        first, second = meeting.comments.get(number=3), meeting.comments.get(number=10)
        middle = meeting.capture.text.index(behind[:20], start)
        assert (first.span, second.span) == ([start, middle], [middle, end])
        assert uncovered(meeting) == []

    def test_a_half_of_a_hidden_comment_is_hidden(self, desk, meeting):
        Comment.objects.filter(article=meeting, number=3).update(
            text="أول الكلام. ثاني الكلام", hidden=True
        )
        press(desk, meeting, _deed=division(desk, meeting, "ثاني الكلام"))
        assert meeting.comments.get(number=10).hidden

    def test_joined_comments_divided_where_they_were_joined_have_their_numbers_again(
        self, desk, meeting, numbers
    ):
        Comment.objects.filter(article=meeting, number__in=(3, 4, 5)).update(
            text=Concat(Value("نص رقم "), Cast("number", CharField()))
        )
        third = meeting.comments.get(number=3)
        deed(desk, meeting, "join", third)
        deed(desk, meeting, "join", third)
        press(desk, meeting, _deed=division(desk, meeting, "نص رقم 4"))
        assert numbers() == [1, 2, 3, 4, 6, 7, 8, 9]
        third, fourth = (meeting.comments.get(number=number) for number in (3, 4))
        assert (third.joined, fourth.joined) == ("", "5")
        press(desk, meeting, _deed=division(desk, meeting, "نص رقم 5"))
        assert numbers() == list(range(1, 10))
        assert not meeting.comments.exclude(joined="").exists()

    def test_what_was_changed_is_saved_before_it_is_divided(self, desk, meeting):
        Comment.objects.filter(article=meeting, number=3).update(text="أول الكلام. ثاني الكلام")
        button = division(desk, meeting, "ثاني الكلام")
        answer = press(desk, meeting, _deed=button, **{"comments-2-text": "غيره"})
        assert answer.status_code == 200
        assert meeting.comments.count() == 9

    def test_joined_comments_are_one_whose_two_addresses_lead_there(
        self, desk, client, meeting, numbers
    ):
        Comment.objects.filter(article=meeting, number=7).update(reply_to=4, curated=True)
        third, fourth = (meeting.comments.get(number=number) for number in (3, 4))
        deed(desk, meeting, "join", third)
        joined = meeting.comments.get(number=3)
        assert joined.text == f"{third.text}\n\n{fourth.text}"
        assert numbers() == [1, 2, 3, 5, 6, 7, 8, 9]
        assert meeting.comments.get(number=7).reply_to == 3
        page = client.get(meeting.get_absolute_url()).content.decode()
        assert page.count('id="comment-4"') == 1
        assert uncovered(meeting) == []
        Capture.objects.update(reader_version=0)
        list(reparse(apply=True))
        meeting.refresh_from_db()
        assert numbers() == [1, 2, 3, 5, 6, 7, 8, 9]
        deed(desk, meeting, "join", joined)
        assert meeting.comments.get(number=3).joined == "4 5"
        give_back(desk, meeting, "comments-3")
        assert numbers() == list(range(1, 10))
        assert [meeting.comments.get(number=one).text for one in (3, 4)] == [
            third.text,
            fourth.text,
        ]

    def test_the_number_of_a_comment_that_was_joined_is_never_given_again(self, desk, meeting):
        deed(desk, meeting, "join", meeting.comments.get(number=8))
        assign(desk, meeting, "comment", line_with(meeting, meeting.paragraphs[-1][:40]))
        assert meeting.comments.filter(number=10).exists()

    def test_a_headline_that_holds_two_is_divided_and_two_halves_are_joined(self, desk, memorandum):
        headlines = list(memorandum.related_links.values_list("headline", flat=True))
        first = memorandum.related_links.first()
        deed(desk, memorandum, "join", first)
        one = memorandum.related_links.first()
        assert one.headline == f"{headlines[0]} {headlines[1]}"
        press(
            desk, memorandum, _deed=division(desk, memorandum, " ".join(one.headline.split()[2:8]))
        )
        now = list(memorandum.related_links.values_list("headline", flat=True))
        assert now[0] == " ".join(one.headline.split()[:2])
        assert now[1] == " ".join(one.headline.split()[2:])
        assert now[2:] == headlines[2:]
        Capture.objects.update(reader_version=0)
        list(reparse(apply=True))
        assert list(memorandum.related_links.values_list("headline", flat=True)) == now
        give_back(desk, memorandum, "related_links")
        assert list(memorandum.related_links.values_list("headline", flat=True)) == headlines

    def test_a_version_before_a_join_is_restored_with_both(self, desk, meeting, numbers):
        press(desk, meeting, byline="كاتب")
        deed(desk, meeting, "join", meeting.comments.get(number=3))
        version = versions_of(meeting)[1].revision_id
        restore = reverse("admin:archive_article_restore", args=[meeting.pk, version])
        shown = desk.post(restore)
        assert desk.post(change_page(meeting), form_of(shown)).status_code == 302
        assert numbers() == list(range(1, 10))
        assert meeting.comments.get(number=3).joined == ""


def test_it_is_said_once_that_what_moves_a_comment_saves_the_form(desk, meeting):
    for page in (change_page(meeting), page_of("comments", meeting)):
        assert desk.get(page).text.count("deeds-note") == 1


class TestManyComments:
    @pytest.fixture
    def long(self, meeting):
        Comment.objects.bulk_create(
            Comment(article=meeting, number=number, position=number, text=f"تعليق {number}")
            for number in range(10, 501)
        )
        return meeting

    def test_they_have_pages_of_their_own_and_the_form_stays_light(self, desk, long):
        page = desk.get(change_page(long))
        assert page_of("comments", long) in page.content.decode()
        assert not any(name.startswith("comments-") for name in form_of(page))
        shown = desk.get(page_of("comments", long) + "?p=3")
        assert form_of(shown)["comments-TOTAL_FORMS"] == str(PER_PAGE + 1)

    def test_the_pages_ask_as_little_of_the_database_as_for_few(
        self, desk, long, django_assert_max_num_queries
    ):
        for page in (change_page(long), page_of("comments", long)):
            desk.get(page)
            with django_assert_max_num_queries(45):
                desk.get(page)

    def test_what_is_changed_on_a_page_leaves_the_others_alone(self, desk, long):
        page = page_of("comments", long) + "?p=3"
        press(desk, long, page, **{"comments-0-text": "نص مصحح", "_continue": "1"})
        changed = long.comments.filter(curated=True)
        assert [(one.number, one.text) for one in changed] == [(51, "نص مصحح")]
        assert long.comments.count() == 500
        assert long.curated == []

    def test_a_comment_crosses_to_the_next_page(self, desk, long):
        page = page_of("comments", long)
        last = long.comments.all()[PER_PAGE - 1]
        answer = deed(desk, long, "down", last, page=page)
        assert answer.status_code == 302
        assert long.comments.all()[PER_PAGE] == last

    def test_two_curators_on_one_page_lose_nothing(self, desk, long):
        page = page_of("comments", long)
        form = form_of(desk.get(page))
        Comment.objects.filter(article=long, number=2).update(text="نص الأول")
        answer = desk.post(page, {**form, "comments-1-text": "نص الثاني"})
        assert answer.status_code == 200
        assert answer.context["meanwhile"]
        assert long.comments.get(number=2).text == "نص الأول"

    def test_a_former_version_is_restored_with_all_of_them(self, desk, long):
        press(desk, long, title="عنوان أول")
        press(desk, long, title="عنوان ثان")
        version = versions_of(long)[1].revision_id
        shown = desk.post(reverse("admin:archive_article_restore", args=[long.pk, version]))
        desk.post(change_page(long), form_of(shown))
        long.refresh_from_db()
        assert (long.title, long.comments.count()) == ("عنوان أول", 500)


class TestPreview:
    def test_the_public_page_is_shown_of_what_is_not_saved(self, desk, meeting):
        Article.objects.filter(pk=meeting.pk).update(status="draft")
        form = form_of(desk.get(change_page(meeting)))
        sent = {**form, "title": "عنوان لم يحفظ", "comments-0-text": "تعليق لم يحفظ"}
        answer = desk.post(page_of("preview", meeting), sent)
        page = answer.content.decode()
        assert "عنوان لم يحفظ" in page
        assert "تعليق لم يحفظ" in page
        assert 'class="preview-note"' in page
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]
        assert "ld+json" not in page
        after = Article.objects.get(pk=meeting.pk)
        assert (after.title, after.curated, after.status) == (meeting.title, [], "draft")
        assert not versions_of(meeting).exists()
        assert b"messagelist" not in desk.get(change_page(meeting)).content

    def test_a_draft_is_shown_as_it_is_saved(self, desk, meeting):
        Article.objects.filter(pk=meeting.pk).update(status="draft")
        answer = desk.get(page_of("preview", meeting))
        assert meeting.title in html.unescape(answer.content.decode())

    def test_a_form_with_a_mistake_is_shown_instead(self, desk, meeting):
        form = form_of(desk.get(change_page(meeting)))
        answer = desk.post(page_of("preview", meeting), {**form, "title": ""})
        assert answer.context["errors"]
