import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from archive.text import key
from search.mistyped import AZERTY, QWERTY, How, readings


def meant(typed: str, how: How) -> list[str]:
    return [reading.text for reading in readings(typed) if reading.how is how]


@pytest.mark.parametrize(
    ("typed", "arabic"),
    [
        ("hglyvf", "المغرب"),
        ("hgvfh'", "الرباط"),
        ("hg]hv hgfdqhx", "الدار البيضاء"),
        ("fk;dvhk", "بنكيران"),
        ("lpl] hgsh]s", "محمد السادس"),
        ("hgwpvhx", "الصحراء"),
        ("hg[.hzv", "الجزائر"),
        ("tgs'dk", "فلسطين"),
        ("hbjph] hG,v,fd", "الاتحاد الأوروبي"),
        ("hTsbl", "الإسلام"),
        ("Nstd", "آسفي"),
        ("l`;vm jthil", "مذكرة تفاهم"),
        (",bdm", "ولاية"),
        ("anx", "شىء"),
    ],
)
def test_arabic_typed_on_an_english_keyboard_is_read(typed: str, arabic: str) -> None:
    assert meant(typed, How.ARABIC_QWERTY)[0] == arabic


@pytest.mark.parametrize(
    ("typed", "arabic"),
    [
        ("hgvfhù", "الرباط"),
        ("hg$hv hgfdahx", "الدار البيضاء"),
        ("fkmdvhk", "بنكيران"),
        ("lpl$ hgsh$s", "محمد السادس"),
        ("hgzpvhx", "الصحراء"),
        ("hg^:hwv", "الجزائر"),
        ("tgsùdk", "فلسطين"),
        ("hbjph$ hG;v;fd", "الاتحاد الأوروبي"),
        ("Y*hu,", "إذاعة"),
        ("l*mv, jthil", "مذكرة تفاهم"),
        ("Hok;q", "أخنوش"),
        ("hgî;d,", "الجهوية"),
    ],
)
def test_arabic_typed_on_a_french_keyboard_is_read(typed: str, arabic: str) -> None:
    assert meant(typed, How.ARABIC_AZERTY)[0] == arabic


@pytest.mark.parametrize(
    ("typed", "latin"),
    [
        ("ةهؤقخسخبف", "microsoft"),
        ("بشؤثلاخخن", "facebook"),
        ("فقعةح", "trump"),
        ("لإقعةح", "trump"),
        ("لاهيثى", "biden"),
        ("ﻻهيثى", "biden"),
        ("ىثفشىغشاع", "netanyahu"),
        ("لاشقشؤن خلاشةش", "barack obama"),
        ("’شؤقخى", "macron"),
        ("]خىشمي", "donald"),
        ("آشفخ 2023", "nato 2023"),
    ],
)
def test_latin_typed_on_an_arabic_keyboard_is_read(typed: str, latin: str) -> None:
    assert meant(typed, How.LATIN_QWERTY)[0] == latin


@pytest.mark.parametrize(
    ("typed", "latin"),
    [
        ("كضؤقخى", "macron"),
        (":ضؤقخى", "macron"),
        ("سضقنخصغ", "sarkozy"),
        ("اخممضىيث", "hollande"),
        ("ؤضسضلامضىؤض", "casablanca"),
        ("قثىضعمف", "renault"),
        ("مث كخىيث", "le monde"),
        ("ضملéقهث", "algérie"),
        ("اجخفثم", "hôtel"),
        ("ضخجعف", "août"),
    ],
)
def test_latin_typed_on_an_arabic_azerty_keyboard_is_read(typed: str, latin: str) -> None:
    assert meant(typed, How.LATIN_AZERTY)[0] == latin


@pytest.mark.parametrize(
    ("typed", "arabic"),
    [
        ("Almgrb", "المغرب"),
        ("mgrb", "مغرب"),
        ("AlrbAT", "الرباط"),
        ("mHmd", "محمد"),
        ("AljzA}r", "الجزائر"),
        ("AlSHrA'", "الصحراء"),
        ("bnkyrAn", "بنكيران"),
        ("m*krp tfAhm", "مذكرة تفاهم"),
        ("Al<slAm >wlAF", "الإسلام أولاً"),
        ("|sfy", "آسفي"),
    ],
)
def test_buckwalter_is_read(typed: str, arabic: str) -> None:
    assert meant(typed, How.BUCKWALTER) == [arabic]


def test_two_letters_that_look_like_one_key_are_the_second_guess() -> None:
    assert meant("لاشىش", How.LATIN_QWERTY) == ["bana", "ghana"]


