"""Two curators at one desk: the second is told, and nothing is overwritten."""

import html

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from archive.models import Article, Keyword, Source
from tests.archive.test_admin import change_page, form_of
from tests.conftest import MEETING


class Curator:
    """Somebody with a page open, which is sent back as a browser would."""

    def __init__(self, name: str, page: str) -> None:
        self.client, self.page = Client(), page
        self.client.force_login(get_user_model().objects.create_superuser(name))
        self.form = form_of(self.client.get(page))

    def save(self, **changes: str):
        response = self.client.post(self.page, {**self.form, **changes})
        if response.status_code == 200:
            self.form = form_of(response)
        return response

    def prefix(self, kind: str, pk: int) -> str:
        [name] = [
            name
            for name, value in self.form.items()
            if name.startswith(f"{kind}-") and name.endswith("-id") and value == str(pk)
        ]
        return name.removesuffix("-id")


@pytest.fixture
def two(meeting) -> tuple[Curator, Curator]:
    return Curator("first", change_page(meeting)), Curator("second", change_page(meeting))


def shown(response) -> str:
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def now(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def test_who_saves_second_is_told_and_their_own_text_stays_in_the_form(two, meeting):
    first, second = two
    assert first.save(title="عنوان الأول").status_code == 302
    page = shown(second.save(title="عنوان الثاني"))
    assert now(meeting).title == "عنوان الأول"
    assert 'class="module meanwhile"' in page
    assert "<del>الأول</del><ins>الثاني</ins>" in page
    assert second.form["title"] == "عنوان الثاني"


@pytest.mark.parametrize(("choice", "title"), [("own", "عنوان الثاني"), ("stored", "عنوان الأول")])
def test_who_was_told_chooses_field_by_field(two, meeting, choice, title):
    first, second = two
    first.save(title="عنوان الأول")
    second.save(title="عنوان الثاني", byline="كاتب الثاني")
    assert second.save(**{"choice::title": choice}).status_code == 302
    saved = now(meeting)
    assert (saved.title, saved.byline) == (title, "كاتب الثاني")


def test_changes_of_different_fields_are_kept_both(two, meeting):
    first, second = two
    first.save(title="عنوان الأول")
    second.save(byline="كاتب الثاني")
    assert second.form["title"] == "عنوان الأول"
    assert second.save().status_code == 302
    saved = now(meeting)
    assert (saved.title, saved.byline) == ("عنوان الأول", "كاتب الثاني")
    assert saved.curated == ["byline", "title"]


def test_a_third_change_while_choosing_is_told_as_well(two, meeting):
    first, second = two
    first.save(title="عنوان الأول")
    second.save(title="عنوان الثاني")
    first.form = form_of(first.client.get(first.page))
    first.save(title="عنوان ثالث")
    assert "ثالث" in shown(second.save())
    assert now(meeting).title == "عنوان ثالث"


def test_a_comment_both_have_edited_is_disputed(two, meeting):
    first, second = two
    comment = meeting.comments.get(number=3)
    field = f"{first.prefix('comments', comment.pk)}-text"
    first.save(**{field: "نص الأول"})
    page = shown(second.save(**{field: "نص الثاني"}))
    assert f'name="choice:comments-{comment.pk}:text"' in page
    comment.refresh_from_db()
    assert comment.text == "نص الأول"
    second.save()
    comment.refresh_from_db()
    assert comment.text == "نص الثاني"


def test_a_comment_added_meanwhile_is_neither_lost_nor_doubled(two, meeting):
    first, second = two
    new = {"comments-TOTAL_FORMS": "10", "comments-9-text": "تعليق الأول"}
    first.save(**new)
    shown(second.save(**{**new, "comments-9-text": "تعليق الثاني"}))
    assert second.save().status_code == 302
    assert list(meeting.comments.filter(number__gt=9).values_list("number", "text")) == [
        (10, "تعليق الأول"),
        (11, "تعليق الثاني"),
    ]


@pytest.mark.parametrize("edited", [False, True])
def test_a_comment_deleted_meanwhile_comes_back_only_if_it_was_edited(two, meeting, edited):
    first, second = two
    prefix = first.prefix("comments", meeting.comments.get(number=3).pk)
    first.save(**{f"{prefix}-DELETE": "on"})
    second.save(**({f"{prefix}-text": "نص الثاني"} if edited else {"byline": "كاتب"}))
    assert second.save().status_code == 302
    assert list(meeting.comments.filter(number=3).values_list("text", flat=True)) == (
        ["نص الثاني"] if edited else []
    )


def test_a_keyword_and_a_link_changed_meanwhile_are_told(memorandum):
    first, second = (Curator(name, change_page(memorandum)) for name in ("first", "second"))
    use, link = memorandum.article_keywords.first(), memorandum.related_links.first()
    keyword = first.prefix("article_keywords", use.pk)
    headline = f"{first.prefix('related_links', link.pk)}-headline"
    first.save(**{f"{keyword}-DELETE": "on", headline: "عنوان الأول"})
    page = shown(second.save(**{headline: "عنوان الثاني"}))
    assert use.keyword.name in page.partition("</section>")[0]
    assert second.save(**{f"choice:related_links-{link.pk}:headline": "stored"}).status_code == 302
    link.refresh_from_db()
    assert link.headline == "عنوان الأول"
    assert not memorandum.article_keywords.filter(keyword=use.keyword).exists()


def test_an_import_while_the_form_is_open_is_told(two, meeting):
    meeting.source_note = "كما قرئ من جديد"
    meeting.save()
    page = shown(two[1].save(source_note="ملاحظة الثاني"))
    assert "<ins>" in page


def test_what_settling_touches_without_changing_it_stands_in_nobodys_way(
    two, meeting, import_files
):
    Article.objects.update(settled=False)
    import_files(MEETING)
    assert two[1].save(title="عنوان الثاني").status_code == 302


def test_a_form_that_does_not_say_what_it_was_opened_with_overwrites_nothing(two, meeting):
    first, second = two
    first.save(title="عنوان الأول")
    second.form["seen"] = "[1]"
    shown(second.save(title="عنوان الثاني"))
    assert now(meeting).title == "عنوان الأول"


@pytest.mark.parametrize("model", [Source, Keyword])
def test_names_and_their_aliases_are_not_overwritten_either(memorandum, model):
    name = model.objects.filter(articles=memorandum).first()
    page = reverse(f"admin:archive_{model._meta.model_name}_change", args=[name.pk])
    first, second = Curator("first", page), Curator("second", page)
    first.save(name="اسم الأول", **{"aliases-0-name": "لقب الأول"})
    shown(second.save(name="اسم الثاني"))
    assert second.save().status_code == 302
    name.refresh_from_db()
    assert name.name == "اسم الثاني"
    assert {"لقب الأول", "اسم الأول"} <= set(name.aliases.values_list("name", flat=True))
