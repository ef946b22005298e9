"""In which layer a printed word meets a sought one, if in any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.text import TATWEEL, fold, spelling, words
from search.arabic import is_function_word
from search.layers import (
    Layer,
    Level,
    begins,
    carried,
    ends,
    in_phrase,
    layer_of,
    sought,
)
from search.stems import read

LETTERS = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ", min_size=2, max_size=9)


def layer(typed: str, printed: str) -> Layer | None:
    return layer_of(sought(typed), spelling(printed))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("الرباط", "بالرباط"),
        ("الرباط", "وبالرباط"),
        ("الرباط", "والرباط"),
        ("وبالرباط", "الرباط"),
        ("رباط", "بالرباط"),
        ("القوات", "للقوات"),
        ("للقوات", "القوات"),
        ("قوات", "وللقوات"),
        ("الصبر", "بالصبر"),
        ("إسرائيلي", "الإسرائيلي"),
        ("الصحراء", "بالصحراء"),
        ("وزير", "للوزير"),
        ("وزير", "ووزير"),
        ("نادي", "بنادي"),
        ("بنكيران", "لبنكيران"),
        ("بنكيران", "ولبنكيران"),
        ("فرنسا", "وبفرنسا"),
        ("بالله", "الله"),
        ("وضع", "بوضع"),
        ("يقول", "سيقول"),
        ("يكتبون", "فسيكتبون"),
        ("لجنة", "للجنة"),
        ("لبنان", "للبنان"),
        ("لندن", "للندن"),
        ("اللواء", "للواء"),
        ("لقاء", "للقاء"),
        ("سبب", "وبسبب"),
        ("القمر", "كالقمر"),
        ("الله", "لله"),
        ("لله", "الله"),
        ("الله", "ولله"),
        ("ولله", "بالله"),
        ("حل", "بحل"),
        ("بحل", "حل"),
        ("حل", "وحل"),
        ("حل", "ولحل"),
        ("لحل", "الحل"),
        ("حق", "بحق"),
        ("أب", "لأب"),
        ("حي", "بحي"),
        ("علي", "وعلي"),
        ("وعلي", "علي"),
        ("جدة", "وجدة"),
    ],
)
def test_attached_particles_do_not_hide_a_word(typed: str, printed: str) -> None:
    assert layer(typed, printed) is Layer.JOINED


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("زير", "وزير"),
        ("وزير", "زير"),
        ("الله", "له"),
        ("بالله", "له"),
        ("رنسا", "فرنسا"),
        ("نكير", "بنكيران"),
        ("نكيران", "فرنسا"),
        ("بنان", "لبنان"),
        ("عيد", "سعيد"),
        ("لبن", "لبنان"),
        ("كرة", "فكرة"),
        ("يصل", "فيصل"),
        ("مال", "كمال"),
        ("ألبان", "بان"),
        ("ألبان", "بأن"),
        ("كيري", "يرى"),
        ("جودة", "وجوده"),
        ("ألف", "في"),
        ("العليا", "على"),
        ("بعيد", "بعد"),
        ("يقبل", "قبل"),
        ("الولايات", "ولا"),
        ("تويتر", "تطوير"),
        ("كورونا", "القرآن"),
        ("الحوثيين", "حسين"),
        ("وجدة", "جدة"),
        ("رع", "برع"),
        ("رز", "فرز"),
        ("ول", "وول"),
        ("يم", "كيم"),
    ],
)
def test_a_letter_of_a_word_is_not_taken_for_a_particle(typed: str, printed: str) -> None:
    assert layer(typed, printed) in (None, Layer.ROOT)


@pytest.mark.parametrize(
    ("typed", "nearest_first"),
    [
        ("كتاب", ["كتاب", "كِتاب", "والكتاب", "الكتب", "مكتبة"]),
        ("مدرسة", ["مدرسة", "مدرسه", "بالمدرسة", "مدارس", "دروس"]),
        ("وزير", ["وزير", "وَزير", "للوزير", "وزرائها", "وزارة"]),
        ("إسرائيلي", ["إسرائيلي", "اسرائيلى", "والاسرائيلي", "الإسرائيليون"]),
        ("جانتس", ["جانتس", "جَانتس", "لجانتس", "غانتس"]),
    ],
)
def test_a_closer_form_is_in_a_nearer_layer(typed: str, nearest_first: list[str]) -> None:
    layers = [layer(typed, printed) for printed in nearest_first]
    assert None not in layers
    assert layers == sorted(set(layers))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("كتاب", "كتب"),
        ("وزير", "الوزراء"),
        ("وزير", "وزرائها"),
        ("مسؤول", "المسئولين"),
        ("انتخاب", "الانتخابات"),
        ("انتخابات", "انتخابية"),
        ("فلسطيني", "الفلسطينيون"),
        ("قال", "يقولون"),
        ("التزام", "والالتزام"),
        ("كتاب", "كتابها"),
        ("كتاب", "كتابه"),
        ("بيت", "بيته"),
        ("حياة", "حياته"),
        ("وجود", "وجوده"),
        ("فرنسي", "فرنسية"),
        ("ليبيا", "الليبي"),
        ("سوريا", "سورية"),
        ("سوريا", "السورية"),
        ("تلفزيون", "التليفزيون"),
        ("البرازيل", "برازيلي"),
        ("الأرجنتين", "الأرجنتينية"),
    ],
)
def test_forms_of_one_word_meet_in_the_stem(typed: str, printed: str) -> None:
    assert layer(typed, printed) is Layer.STEM


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("جانتس", "غانتس"),
        ("جانتس", "كانتس"),
        ("غانتس", "وجانتس"),
        ("أفيخاي", "أفخاي"),
        ("تمبوكتو", "تمبكتو"),
        ("غوغل", "جوجل"),
        ("غوغل", "قوقل"),
        ("هونغ", "هونج"),
        ("كونغ", "كونج"),
        ("أمريكا", "أميركا"),
        ("امريكا", "لأميركا"),
        ("أمريكي", "الأميركية"),
        ("الأميركيون", "أمريكا"),
        ("إنجلترا", "وإنكلترا"),
        ("الإنكليزية", "إنجليزي"),
        ("أوروبا", "الأوربية"),
        ("أوروبا", "أوربا"),
        ("شيكاغو", "شيكاجو"),
        ("كاليفورنيا", "كليفورنيا"),
        ("الكونغو", "الكونجو"),
        ("سنغافورة", "سنجافورة"),
        ("كمبيوتر", "الكومبيوتر"),
        ("ديمقراطية", "الديموقراطية"),
    ],
)
def test_spellings_of_one_foreign_name_meet(typed: str, printed: str) -> None:
    assert layer(typed, printed) is Layer.VARIANT


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("البرتغال", "بروتوكول"),
        ("البرتغال", "البرتقال"),
        ("غينيا", "كينيا"),
        ("النيجر", "نيجيريا"),
        ("كونغ", "الكونغو"),
        ("ميلان", "ميلانو"),
        ("شيكاغو", "شكوكا"),
        ("تويتر", "التطويرية"),
        ("الاحتجاجات", "الاحتياجات"),
        ("الحوثيين", "باحثون"),
        ("باراك", "البريقة"),
    ],
)
def test_words_of_other_sounds_are_no_spellings_of_a_name(typed: str, printed: str) -> None:
    assert layer(typed, printed) in (None, Layer.ROOT)


def test_a_country_has_the_article_as_its_people_have() -> None:
    assert layer("برازيل", "بالبرازيل") is Layer.JOINED
    assert layer("برازيلي", "والبرازيل") is Layer.STEM


@pytest.mark.parametrize(
    ("function_word", "other"),
    [
        ("وإلى", "والي"),
        ("إليه", "آلية"),
        ("أن", "آن"),
        ("أية", "آية"),
        ("على", "علي"),
        ("وعلى", "وعلي"),
        ("على", "فعلي"),
        ("وأحد", "واحد"),
    ],
)
def test_a_word_that_folds_like_a_function_word_does_not_find_it(
    function_word: str, other: str
) -> None:
    assert layer(other, other) is Layer.EXACT
    assert layer(other, function_word) is None
    assert layer(function_word, other) is None


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("إلى", "الى"), ("الى", "إلي"), ("في", "فى"), ("التي", "التى"), ("أن", "إن"), ("حتى", "حَتّى")],
)
def test_a_function_word_is_found_as_papers_spell_it(typed: str, printed: str) -> None:
    assert layer(typed, printed) is Layer.FOLDED


@pytest.mark.parametrize("words", [("كتاب", "كاتب"), ("مدرسة", "تدريس"), ("انتخاب", "ناخب")])
def test_words_of_one_root_meet_in_the_last_layer(words: tuple[str, str]) -> None:
    typed, printed = words
    assert layer(typed, printed) is Layer.ROOT


@pytest.mark.parametrize(
    ("prefix", "printed"),
    [
        ("كتا", ["كتاب", "الكتاب", "والكتاب", "للكتاب", "وكِتابه"]),
        ("الكتا", ["الكتاب", "والكتاب", "بالكتاب", "للكتاب", "وللكتاب", "الكُتّاب"]),
        ("والكتا", ["والكتاب"]),
        ("امري", ["أمريكا", "الأمريكي", "لأمريكا"]),
        ("الي", ["إلى", "إليه", "آلية"]),
    ],
)
def test_a_prefix_stands_for_what_begins_so_behind_particles(
    prefix: str, printed: list[str]
) -> None:
    assert all(begins(word, prefix) for word in printed)


@pytest.mark.parametrize(
    ("prefix", "printed"), [("الكتا", "كتاب"), ("الكتا", "لكتاب"), ("زي", "وزير"), ("رنس", "فرنسا")]
)
def test_a_prefix_is_no_middle_of_a_word(prefix: str, printed: str) -> None:
    assert not begins(printed, prefix)


def test_a_suffix_stands_for_what_ends_so_letter_by_letter() -> None:
    assert all(ends(word, "تاب") for word in ("كتاب", "والكِتاب", "كتـــاب"))
    assert ends("مدرسة", "رسه")
    assert not any(ends(word, "تاب") for word in ("كتابه", "كتب"))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("للجنة", "لجنة"),
        ("للجنة", "ولجنة"),
        ("للقوات", "القوات"),
        ("وبالرباط", "الرباط"),
        ("ولجنة", "للجنة"),
        ("بحق", "حق"),
    ],
)
def test_a_phrase_may_begin_without_the_typed_particle(typed: str, printed: str) -> None:
    nearest = layer(typed, printed)
    assert nearest is not None
    assert in_phrase(fold(typed), printed, nearest, first=True)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("للجنة", "اللجنة"), ("للقوات", "لقوات"), ("الرباط", "رباط"), ("كتاب", "كتابه")],
)
def test_a_phrase_begins_with_no_other_article_or_ending(typed: str, printed: str) -> None:
    nearest = layer(typed, printed)
    assert nearest is not None
    assert not in_phrase(fold(typed), printed, nearest, first=True)


def test_within_a_phrase_a_typed_particle_is_asked_for() -> None:
    assert not in_phrase(fold("للجنة"), "لجنة", Layer.JOINED)


def test_an_exact_word_keeps_its_marks_and_hamzas() -> None:
    assert layer("كَتَبَ", "كَتَبَ") is Layer.EXACT
    assert layer("كَتَبَ", "كَتَـــبَ") is Layer.EXACT
    assert layer("كتب", "كَتَبَ") is Layer.FOLDED
    assert layer("الاسرائيلي", "الإسرائيلي") is Layer.FOLDED


def test_each_level_takes_in_the_nearer_ones() -> None:
    farthest = [level.farthest for level in Level]
    assert farthest == sorted(farthest)
    assert Level.ROOT.farthest is max(Layer)


@given(LETTERS)
def test_a_word_meets_itself_letter_by_letter(word: str) -> None:
    assert layer(word, word) is Layer.EXACT


@given(LETTERS, st.sampled_from(["و", "ف", "وال", "بال", "فال", "وبال", "كال"]))
def test_a_particle_never_takes_a_word_out_of_reach(word: str, particles: str) -> None:
    assert layer(particles + word, particles + word) is Layer.EXACT
    plain = not word.startswith(("ا", "ل")) and not is_function_word(word)
    another = {one.word for one in read(particles + word)} - {word}  # والاهم, from والى
    if particles.endswith("ال") and plain and not another and len(word) > 2:
        assert layer(word, particles + word) is not None


@given(st.text())
def test_any_text_has_keys(text: str) -> None:
    for word in words(text):
        printed = spelling(text[word.start : word.end])
        keys = carried(printed)
        assert keys.exact == {printed}
        assert fold(printed) == word.folded
        assert {folded.removesuffix(TATWEEL) for folded in keys.folded} == {word.folded}
        assert all(keys.joined)
        assert keys.joined or is_function_word(printed)
