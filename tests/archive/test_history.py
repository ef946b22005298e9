"""Who changed what when, and getting back what was there before."""

import csv
import html
import io
import json

import pytest
from django.urls import reverse
from reversion.models import Revision, Version

from archive.curation.history import kept, versions_of
from archive.models import Article, Flag, Keyword
from search import engine
from search.asking import Asked
from search.query import parse
from tests.archive.test_admin import CONFIRMED, change_page, curator, desk, form_of, row, save

__all__ = ["curator", "desk"]


@pytest.fixture
def discussed(memorandum) -> Article:
    """An article with keywords, links and a comment."""
    memorandum.comments.create(number=4, author="سالم", text="تعليق قارئ")
    return memorandum


def history_of(desk, article: Article) -> str:
    response = desk.get(reverse("admin:archive_article_history", args=[article.pk]))
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def restore(desk, article: Article, steps_back: int, **changes: str) -> Article:
    """Restore as a curator does: from the history to the filled form, and save that."""
    version = versions_of(article)[steps_back]
    page = reverse("admin:archive_article_restore", args=[article.pk, version.revision_id])
    names = Keyword.objects.count()
    filled = desk.post(page)
    assert filled.status_code == 200
    assert Keyword.objects.count() == names
    response = desk.post(change_page(article), {**form_of(filled), **changes})
    assert response.status_code == 302, response.context["errors"]
    return Article.objects.get(pk=article.pk)


def test_a_change_is_shown_with_who_made_it_word_by_word(desk, curator, meeting):
    before = meeting.title
    save(desk, meeting, title=f"{before} مصححا")
    page = history_of(desk, meeting)
    assert curator.get_username() in page
    assert "<ins> مصححا</ins>" in page
    assert meeting.capture.name in page


def test_a_version_holds_the_article_with_comments_keywords_and_links(desk, discussed):
    comment = discussed.comments.first()
    prefix = row(desk, discussed, "comments", id=comment.pk)
    save(desk, discussed, **{f"{prefix}-text": "نص مصحح"})
    held = versions_of(discussed)[0].revision.version_set.values_list("serialized_data", flat=True)
    models = [json.loads(one)[0]["model"] for one in held]
    assert models.count("archive.comment") == discussed.comments.count()
    assert models.count("archive.articlekeyword") == discussed.article_keywords.count()
    assert models.count("archive.relatedlink") == discussed.related_links.count()


def test_saving_without_a_change_adds_no_version(desk, meeting):
    save(desk, meeting, title="عنوان مصحح")
    count = Version.objects.count()
    save(desk, meeting)
    assert Version.objects.count() == count


def test_an_import_of_new_articles_writes_no_history(seeds):
    assert not Revision.objects.exists()


def test_what_an_import_changed_is_in_the_history_as_the_imports(desk, import_files, tmp_path):
    for day, title in (
        ("2022-03-01", "خبر أول"),
        ("2022-03-02", "خبر ثان"),
        ("2022-03-03", "خبر ثالث"),
    ):
        file = tmp_path / f"{day}.jsonl"
        page = {"title": title, "url": "https://paper.example/1", "captured_at": day}
        file.write_text(json.dumps(page))
        import_files(file)
    page = history_of(desk, Article.objects.get())
    steps = page.split("<section")[1:]
    assert [
        f"2022-03-0{day}.jsonl" in step for day, step in zip((3, 2, 1), steps, strict=True)
    ] == [True] * 3
    assert "<del>ثان</del><ins>ثالث</ins>" in steps[0]
    assert "<del>أول</del><ins>ثان</ins>" in steps[1]


def test_a_restored_version_goes_through_the_door_of_an_edit(
    desk, meeting, django_capture_on_commit_callbacks
):
    former = meeting.title
    save(desk, meeting, title="زرافة")
    Article.objects.filter(pk=meeting.pk).update(curated=[], settled=True)
    with django_capture_on_commit_callbacks(execute=True):
        restored = restore(desk, meeting, 1)
    assert restored.title == former
    assert restored.curated == ["title"]
    assert not restored.settled
    assert engine.find(Asked(parse("زرافة"))).total == 0
    assert len(versions_of(meeting)) == 3


def test_restoring_writes_nothing_until_it_is_saved(desk, meeting):
    save(desk, meeting, title="عنوان مصحح")
    count = Version.objects.count()
    page = reverse(
        "admin:archive_article_restore", args=[meeting.pk, versions_of(meeting)[1].revision_id]
    )
    assert "<ins>" not in desk.post(page).content.decode()
    assert Article.objects.get(pk=meeting.pk).title == "عنوان مصحح"
    assert Version.objects.count() == count
    assert desk.get(page).status_code == 403


def test_deleted_comments_and_keywords_come_back_as_they_were(desk, discussed):
    comment, use = discussed.comments.first(), discussed.article_keywords.first()
    name, position = use.keyword.name, use.position
    number, text = comment.number, comment.text
    deleted = {
        f"{row(desk, discussed, 'comments', id=comment.pk)}-DELETE": "on",
        f"{row(desk, discussed, 'article_keywords', id=use.pk)}-DELETE": "on",
    }
    save(desk, discussed, **deleted)
    Keyword.objects.filter(name=name).delete()
    restored = restore(desk, discussed, 1)
    assert restored.comments.get(number=number).text == text
    assert restored.article_keywords.get(keyword__name=name).position == position


def test_restoring_takes_no_decision_on_a_flag_back(desk, curator, meeting):
    save(desk, meeting, title="عنوان مصحح")
    flag = meeting.flags.get(kind="source_missing")
    page = reverse("admin:archive_flag_changelist")
    desk.post(page, {"action": "dismiss", "_selected_action": [flag.pk], **CONFIRMED})
    restore(desk, meeting, 2)
    flag.refresh_from_db()
    assert (flag.status, flag.decided_by) == (Flag.Status.DISMISSED, curator)