@pytest.mark.parametrize("typed", ["HGVFH'", "Hgvfh'", "LPL]", "Lpl]"])
def test_capital_letters_do_not_hide_what_was_meant(typed: str) -> None:
    assert {key(text) for text in meant(typed, How.ARABIC_QWERTY)} & {key("الرباط"), key("محمد")}


@pytest.mark.parametrize(
    ("typed", "text", "how"),
    [
        ("hgvfh' المغرب", "الرباط المغرب", How.ARABIC_QWERTY),
        ("google فقعةح", "google trump", How.LATIN_QWERTY),
        ("الملك mHmd", "الملك محمد", How.BUCKWALTER),
        ("hglyvf , hg[.hzv", "المغرب و الجزائر", How.ARABIC_QWERTY),
    ],
)
def test_words_that_need_no_repair_stay(typed: str, text: str, how: How) -> None:
    assert text in meant(typed, how)


@pytest.mark.parametrize(
    ("typed", "text", "how"),
    [
        ('"hgvfh\' hglyvf"~3', '"الرباط المغرب"~3', How.ARABIC_QWERTY),
        ("(lpl] | ugd) -hgvfh'", "(محمد | علي) -الرباط", How.ARABIC_QWERTY),
        ("ig hkur] hgh[jlhu?", "هل انعقد الاجتماع?", How.ARABIC_QWERTY),
        ("«فقعةح» 2024", "«trump» 2024", How.LATIN_QWERTY),
        ('"mHmd Ely"~2', '"محمد علي"~2', How.BUCKWALTER),
        ("mHmd | Ely", "محمد | علي", How.BUCKWALTER),
    ],
)
def test_quotes_digits_and_operators_stay(typed: str, text: str, how: How) -> None:
    assert text in meant(typed, how)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "2023", "؟؟", ",[,]", "«»", "[]", "casablanca", "emmanuel macron", "new york times"],
)
def test_no_reading_is_made_of_what_can_be_no_word(typed: str) -> None:
    assert readings(typed) == ()


@pytest.mark.parametrize("how", [How.ARABIC_QWERTY, How.LATIN_QWERTY, How.LATIN_AZERTY])
def test_one_word_that_cannot_be_read_leaves_the_whole_text_alone(how: How) -> None:
    assert meant("hgvfh' #", how) == meant("فقعةح #", how) == []


def typing(word: str, layout: dict[str, str]) -> str:
    """The keys that give an Arabic word, «لا» and its like with one key."""
    keys = {arabic: latin for latin, arabic in reversed(layout.items())}
    for arabic in sorted(keys, key=len, reverse=True):
        if len(arabic) > 1 and arabic.startswith("ل"):
            word = word.replace(arabic, keys[arabic])
    return "".join(keys.get(letter, letter) for letter in word)


INNER = "ضصثقفغعهخحجدشسيبلاتنمكطئرأإآؤءوزظذ"
arabic_words = st.builds(
    lambda first, inner, last: first + inner + last,
    st.sampled_from(sorted(set(INNER) - set("ؤء"))),
    st.text(INNER),
    st.sampled_from([*INNER, "ة", "ى"]),
)


@pytest.mark.parametrize(
    ("layout", "how"), [(QWERTY, How.ARABIC_QWERTY), (AZERTY, How.ARABIC_AZERTY)]
)
@given(word=arabic_words)
@example(word="لآلئ")
def test_every_arabic_word_typed_on_a_latin_keyboard_is_read(
    layout: dict[str, str], how: How, word: str
) -> None:
    typed = typing(word, layout)
    assume(any(letter.isalpha() for letter in typed))
    assert key(word) in {key(reading.text) for reading in readings(typed)}


@pytest.mark.parametrize("layout", [QWERTY, AZERTY])
@given(words=st.lists(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1), min_size=1))
@example(words=["afghanistan"])
def test_all_latin_typed_on_an_arabic_keyboard_is_read(
    layout: dict[str, str], words: list[str]
) -> None:
    text = " ".join(words)
    assume("gh" not in text or "b" not in text)
    typed = "".join(layout.get(letter, letter) for letter in text)
    assert text in {reading.text for reading in readings(typed)}


QUERIES = st.text(st.characters() | st.sampled_from("".join([*QWERTY, *AZERTY.values(), ' "ﻻ'])))


@given(QUERIES)
@example("\ud800\0")
@example("لا" * 5_000)
@example("hgQ" * 3_333 + "\0")
@example("h" + "َُ" * 5_000 + ",")
def test_readings_of_anything_differ_from_it_and_from_one_another(text: str) -> None:
    found = [key(reading.text) for reading in readings(text)]
    assert len({key(text), *found}) == 1 + len(found)
