import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.keywords import divide, split
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
        ("التعاون العسكري", None),
    ],
)
def test_a_line_that_separates_its_keywords_is_split_there(line: str, keywords) -> None:
    assert split(line) == keywords


def test_the_words_of_the_article_divide_the_line_of_the_memorandum() -> None:
    text = MEMORANDUM.read_text().partition("المصدر")[0]
    line = "الجيش الإسرائيلي جيش الاحتلال أفخاي أدرعي المغرب"
    assert divide(line, text) == ("الجيش الإسرائيلي", "جيش الاحتلال", "أفخاي أدرعي", "المغرب")


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
