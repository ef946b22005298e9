"""Comments that are hidden, and authors who are shown under another name, at every door."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from archive.curation import moderation
from archive.curation.history import step_of, versions_of
from archive.curation.roles import CONTRIBUTOR, CURATOR, READER
from archive.intake.reparsing import reparse
from archive.models import Article, Comment, Pseudonym
from archive.patterns import pattern
from archive.text import fold
from search import engine
from tests.archive.desk import Desk, sit_down
from tests.archive.doors import addresses, telling
from tests.archive.test_kinship import NEWS, named, row

LIST = reverse("admin:archive_comment_changelist")
SAID, NAME, OTHER_SPELLING = "قنطروسيا", "برمكانوس الأول", "برمكانوس الاوّل"
FIRST = "برمكانوس"
BAD = {"author": NAME, "text": f"قال {SAID} هنا"}
GOOD = {"author": "سعاد", "text": f"أرد على {FIRST} وأقول كلاما"}


@pytest.fixture
def desk(db) -> Desk:
    return sit_down("أمل", CURATOR)


@pytest.fixture
def archive(import_rows) -> tuple[Article, Article]:
    """Two articles below which the same person writes, in two spellings of the name."""
    import_rows(
        row("one", NEWS, "واج", date="2022-03-01", captured_at="2022-03-05", comments=[BAD, GOOD]),
        row(
            "two", "نص آخر.", "الصحيفة", comments=[{**BAD, "author": OTHER_SPELLING, "text": "نعم"}]
        ),
    )
    return named("one"), named("two")


def doors(article: Article, *words: str) -> list[str]:
    others = Article.objects.exclude(pk=article.pk)
    return list(dict.fromkeys(addresses(article, words, list(others))))


def listed(desk: Desk, **asked: str) -> set[str]:
    return {comment.text for comment in desk.get(LIST, asked).context["cl"].result_list}


def bad() -> Comment:
    return Comment.objects.get(text=BAD["text"])


def test_the_newest_comments_come_first_and_are_found_in_any_spelling(archive, desk):
    shown = desk.get(LIST).context["cl"].result_list
    assert [comment.text for comment in shown] == ["نعم", GOOD["text"], BAD["text"]]
    assert listed(desk, q="قَنْطَـروسيا") == {BAD["text"]}
    assert listed(desk, q="برمكانوس الاول") == {BAD["text"], "نعم"}
    assert listed(desk, q="سُعاد") == {GOOD["text"]}
    assert listed(desk, q="سعاد قنطروسيا") == set()
    assert listed(desk, hidden__exact="1") == set()
    assert listed(desk, source=str(archive[1].source_id)) == {"نعم"}


def test_a_hidden_comment_leaves_every_door_at_once_and_comes_back_whole(archive, desk):
    one, _two = archive
    reader, every = Client(), doors(one, SAID)
    before = telling(reader, every, SAID, NAME)
    assert len(before) > 12
    counted = reader.get("/about/").content
    response = desk.post(reverse("admin:archive_comment_hide", args=[bad().pk]))
    assert response.status_code == 302
    assert telling(reader, every, SAID, NAME) == {}
    assert reader.get("/about/").content != counted
    assert one.pk not in reader.get(f"/search/?q={SAID}&export=jsonl").getvalue().decode()
    assert not engine.drift(thorough=True)
    desk.post(reverse("admin:archive_comment_restore", args=[bad().pk]))
    assert telling(reader, every, SAID, NAME) == before


def test_hiding_is_in_the_history_of_the_article(archive, desk):
    desk.post(reverse("admin:archive_comment_hide", args=[bad().pk]))
    now, before = (step_of(version) for version in versions_of(archive[0]))
    assert (now.by, now.sheet["comments-1"]["hidden"]) == ("أمل", "on")
    assert (before.by, before.sheet["comments-1"]["hidden"]) == ("", "")


def test_many_are_hidden_and_shown_at_once(archive, desk):
    every = list(Comment.objects.values_list("pk", flat=True))
    desk.post(LIST, {"action": "hide", "_selected_action": every})
    assert Comment.objects.filter(hidden=True).count() == 3
    assert engine.drift(thorough=True).articles == ()
    desk.post(LIST, {"action": "restore", "_selected_action": every[:2]})
    assert Comment.objects.filter(hidden=True).count() == 1


def test_a_hidden_comment_stays_hidden_whatever_number_a_later_capture_gives_it(
    archive, desk, import_rows
):
    desk.post(reverse("admin:archive_comment_hide", args=[bad().pk]))
    new = {"author": "سلمى", "text": "تعليق جديد"}
    again = [new, BAD, GOOD]
    import_rows(row("one", NEWS, "واج", captured_at="2022-04-01", comments=again))
    hidden = archive[0].comments.filter(hidden=True)
    assert [(comment.number, comment.text) for comment in hidden] == [(2, BAD["text"])]
    list(reparse(apply=True))
    assert [comment.number for comment in archive[0].comments.filter(hidden=True)] == [2]


@pytest.mark.parametrize("role", [READER, CONTRIBUTOR])
def test_only_those_who_decide_moderate(archive, role):
    somebody = sit_down("زميل", role)
    assert "formaction" not in somebody.get(LIST).content.decode()
    assert somebody.post(reverse("admin:archive_comment_hide", args=[bad().pk])).status_code == 403
    somebody.post(LIST, {"action": "hide", "_selected_action": [bad().pk]})
    assert not bad().hidden
    assert somebody.post(reverse("admin:archive_pseudonym_add"), {"name": NAME}).status_code == 403


def test_the_list_answers_in_few_queries(archive, desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        desk.get(LIST, {"q": "قنطروسيا"})


class TestPseudonyms:
    @pytest.fixture
    def named_otherwise(self, archive, desk) -> Pseudonym:
        self.give(desk)
        return Pseudonym.objects.get()

    def give(self, desk: Desk, **sent: str):
        data = {"name": NAME, "shown_as": "قارئ 7", "apply": "1", **sent}
        return desk.post(reverse("admin:archive_pseudonym_add"), data)

    def test_what_would_change_is_shown_and_nothing_is_done(self, archive, desk):
        response = desk.get(reverse("admin:archive_pseudonym_add"), {"name": NAME})
        assert (response.context["comments"], response.context["articles"]) == (2, 2)
        html = response.content.decode()
        assert archive[0].title in html
        assert GOOD["text"] not in html  # it says the first name alone
        response = desk.post(
            reverse("admin:archive_pseudonym_add"), {"name": FIRST, "shown_as": "قارئ"}
        )
        assert response.context["comments"] == 0
        assert [one.text for one in response.context["mentions"].comments] == [GOOD["text"]]
        assert not Pseudonym.objects.exists()

    def test_the_name_is_nowhere_a_reader_can_get_it(self, archive, desk):
        one, two = archive
        reader = Client()
        every = [*doors(one, NAME, "الأول"), *doors(two, NAME)]
        spellings = (NAME, OTHER_SPELLING)
        before = telling(reader, every, *spellings)
        assert len(before) > 20
        self.give(desk)
        assert telling(reader, every, *spellings) == {}
        assert telling(reader, every, "قارئ 7")
        assert not engine.drift(thorough=True)

    def test_a_search_for_the_name_does_not_find_what_was_said_under_it(self, archive, desk):
        two = archive[1]
        asked = "/search/?q=تعليق:برمكانوس"
        assert two.pk in Client().get(asked).content.decode()
        self.give(desk)
        assert two.pk not in Client().get(asked).content.decode()
        assert two.pk in Client().get("/search/?q=تعليق:قارئ").content.decode()

    def test_the_bytes_are_for_those_alone_who_may_see_captures(
        self, named_otherwise, archive, desk
    ):
        capture = f"{archive[0].get_absolute_url()}capture.txt"
        assert Client().get(capture).status_code == 404
        assert desk.get(capture).status_code == 200

    def test_a_capture_of_before_does_not_tell_it_either(self, archive, desk, import_rows):
        one = archive[0]
        import_rows(row("one", NEWS, "واج", captured_at="2022-04-01", comments=[GOOD]))
        newest = one.captures.get(captured_at__month=4)
        address = f"{one.get_absolute_url()}captures/{newest.sha256}/"
        assert NAME in Client().get(address).content.decode()
        self.give(desk)
        html = Client().get(address).content.decode()
        assert NAME not in html
        assert "قارئ 7" in html

    def test_later_imports_and_readings_bear_it_by_themselves(
        self, named_otherwise, archive, import_rows
    ):
        comments = [{"author": OTHER_SPELLING, "text": "جديد"}]
        import_rows(row("three", "نص ثالث.", comments=comments))
        import_rows(
            row("one", NEWS, "واج", captured_at="2022-04-01", comments=[BAD, GOOD, *comments])
        )
        list(reparse(apply=True))
        assert not Comment.objects.filter(author__contains=FIRST).exists()
        assert Comment.objects.filter(pseudonym=named_otherwise).count() == 4
        assert set(Comment.objects.filter(text="جديد").values_list("author", "author_printed")) == {
            ("قارئ 7", OTHER_SPELLING)
        }

    def test_reading_again_changes_nothing(self, named_otherwise, archive):
        assert all(not found for _article, found, _problem in reparse())

    def test_who_types_the_name_again_does_not_bring_it_back(self, named_otherwise, archive):
        comment = archive[0].comments.get(text=GOOD["text"])
        comment.author = NAME
        comment.save()
        assert comment.author == "قارئ 7"

    def test_it_is_taken_back_letter_by_letter(self, archive, desk):
        before = list(Comment.objects.order_by("pk").values())
        self.give(desk)
        pseudonym = Pseudonym.objects.get()
        page = reverse("admin:archive_pseudonym_delete", args=[pseudonym.pk])
        assert pseudonym.name in desk.get(page).content.decode()
        desk.post(page)
        assert list(Comment.objects.order_by("pk").values()) == before
        assert not Pseudonym.objects.exists()
        assert not engine.drift(thorough=True)

    def test_what_is_shown_can_be_changed(self, named_otherwise, desk):
        page = reverse("admin:archive_pseudonym_change", args=[named_otherwise.pk])
        assert NAME in desk.get(page).content.decode()
        desk.post(page, {"shown_as": "متابع"})
        assert set(Comment.objects.exclude(pseudonym=None).values_list("author", flat=True)) == {
            "متابع"
        }
        desk.post(reverse("admin:archive_pseudonym_delete", args=[named_otherwise.pk]))
        assert Comment.objects.filter(author=NAME).exists()

    def test_what_takes_long_is_done_in_parts(self, archive, desk, monkeypatch):
        monkeypatch.setattr(moderation, "PATIENCE", 0)
        monkeypatch.setattr(moderation, "AT_ONCE", 1)
        ticks = iter(range(100))
        monkeypatch.setattr(moderation, "monotonic", lambda: next(ticks) / 2)
        response = self.give(desk)
        assert Comment.objects.filter(pseudonym=None, author__contains=FIRST).count() == 2
        page = desk.get(response.headers["Location"])
        assert page.context["left"] == 2
        monkeypatch.setattr(moderation, "PATIENCE", 100)
        desk.post(response.headers["Location"], {"shown_as": "قارئ 7"})
        assert not Comment.objects.filter(author__contains=FIRST).exists()

    @pytest.mark.parametrize(
        ("name", "shown_as"),
        [("", "قارئ"), ("!!", "قارئ"), (NAME, ""), (NAME, "!!"), (NAME, f"ليس {OTHER_SPELLING}")],
    )
    def test_what_would_hide_nothing_is_refused(self, archive, desk, name, shown_as):
        assert self.give(desk, name=name, shown_as=shown_as).status_code == 200
        assert not Pseudonym.objects.exists()

    def test_no_name_has_two_and_none_leads_to_another(self, named_otherwise, desk):
        assert self.give(desk, name=OTHER_SPELLING).status_code == 200
        assert self.give(desk, name="سعاد", shown_as=OTHER_SPELLING).status_code == 200
        assert Pseudonym.objects.count() == 1

    def test_it_is_in_the_history_of_each_article(self, named_otherwise, archive):
        for article in archive:
            now, before = (step_of(version) for version in versions_of(article))
            assert now.by == "أمل"
            assert now.sheet["comments-1"]["author"] == "قارئ 7"
            assert FIRST in before.sheet["comments-1"]["author"]


@pytest.mark.parametrize(
    "printed",
    ["الإسرائيلي", "الاسرائيلى", "الإســـرائيليّ", "ٱلإِسْرَائِيلِيّ", "ﺍﻻﺳﺮﺍﺋﻴﻠﻲ".replace("ﻻ", "لا")],
)
def test_a_pattern_finds_every_spelling_that_folds_alike(printed):
    assert re.search(pattern(fold("الإسرائيلي")), f"قال {printed} اليوم")


def test_a_pattern_takes_signs_for_themselves():
    assert re.search(pattern("covid 19"), "COVID-19")
    assert not re.search(pattern("a.c"), "abc")
