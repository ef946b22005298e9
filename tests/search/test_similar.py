"""Which articles an article's page names as being about the same."""

import pytest

from archive.models import Article
from search.similar import similar, telling_words


def read(article):
    return Article.objects.with_keyword_uses().get(pk=article.pk)


def titles(article):
    return [one.title for one in similar(read(article))]


@pytest.fixture
def festival(import_text):
    return import_text("افتتاح مهرجان الربيع الثقافي في تطوان\n\nافتتح الوالي المهرجان.")


def test_articles_that_share_many_words_are_named_and_those_of_one_common_word_are_not(
    festival, import_text
):
    import_text("مهرجان الربيع الثقافي يختتم في تطوان\n\nاختتم المهرجان أمس.")
    for number in range(3):
        import_text(f"افتتاح معرض السيارات رقم {number}\n\nفتح المعرض أبوابه للزوار.")
    assert titles(festival) == ["مهرجان الربيع الثقافي يختتم في تطوان"]


def test_a_headline_is_named_once_and_its_own_not_at_all(festival, import_text):
    for number in range(2):
        import_text(f"مهرجان الربيع الثقافي في تطوان\n\nانطلق مرة {number}.")
        import_text(f"افتتاح مهرجان الرّبيع الثقافيّ في تطوان\n\nنقلا عن الوكالة {number}.")
    assert titles(festival) == ["مهرجان الربيع الثقافي في تطوان"]


def test_editions_are_told_as_editions_and_not_as_alike(festival, import_text):
    import_text("مهرجان الربيع الثقافي يختتم في تطوان\n\nاختتم المهرجان أمس.")
    edition = import_text("تطوان تفتتح مهرجان الربيع الثقافي\n\nافتتح الوالي المهرجان.")
    Article.objects.filter(pk__in=[festival.pk, edition.pk]).update(group=festival.pk)
    assert titles(festival) == ["مهرجان الربيع الثقافي يختتم في تطوان"]


def test_numbers_and_what_stands_for_a_sign_tell_nothing(db):
    article = Article(title="لقاء &#8211; &quot;تطوان&quot; 8211 في ٢٠٢٢")
    article.save()
    assert [word.typed for word in telling_words(read(article))] == ["لقاء", "تطوان"]


def test_a_headline_without_words_is_like_none(db):
    article = Article(pk="x", title="2022")
    article.save()
    assert similar(read(article)) == []