def test_actions_on_many_articles_are_each_in_its_history(desk, curator, seeds):
    page = reverse("admin:archive_article_changelist")
    desk.post(page, {"action": "hide", "_selected_action": [one.pk for one in seeds]})
    for article in seeds:
        assert "<del>منشور</del><ins>مخفي</ins>" in history_of(desk, article)


def test_the_log_is_a_table_that_no_spreadsheet_takes_for_formulas(desk, meeting):
    save(desk, meeting, title='=HYPERLINK("http://evil.example")')
    response = desk.get(reverse("admin:archive_article_log"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    head, *lines = csv.reader(io.StringIO(text))
    assert head == ["when", "who", "id", "entry", "field", "before", "after"]
    [line] = lines
    assert line[1:3] == ["curator", meeting.pk]
    assert line[6] == '\'=HYPERLINK("http://evil.example")'


def test_a_renamed_keyword_has_a_history_and_can_be_restored(desk, memorandum):
    keyword = Keyword.objects.get(name="المغرب")
    page = reverse("admin:archive_keyword_change", args=[keyword.pk])
    assert (
        desk.post(page, {**form_of(desk.get(page)), "name": "المملكة المغربية"}).status_code == 302
    )
    version = versions_of(keyword)[1]
    filled = desk.post(
        reverse("admin:archive_keyword_restore", args=[keyword.pk, version.revision_id])
    )
    assert desk.post(page, form_of(filled)).status_code == 302
    keyword.refresh_from_db()
    assert keyword.name == "المغرب"


def test_a_long_history_is_shown_in_pages(desk, curator, meeting):
    for number in range(30):
        with kept(meeting, curator):
            meeting.byline = f"كاتب {number}"
            meeting.save()
    address = reverse("admin:archive_article_history", args=[meeting.pk])
    first, second = (desk.get(address, {"p": page}).content.decode() for page in (1, 2))
    assert (first.count("<section"), second.count("<section")) == (25, 6)
    assert "<del>4</del><ins>5</ins>" in first
    assert "<del>3</del><ins>4</ins>" in second


class TestADeletedArticle:
    @pytest.fixture
    def deleted(self, desk, discussed) -> Article:
        save(desk, discussed, title="عنوان مصحح قبل الحذف")
        desk.post(reverse("admin:archive_article_delete", args=[discussed.pk]), {"post": "yes"})
        assert not Article.objects.filter(pk=discussed.pk).exists()
        return discussed

    def bring_back(self, desk, pk: str):
        return desk.post(reverse("admin:archive_article_deletions"), {"identity": pk}, follow=True)

    def test_is_listed_with_who_deleted_it(self, desk, curator, deleted):
        page = desk.get(reverse("admin:archive_article_deletions")).content.decode()
        assert "عنوان مصحح قبل الحذف" in page
        assert curator.get_username() in page

    def test_comes_back_as_a_draft_and_what_it_was_from_its_history(
        self, desk, client, seeds, deleted
    ):
        assert client.get(deleted.get_absolute_url()).status_code == 410
        page = self.bring_back(desk, deleted.pk)
        assert page.status_code == 200
        back = Article.objects.get(pk=deleted.pk)
        assert back.status == Article.Status.DRAFT
        assert back.capture.article == back
        assert client.get(deleted.get_absolute_url()).status_code != 200
        restored = restore(desk, back, 0)
        assert restored.title == "عنوان مصحح قبل الحذف"
        assert restored.comments.get(number=4).text == "تعليق قارئ"
        save(desk, restored, status="published")
        assert client.get(deleted.get_absolute_url()).status_code == 200

    def test_is_found_again_once_it_is_published(
        self, desk, deleted, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            self.bring_back(desk, deleted.pk)
        back = Article.objects.get(pk=deleted.pk)
        headline = Asked(parse(f'"{back.title}"'))
        assert engine.find(headline).total == 0
        with django_capture_on_commit_callbacks(execute=True):
            save(desk, back, status="published")
        assert engine.find(headline).total == 1

    def test_says_so_where_its_captured_file_is_lost(self, desk, deleted, monkeypatch):
        monkeypatch.setattr("archive.captures.load", lost)
        page = self.bring_back(desk, deleted.pk)
        *_, told = page.context["messages"]
        assert "مفقود" in str(told)
        assert not Article.objects.filter(pk=deleted.pk).exists()

    def test_is_brought_back_once(self, desk, deleted):
        self.bring_back(desk, deleted.pk)
        assert self.bring_back(desk, deleted.pk).status_code == 404


def lost(digest: str) -> bytes:
    raise FileNotFoundError(digest)


def test_what_holds_or_does_not_is_told_by_yes_and_no(desk, discussed):
    comment = discussed.comments.first()
    prefix = row(desk, discussed, "comments", id=comment.pk)
    save(desk, discussed, **{f"{prefix}-hidden": "on"})
    newest = history_of(desk, discussed).split("<section")[1]
    assert "<del>لا</del><ins>نعم</ins>" in newest
    assert ">on<" not in newest


def test_a_value_stands_where_the_lines_of_the_page_begin_and_a_text_runs_its_own_way(
    desk, discussed
):
    comment = discussed.comments.first()
    prefix = row(desk, discussed, "comments", id=comment.pk)
    save(desk, discussed, **{f"{prefix}-hidden": "on", f"{prefix}-text": "English"})
    newest = history_of(desk, discussed).split("<section")[1]
    told = {"English" in cell: 'class="in-line"' in cell for cell in newest.split("<td")[1:]}
    assert told == {True: False, False: True}
