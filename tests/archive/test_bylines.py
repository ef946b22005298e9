"""Bylines as Saudi papers printed them in 2015; only those that name one person make an author."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.names.bylines import person_of


@pytest.mark.parametrize(
    ("byline", "person"),
    [
        ("فهد عامر الأحمدي", "فهد عامر الأحمدي"),
        ("محمد البيضاني - الباحة", "محمد البيضاني"),
        ("القاهرة - مكتب الجزيرة - طارق محيي:", "طارق محيي"),
        ("عبدالله البرقاوي- سبق- الرياض:", "عبدالله البرقاوي"),
        ("عادل الخنين من الرياض", "عادل الخنين"),
        ("خالد السويلمي ـ سبق ـ عرعر:", "خالد السويلمي"),
        ("الرياض، تحقيق – سحر الرملاوي", "سحر الرملاوي"),
        ("&nbsp;شوقي عبدالقادر (القاهرة)", "شوقي عبدالقادر"),
        ("أ.د عبد الله الدايل", "عبد الله الدايل"),
        ("إعداد: عادل الماس", "عادل الماس"),
    ],
)
def test_a_byline_of_one_person_names_an_author(byline, person):
    assert person_of(byline) == person


@pytest.mark.parametrize(
    "byline",
    [
        "",
        "واس - الرياض",
        "لندن: «الشرق الأوسط»",
        "الجزيرة - المحليات:",
        "أ. ف. ب (واشنطن)",
        "كلمة الاقتصادية",
        "يوليو 23, 2015, 3:30 ص",
        "محمد هجرس، صقر محمد - القاهرة",
        "حمزة مصطفى  و مناف العبيدي",
        "عدن: محمد علي محسن - الرياض: نايف الرشيد",
        "القاهرة: هاني زايد، صفوت عمران، رويترز",
        "فيصل البعيجان الرياض",
        "ناصر القصبي: إنا لله وإنا إليه راجعون #وفاة_المذيع_سعود_الدوسري",
    ],
)
def test_a_byline_that_is_no_one_person_stays_a_byline(byline):
    assert person_of(byline) == ""


@given(st.text(st.sampled_from("محمد علي - ، و(:)د. سبق123\u00a0\n"), max_size=60))
def test_an_author_is_a_part_of_the_byline(byline):
    assert person_of(byline) in byline
