import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.names.keywords import divide, split
from archive.text import key
from tests.conftest import MEMORANDUM


@pytest.mark.parametrize(
    ("line", "keywords"),
    [
        ("المغرب، إسرائيل، التعاون العسكري", ("المغرب", "إسرائيل", "التعاون العسكري")),
        ("المغرب | إسرائيل", ("المغرب", "إسرائيل")),
        ("#المغرب #الجيش_الإسرائيلي", ("المغرب", "الجيش الإسرائيلي")),
        ("المغرب - إسرائيل", ("المغرب", "إسرائيل")),
        ("المغرب\tإسرائيل", ("المغرب", "إسرائيل")),
        ("المغرب  إسرائيل", ("المغرب", "إسرائيل")),
        ("#المغرب", ("المغرب",)),
        ("المغرب، المغرب، تونس", ("المغرب", "تونس")),
        ("\u200f#المغرب \u200f#تونس", ("المغرب", "تونس")),
        ("• المغرب • تونس", ("المغرب", "تونس")),
        ("كوفيد-19، المغرب", ("كوفيد-19", "المغرب")),
        ("التعاون العسكري", None),
    ],
)
def test_a_line_that_separates_its_keywords_is_split_there(line: str, keywords) -> None:
    assert split(line) == keywords


def test_the_words_of_the_article_divide_the_line_of_the_memorandum() -> None:
    text = MEMORANDUM.read_text().partition("المصدر")[0]
    line = "الجيش الإسرائيلي جيش الاحتلال أفخاي أدرعي المغرب"
    assert divide(line, text) == ("الجيش الإسرائيلي", "جيش الاحتلال", "أفخاي أدرعي", "المغرب")


ABOUT_TALKS = """
    قالت وزارة الخارجية الأمريكية إن المحادثات مع إيران بشأن الاتفاق النووي بلغت مرحلتها الأخيرة، وإن
    واشنطن والرياض تتشاوران. ورد المتحدث ناصر كناني بأن الحرس الثوري ليس موضوعا للمحادثات. وكان محمد
    بن سلمان قد استقبل الملك محمد السادس في جدة قبل كأس العالم المقامة في قطر.
    """


@pytest.mark.parametrize(
    "keywords",
    [
        "إيران، الولايات المتحدة، الاتفاق النووي، الحرس الثوري، ناصر كناني",
        "وزارة الخارجية الأمريكية، إيران، الاتحاد الأوروبي",
        "محمد بن سلمان، السعودية، فرنسا، أسعار النفط",
        "الملك محمد السادس، المغرب",
        "كأس العالم 2022، قطر",
        "الرياض، عبد العزيز بن سلمان",
        "واشنطن، الرياض",
        "فلسطين، الضفة الغربية، المستوطنات الإسرائيلية، قطاع غزة",
        "الانتخابات التشريعية، حركة النهضة، تونس",
    ],
)
def test_the_text_grammar_and_familiar_names_divide_a_line(keywords: str) -> None:
    expected = tuple(keywords.split("، "))
    assert divide(" ".join(expected), ABOUT_TALKS) == expected


def test_words_joined_by_a_conjunction_in_the_text_are_two_keywords() -> None:
    assert divide("واشنطن الرياض", "تتشاور واشنطن والرياض") == ("واشنطن", "الرياض")
    assert divide("شرطة الرياض", "قالت شرطة الرياض") == ("شرطة الرياض",)


def test_a_keyword_the_archive_knows_is_not_divided() -> None:
    line = "مجلس الأمن الدولي فلسطين"
    text = "قال مجلس الشيوخ إن الأمن في فلسطين"
    assert "مجلس الأمن الدولي" in divide(line, text, {key("مجلس الأمن الدولي")})


@given(
    st.lists(st.text("ابتثجحخد ", min_size=1).filter(str.strip), min_size=1, max_size=20), st.text()
)
def test_no_word_of_a_line_is_lost_or_moved(parts: list[str], text: str) -> None:
    line = " ".join(parts)
    assert " ".join(divide(line, text)).split() == line.split()
