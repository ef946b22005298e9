"""What a reader is offered while typing, and where nothing was found."""

import json

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from archive.models import Article, Keyword, Source
from search import engine, suggestions
from search.asking import Asked, Facet, Found
from search.layers import Level
from search.query import parse


def way_out(text, **options):
    return suggestions.way_out(Asked(parse(text), **options))


def count(text, level=Level.FORMS):
    return engine.find(Asked(parse(text), level)).total


def texts(offers):
    return [offer.text for offer in offers]


def test_the_word_that_no_article_has_is_named_with_words_that_articles_have(seeds):
    [missing] = way_out("الرباظ المغرب").missing
    assert missing.typed == "الرباظ"
    assert "الرباط" in texts(missing.nearest)
    nearest = missing.nearest[texts(missing.nearest).index("الرباط")]
    assert nearest.count == count("الرباط المغرب") == 2
    assert "%D8%A7%D9%84%D8%B1%D8%A8%D8%A7%D8%B7+" in nearest.url


def test_nearest_words_are_printed_words_and_no_stems(seeds):
    for missing in way_out("الاجتماغ مذكرن").missing:
        assert missing.nearest
        for offer in missing.nearest:
            assert count(offer.text, Level.EXACT)


def test_no_word_that_only_holds_sentences_together_is_offered(import_text):
    import_text("سافر إلى الصين\n\nسافر الوفد إلى الصيف ثم عاد إلى المدينة.")
    [missing] = way_out("الصيم").missing
    assert set(texts(missing.nearest)) == {"الصين", "الصيف"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hgvfh'", "الرباط"),
        ("hgvfhù", "الرباط"),
        ("hglyvf", "المغرب"),
        ("Almgrb", "المغرب"),
        ("AlrbAT", "الرباط"),
    ],
)
def test_text_typed_on_another_keyboard_or_in_buckwalter_is_offered_as_meant(seeds, typed, meant):
    offers = way_out(typed).readings
    assert meant in texts(offers)
    assert offers[texts(offers).index(meant)].count == 2
    assert all(offer.note for offer in offers)


def test_a_reading_whose_words_no_article_prints_is_not_offered(import_text):
    import_text("خبر العاصمة\n\nوصل جانتس إلى المطار.")
    assert count("جانتس") == count("غانتس") == 1
    assert texts(way_out("[hkjs").readings) == ["جانتس"]
    assert way_out("yhkjs").readings == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("=المذكرات", "المذكرات"),
        ('="المذكرات الرباط"', "المذكرات الرباط"),
        ("«الرباط المغرب»", "الرباط المغرب"),
        ("عنوان:لوجستيك", "لوجستيك"),
        ("عنوان:«لوجستيك الرباط»", "لوجستيك الرباط"),
        ("عنوان:لوجستيك الرباط", "لوجستيك الرباط"),
        ("مصدر:الرباط", "الرباط"),
        ("عنوان:لوجستيك | عنوان:الصين", "لوجستيك | عنوان:الصين"),
        ("لوجستيكييي*", "لوجستيك*"),
        ("*ببلوجستيك", "*لوجستيك"),
    ],
)
def test_what_is_asked_too_strictly_is_offered_less_strictly(seeds, typed, offered):
    offers = way_out(typed).looser
    assert offered in texts(offers)
    assert all(offer.count == count(offer.text) > 0 and offer.note for offer in offers)


PIECES = """
    تونس* *ليبيا =مصر covid-19 «مجلس الأمن» ="ا ب" | أو - ( ) عنوان: كلمة: سنة:2022
"""
ASKED = st.lists(st.sampled_from(PIECES.split()))


@given(ASKED.map(" ".join) | ASKED.map("".join) | st.text())
def test_whatever_is_asked_less_strictly_is_another_query(text):
    query = parse(text)
    for clause in query.clauses:
        for _note, some in suggestions.looser(clause):
            for other in some:
                less = query.exchanging(clause, other)
                assert less
                assert less.clauses != query.clauses


@pytest.mark.parametrize(
    ("typed", "offered", "dropped"),
    [
        ("المغرب -المغرب", "المغرب", "-المغرب"),
        ("المغرب سنة:1900", "المغرب", "سنة:1900"),
        ("المغرب من:1900 إلى:1901", "المغرب", "من:1900 إلى:1901"),
        ("المغرب -الرباط سنة:1900", "المغرب", "-الرباط سنة:1900"),
    ],
)
def test_conditions_that_leave_nothing_are_offered_to_be_dropped(seeds, typed, offered, dropped):
    [offer] = [one for one in way_out(typed).without_one if one.note == dropped]
    assert (offer.text, offer.count) == (offered, count(offered))


def test_the_nearest_sources_are_offered_for_one_that_there_is_not(seeds):
    source = Source.objects.create(name="وكالة الأنباء المغربية")
    Article.objects.filter(pk=seeds[0].pk).update(source=source)
    engine.refresh([seeds[0].pk])
    [offer] = way_out("مصدر:«وكاله الانباا المغربيه» الرباط").names
    assert (offer.text, offer.count) == ('مصدر:"وكالة الأنباء المغربية" الرباط', 1)
    assert way_out("مصدر:وكالة الصين").names == []
    assert [missing.typed for missing in way_out("مصدر:وكالة الصين").missing] == ["الصين"]


def test_a_slip_that_only_sounds_like_something_brings_up_the_commoner_word(client, import_text):
    for number in range(4):
        import_text(f"الخبر رقم {number}\n\nسافر الأمير سلمان إلى البلاد.")
    import_text("خبر آخر\n\nسافر سليمن إلى البلاد.")

    def meant(text):
        asked = Asked(parse(text))
        return [(one.text, one.count) for one in suggestions.meant(asked, engine.find(asked))]

    assert count("سلامن") == 1
    assert meant("سلامن") == [("سلمان", 4)]
    assert meant("سافر سلامن") == [("سافر سلمان", 4)]
    assert meant("سلمان") == meant("سليمن") == meant("سافروا") == meant("الصين") == []
    page = client.get(reverse("search:search"), {"q": "سلامن"}).content.decode()
    assert "هل تقصد" in page
    assert "<mark>سليمن</mark>" in page


def test_nothing_more_is_tried_when_the_time_of_a_page_is_over(seeds, monkeypatch):
    """A search that might end after the deadline is not begun."""
    now = [0.0]

    def slow(asked, *_):
        now[0] += 0.2
        return Found(1, ())

    monkeypatch.setattr(suggestions, "monotonic", lambda: now[0])
    monkeypatch.setattr(engine, "find", slow)
    assert way_out("الرباط المغرب -الصين عنوان:تونس «مجلس الأمن» من:1900 =كتب كتابتب*")
    assert now[0] <= suggestions.PATIENCE


def test_what_a_search_that_was_cut_short_found_is_not_promised(seeds, monkeypatch):
    monkeypatch.setattr(engine, "find", lambda *_: Found(1, (), curtailed=True))
    assert not way_out("الرباط -المغرب")


def test_with_one_word_less_the_query_is_offered_with_what_it_finds(seeds):
    offers = way_out("المغرب الصين").without_one
    assert [(offer.text, offer.count, offer.note) for offer in offers] == [("المغرب", 2, "الصين")]


def test_a_wider_level_is_offered_where_it_finds_something(seeds):
    assert way_out("=الصين").wider == []
    [wider] = way_out("المذكرات", level=Level.FOLDED).wider
    assert wider.count == 1
    assert "level" not in wider.url


def test_choices_that_leave_nothing_are_offered_to_be_given_up(seeds):
    found = way_out("المغرب", chosen={Facet.DATE: frozenset({"1999"})})
    assert found.unnarrowed.count == 2


def test_nothing_is_offered_that_finds_nothing(seeds):
    found = way_out("قققققققق ظظظظظظظظ")
    assert [missing.nearest for missing in found.missing] == [[], []]
    assert found.readings == found.without_one == found.looser == found.wider == []
    assert found.unnarrowed is None


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("الربا", "word", "الرباط"),
        ("اجتماع الربا", "word", "اجتماع الرباط"),
        ("أفخ", "keyword", "أفخاي أدرعي"),
        ("افخاى ا", "keyword", "أفخاي أدرعي"),
    ],
)
def test_what_begins_as_typed_is_suggested_in_any_spelling(seeds, typed, kind, text):
    assert (kind, text) in [(one.kind, one.text) for one in suggestions.suggest(typed)]


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("عبدال", {"عبدالله": 2, "عبدالرحمن": 1}),
        ("عبدَالل", {"عبدَالله": 2}),
        ("لعبدالر", {"لعبدالرحمن": 1}),
        ("عبدالم", {"عبدالمنتصر": 1}),
        ("وصل عبدال", {"وصل عبدالله": 1, "وصل عبدالرحمن": 1}),
        ("عبدالع", {}),
    ],
)
def test_a_name_written_together_is_completed_as_its_two_words_are_found(
    import_text, typed, completed
):
    import_text("خبر أول\n\nوصل عبد الله مع عبدالرحمن.")
    import_text("خبر ثان\n\nسافر لعبدالله عبد المنتصر من الرياض والعزيز.")
    found = [one for one in suggestions.suggest(typed) if one.kind == "word"]
    assert {one.text: one.count for one in found} == completed
    assert all(count(one.text) == one.count for one in found)


def test_a_keyword_that_is_a_name_of_two_words_is_suggested_for_one(seeds):
    keyword = Keyword.objects.create(name="عبد الله الثاني")
    seeds[0].article_keywords.create(keyword=keyword)
    assert "عبد الله الثاني" in texts(suggestions.suggest("عبدال"))


def test_headlines_and_sources_are_suggested_with_their_addresses(seeds):
    source = Source.objects.create(name="وكالة الأنباء")
    Article.objects.filter(pk=seeds[0].pk).update(source=source)
    for typed, address in (
        (" ".join(seeds[1].title.split()[:2]), seeds[1].get_absolute_url()),
        ("وكال", source.get_absolute_url()),
    ):
        assert address in [one.url for one in suggestions.suggest(typed)]


@pytest.mark.parametrize("typed", ["", " ", "؟", "\x00", "\ud800", "ا" * 5000, "<script>"])
def test_nothing_typed_breaks_the_suggestions(client, seeds, typed):
    response = client.get(reverse("search:suggest"), {"q": typed.encode("utf-8", "replace")})
    assert response.status_code == 200
    assert isinstance(json.loads(response.content)["suggestions"], list)


def test_suggestions_cost_few_queries(client, seeds, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        client.get(reverse("search:suggest"), {"q": "الر"})
