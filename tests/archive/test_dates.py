import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import (
    CurrentMonth,
    Moment,
    Precision,
    find_current_months,
    find_dates,
    format_date,
    infer_date,
    month_name,
    read_dateline,
)

SEEDS = Path(__file__).parents[2] / "seeds"

# What a line says: the moment, and whether the weekday agrees where there is one.
DATELINES = [
    # Weekday, day, month, year, time
    ("الجمعة 25 مارس 2022 03:04 م", "2022-03-25T15:04", True),
    ("الجمعة 25 مارس 2022", "2022-03-25", True),
    ("الجمعة، 25 مارس 2022", "2022-03-25", True),
    ("الجمعة, 25 مارس, 2022", "2022-03-25", True),
    ("يوم الجمعة 25 مارس 2022", "2022-03-25", True),
    ("الجمعة: 25 مارس 2022", "2022-03-25", True),
    ("الجمعة - 25 مارس - 2022", "2022-03-25", True),
    ("الجمعة | 25 مارس 2022 | 15:04", "2022-03-25T15:04", True),
    ("الخميس 25 مارس 2022", "2022-03-25", False),
    ("25 مارس 2022", "2022-03-25", None),
    ("25 مارس 2022 م", "2022-03-25", None),
    ("25 مارس 2022م", "2022-03-25", None),
    ("25 مارس 2022 ميلادي", "2022-03-25", None),
    ("25مارس2022", "2022-03-25", None),
    ("في 25 مارس 2022", "2022-03-25", None),
    ("بتاريخ: 25 مارس 2022", "2022-03-25", None),
    ("25 مارس 2022 الجمعة", "2022-03-25", True),
    ("25 مارس 2022، الجمعة", "2022-03-25", True),
    ("25 مارس 2022 (الجمعة)", "2022-03-25", True),
    ("الثلاثاء، 17 يناير 2023 - 14:35", "2023-01-17T14:35", True),
    ("الثلاثاء 17 يناير 2023 على الساعة 14:35", "2023-01-17T14:35", True),
    ("الأحد، 4 أبريل  2010 - 20:41", "2010-04-04T20:41", True),
    ("الإثنين، 5 أبريل  2010 - 00:25", "2010-04-05T00:25", True),
    ("الاثنين17 ابريل 2023", "2023-04-17", True),
    ("17 من يناير 2023", "2023-01-17", None),
    ("17 من شهر يناير عام 2023", "2023-01-17", None),
    ("17 يناير من عام 2023", "2023-01-17", None),
    ("السابع عشر من يناير 2023", "2023-01-17", None),
    ("الأول من فبراير شباط 2007", "2007-02-01", None),
    ("الحادي والثلاثين من أكتوبر 2010", "2010-10-31", None),
    # Other orders
    ("مارس 25, 2022", "2022-03-25", None),
    ("مارس 25، 2022", "2022-03-25", None),
    ("الجمعة مارس 25 2022", "2022-03-25", True),
    ("مارس 2022", "2022-03", None),
    ("25/مارس/2022", "2022-03-25", None),
    ("25-مارس-2022", "2022-03-25", None),
    ("25 - مارس - 2022", "2022-03-25", None),
    ("25/03/2022", "2022-03-25", None),
    ("25 / 3 / 2022", "2022-03-25", None),
    ("25-3-2022", "2022-03-25", None),
    ("25.03.2022", "2022-03-25", None),
    ("2022/03/25", "2022-03-25", None),
    ("2022-03-25", "2022-03-25", None),
    ("2022.3.25", "2022-03-25", None),
    ("2022/25/03", "2022-03-25", None),
    ("03/25/2022", "2022-03-25", None),
    ("25\u200f/\u200f03\u200f/\u200f2022", "2022-03-25", None),
    ("الجمعة 25/3/2022م", "2022-03-25", True),
    ("الجمعة-25-3-2022", "2022-03-25", True),
    ("Friday, 25 March 2022", "2022-03-25", True),
    ("Mar 25, 2022", "2022-03-25", None),
    # Times
    ("2022-03-25T15:04", "2022-03-25T15:04", None),
    ("2022-03-25T15:04:59+03:00", "2022-03-25T15:04", None),
    ("2022-03-25T15:04:05Z", "2022-03-25T15:04", None),
    ("2012-01-21 16:00:42", "2012-01-21T16:00", None),
    ("04:44 صباحاً 2012/01/16", "2012-01-16T04:44", None),
    ("12:00 مساءً 2012/03/12", "2012-03-12T12:00", None),
    ("12:05 ص 25 مارس 2022", "2022-03-25T00:05", None),
    ("25 مارس 2022 12:05 ص", "2022-03-25T00:05", None),
    ("25 مارس 2022 12:05 م", "2022-03-25T12:05", None),
    ("25 مارس 2022 م - 3:04 م", "2022-03-25T15:04", None),
    ("25 مارس 2022، 11.30 ص", "2022-03-25T11:30", None),
    ("25 مارس 2022 الساعة 11.30", "2022-03-25T11:30", None),
    ("25 مارس 2022 الساعة 3 مساء", "2022-03-25T15:00", None),
    ("25 مارس 2022 - 1:15 ظهرا", "2022-03-25T13:15", None),
    ("25 مارس 2022 - 4:15 عصراً", "2022-03-25T16:15", None),
    ("25 مارس 2022 - 3:15 بعد الظهر", "2022-03-25T15:15", None),
    ("25 مارس 2022 - 11:15 ليلا", "2022-03-25T23:15", None),
    ("25 مارس 2022 - 1:15 ليلا", "2022-03-25T01:15", None),
    ("25 مارس 2022 - 4:15 فجراً", "2022-03-25T04:15", None),
    ("25 مارس 2022 15:04 م", "2022-03-25T15:04", None),
    ("25 مارس 2022 99:99", "2022-03-25", None),
    ("(25/04/2010 09:13:12 AM)", "2010-04-25T09:13", None),
    ("25/04/2010 8:45 p.m", "2010-04-25T20:45", None),
    ("17:27 17.03.2020", "2020-03-17T17:27", None),
    ("17:49 17.03.2020)", "2020-03-17T17:49", None),
    ("22/4/2010 الساعة .", "2010-04-22", None),
    ("25 مارس 2022 15:04 بتوقيت غرينتش", "2022-03-25T15:04", None),
    ("25 مارس 2022 15:04 (بتوقيت القاهرة)", "2022-03-25T15:04", None),
    ("25 مارس 2022 15:04 بتوقيت مكة المكرمة", "2022-03-25T15:04", None),
    ("25 مارس 2022 - 15:04 GMT", "2022-03-25T15:04", None),
    ("25 مارس 2022 | 15:04 KSA", "2022-03-25T15:04", None),
    ("25 مارس 2022 15:04 GMT+3", "2022-03-25T15:04", None),
    ("17:27 GMT 17.03.2020", "2020-03-17T17:27", None),
    # Digits, marks, spellings
    ("٢٥ مارس ٢٠٢٢", "2022-03-25", None),
    ("۲۵ مارس ۲۰۲۲", "2022-03-25", None),
    ("٢٥/٣/٢٠٢٢", "2022-03-25", None),
    ("الجُمُعَة ٢٥ مَارِس ٢٠٢٢", "2022-03-25", True),
    ("الجمعـــة 25 مـارس 2022", "2022-03-25", True),
    ("الجمعه 25 مارس 2022", "2022-03-25", True),
    ("\u200fالجمعة\u00a025\u00a0مارس\u00a02022\u200e", "2022-03-25", True),
    ("\u202bالجمعة 25 مارس 2022\u202c", "2022-03-25", True),
    ("25 ـ مارس ـ 2022", "2022-03-25", None),
    ("الاربعا 23 مارس 2022", "2022-03-23", True),
    ("الثلثاء 22 مارس 2022", "2022-03-22", True),
    # Months of the Levant
    ("الثلاثاء 17 كانون الثاني 2023", "2023-01-17", True),
    ("17 كانون ثاني 2023", "2023-01-17", None),
    ("17 كانون2 2023", "2023-01-17", None),
    ("5 تشرين 1 2022", "2022-10-05", None),
    ("5 تشرين الثاني 2022", "2022-11-05", None),
    ("25 آذار 2022", "2022-03-25", None),
    ("25 اذار، 2022", "2022-03-25", None),
    ("20 آب 2022", "2022-08-20", None),
    ("20 أيلول 2022 10:30", "2022-09-20T10:30", None),
    ("15 مايس 2003", "2003-05-15", None),
    # Months of the Maghreb
    ("الإثنين 22 غشت 2022 - 10:00", "2022-08-22T10:00", True),
    ("8 شتنبر 2021", "2021-09-08", None),
    ("6 نونبر 2021", "2021-11-06", None),
    ("31 دجنبر 2021", "2021-12-31", None),
    ("30 يوليوز 2022", "2022-07-30", None),
    ("1 ماي 2022", "2022-05-01", None),
    ("5 جويلية 1962", "1962-07-05", None),
    ("الأحد 20 أوت 2023", "2023-08-20", True),
    ("14 جانفي 2011", "2011-01-14", None),
    ("19 جوان 2023", "2023-06-19", None),
    ("16 أفريل 2023", "2023-04-16", None),
    ("10 دجمبر 2022", "2022-12-10", None),
    ("23 يوليه 1952", "1952-07-23", None),
    # Months named twice
    ("17 مارس/ آذار 2020", "2020-03-17", None),
    ("8 آذار/مارس 2014", "2014-03-08", None),
    ("17 كانون الثاني (يناير) 2023", "2023-01-17", None),
    ("17 يناير (كانون الثاني) 2023", "2023-01-17", None),
    ("30 تموز - يوليو 2015", "2015-07-30", None),
    ("تم نشره الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24T21:22", True),
    # The Hijri day beside
    ("الجمعة 22 شعبان 1443 هـ - 25 مارس 2022 م", "2022-03-25", True),
    ("الأثنين 22 صفر 1433 هـ - 16 يناير 2012م - العدد 15911", "2012-01-16", True),
    ("الخميس 8 ربيع الآخر 1433 هـ - 1 مارس 2012م - العدد15956", "2012-03-01", True),
    ("الأثنين 12 جماد الأولى 1431هـ - 26 ابريل2010م - العدد 15281", "2010-04-26", True),
    ("22/08/1443هـ الموافق 25/03/2022م", "2022-03-25", None),
    ("25 مارس 2022 الموافق 22 شعبان 1443", "2022-03-25", None),
    ("2015-08-10 (1436/10/25) 16:09:03", "2015-08-10T16:09", None),
    ("المدينة المنورة 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس", "2015-08-11", None),
    ("طرابلس 26 شوال 1436ه لموافق 11 اغسطس 2015م .واس", "2015-08-11", None),
    # A city, a desk, an agency, a counter
    ("الرباط - الجمعة 25 مارس 2022", "2022-03-25", True),
    ("الرباط، 25 مارس 2022", "2022-03-25", None),
    ("هسبريس - الرباط | الثلاثاء 17 يناير 2023 - 14:35", "2023-01-17T14:35", True),
    ("الجزيرة نت - وكالات - 25/3/2022", "2022-03-25", None),
    ("المصري اليوم - الجمعة 25 مارس 2022", "2022-03-25", True),
    ("الخميس، 25 نوفمبر  2010 - 18:19  القاهرة", "2010-11-25T18:19", True),
    ("25 مارس 2022 | 1250 مشاهدة | 3 تعليقات", "2022-03-25", None),
]

NOT_DATELINES = [
    # Sentences
    "وقد تم عرض خلاصات أشغال الاجتماع واعتمادها يوم 17 يناير 2023.",
    "انعقد الاجتماع يوم 17 يناير 2023",
    "يوم الجمعة 25 مارس 2022 انطلقت الدورة.",
    "وأضاف، الجمعة 25 مارس 2022، أن المفاوضات مستمرة",
    "ولد يوم 3 مارس 1956",
    "من 25 مارس 2022 إلى 27 مارس 2022",
    "25 مارس 2022 - 27 مارس 2022",
    "لقد وافقتها المنية صباح يوم السبت 2-10-1436هـ",
    "صلاحية العرض: من 1 يوليو (تموز) إلى 31 سبتمبر (أيلول)",
    # Headlines
    "مونديال 2022",
    "نهاية عام 2021",
    "تقرير مارس 2022",
    "شهر مارس 2022",
    "انتخابات 8 شتنبر 2021",
    "ثورة 25 يناير 2011",
    "أحداث 11 سبتمبر 2001",
    "أسعار الذهب اليوم الجمعة 25 مارس 2022",
    "اليوم الجمعة 25 مارس 2022",
    "عدد   16 نوفمبر  2010",
    "المنتخب الوطنى يبدأ معسكره 15 مايو ويضم 10 وجوه جديدة",
    "(31) مجلة الأزهر (ديسمبر 1972).",
    "- الدور الأول (اكتوبر 2015):",
    "* 9 أغسطس 1990: أعلن العراق أن الكويت هي المحافظة الـ 19",
    "«عسير» تعقد جمعيتها العمومية 12 ربيع الأول",
    "السلامة فى المدارس الأسباب والحلول 2-2",
    "رمضان 1443",
    # Bylines
    "كتب: محمد علي | الجمعة 25 مارس 2022",
    "بقلم محمد علي - 25 مارس 2022",
    # Less than a date
    "",
    "   ",
    "2022",
    "1998-2012",
    "15:04",
    "17:27 GMT",
    "الجمعة",
    "الجمعة 25 مارس",
    "عين اليوم – لندن 6 أغسطس",
    "25/03/22",
    "03/2022",
    "العدد 15911",
    "تاريخ النشر:",
    # What no calendar has
    "31 فبراير 2022",
    "29/02/2023",
    "0 مارس 2022",
    "45 مارس 2022",
    "25/13/2022",
    "99/99/2022",
    # Numbers of another kind
    "192.168.1.2022",
    "http://www.alriyadh.com/2012/01/16/article701540.html",
    "article-2022-03-25",
    "تسليم سبتمبر 2015.50 دولار",
    "تصميم وتطوير وتنفيذ إدارة الإعلام الإلكتروني 1998-2010",
]


@pytest.mark.parametrize(("line", "iso", "weekday_agrees"), DATELINES)
def test_a_dateline_says_its_day_and_time(line, iso, weekday_agrees):
    dateline = read_dateline(line)
    assert dateline is not None
    assert dateline.mention is not None
    assert dateline.text == line
    assert dateline.mention.moment.isoformat() == iso
    assert dateline.mention.weekday_agrees is weekday_agrees


@pytest.mark.parametrize("line", NOT_DATELINES)
def test_what_only_contains_a_date_is_no_dateline(line):
    assert read_dateline(line) is None


@pytest.mark.parametrize(
    ("line", "iso", "label"),
    [
        ("نشر في 25 مارس 2022", "2022-03-25", "published"),
        ("نُشِر في: 25 مارس 2022", "2022-03-25", "published"),
        ("نشر بتاريخ 25/03/2022", "2022-03-25", "published"),
        ("نشر في : 2010-04-26 11:43:33", "2010-04-26T11:43", "published"),
        ("تم النشر: الجمعة 25 مارس 2022", "2022-03-25", "published"),
        ("تاريخ النشر : 25 مارس 2022 - 15:04", "2022-03-25T15:04", "published"),
        ("تاريخ الإضافة: 25/3/2022", "2022-03-25", "published"),
        ("أضيف في 25 آذار 2022", "2022-03-25", "published"),
        ("حُرِّر في 25 مارس 2022", "2022-03-25", "published"),
        ("Published: 25/03/2022", "2022-03-25", "published"),
        ("آخر تحديث: 25 مارس 2022 15:04", "2022-03-25T15:04", "updated"),
        ("اخر تحديث في 25-03-2022", "2022-03-25", "updated"),
        ("تم التحديث 25 مارس 2022", "2022-03-25", "updated"),
        ("عُدِّل في 25 مارس 2022", "2022-03-25", "updated"),
        ("آخر تعديل: 25 مارس 2022", "2022-03-25", "updated"),
        ("التاريخ: 25 مارس 2022", "2022-03-25", ""),
        ("نشر: 25 مارس 2022 - آخر تحديث: 26 مارس 2022", "2022-03-25", "published"),
        ("آخر تحديث: 26 مارس 2022 | نشر: 25 مارس 2022", "2022-03-25", "published"),
        ("25 مارس 2022 - آخر تحديث: 26 مارس 2022 10:15", "2022-03-25", ""),
    ],
)
def test_a_dateline_tells_publication_from_update(line, iso, label):
    dateline = read_dateline(line)
    assert dateline is not None
    assert dateline.mention is not None
    assert (dateline.mention.moment.isoformat(), dateline.label) == (iso, label)


@pytest.mark.parametrize(
    "line",
    [
        "22 شعبان 1443",
        "22 شعبان 1443 هـ",
        "الجمعة 22 شعبان 1443هـ",
        "الجمعة، 06 ذو القعدة 1431 هـ",
        "الأحد 10 شوال 1436",
        "الثاني والعشرين من شهر صفر سنة 1419هـ",
        "22/8/1443",
        "22-8-1443هـ",
        "1443/08/22",
        "التاريخ : 9 / 10 / 1436ه",
        "الرياض - 25 شوال 1436 هـ",
    ],
)
def test_a_hijri_dateline_is_recognised_and_left_unread(line):
    dateline = read_dateline(line)
    assert dateline is not None
    assert dateline.hijri
    assert dateline.mention is None


def test_a_hijri_day_beside_is_told():
    both = read_dateline("الجمعة 22 شعبان 1443 هـ - 25 مارس 2022 م")
    one = read_dateline("الجمعة 25 مارس 2022 م")
    assert both is not None
    assert one is not None
    assert (both.hijri, one.hijri) == (True, False)


@pytest.mark.parametrize(
    ("line", "iso", "ambiguous"),
    [
        ("03/04/2022", "2022-04-03", True),
        ("3-4-2022", "2022-04-03", True),
        ("25/03/2022", "2022-03-25", False),
        ("03/25/2022", "2022-03-25", False),
        ("04/04/2022", "2022-04-04", False),
        ("2022/03/04", "2022-03-04", False),
        ("3 أبريل 2022", "2022-04-03", False),
    ],
)
def test_day_and_month_that_may_be_exchanged_are_ambiguous(line, iso, ambiguous):
    [mention] = find_dates(line)
    assert (mention.moment.isoformat(), mention.ambiguous) == (iso, ambiguous)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("واعتمادها يوم 17 يناير 2023.", ["17 يناير 2023"]),
        ("عقد يوم الثلاثاء 17 يناير 2023 بالرباط", ["الثلاثاء 17 يناير 2023"]),
        (
            "يوم الأربعاء 27 شوال 1436هـ الموافق 12 أغسطس 2015م حفل",
            ["الأربعاء 27 شوال 1436هـ الموافق 12 أغسطس 2015م"],
        ),
        ("يومي 16 و17 يناير 2023", ["17 يناير 2023"]),
        ("بين يناير 2006 ومايو 2008", ["يناير 2006", "مايو 2008"]),
        ("من 21 يونيو 2013 حتى 14 أغسطس 2013", ["21 يونيو 2013", "14 أغسطس 2013"]),
        ("منذ آذار (مارس)، 2015، لم", ["آذار (مارس)، 2015"]),
        ("في حزيران/يونيو2012، مرتبطا", ["حزيران/يونيو2012"]),
        ("لأسعار تموز (يوليو) 2012 و لمارس 2013", ["تموز (يوليو) 2012", "مارس 2013"]),
        ("في (الثالث من آب/ أغسطس 2015) استعداد", ["الثالث من آب/ أغسطس 2015"]),
        ("منذ الأسبوع الأول من أغسطس 2011", ["أغسطس 2011"]),
        ("بين يونيو - يوليو 2015", ["يوليو 2015"]),
        ("انتهى يوم الجمعة. 25 مارس 2022 كان", ["25 مارس 2022"]),
        ("الجمعة\n\n25 مارس 2022", ["25 مارس 2022"]),
        ("الجمعة\n25 مارس 2022", ["الجمعة\n25 مارس 2022"]),
        ("في 5 مارس وفي 1 ماي", []),
        ("تسليم أغسطس 1084.40 دولار و2.5 مارس", []),
        ("رواتب الأول حتى مايو 2015", ["مايو 2015"]),
        ("29 مايو 1453هـ", []),
        ("31 فبراير 2022", []),
        ("عام 2021 ونهاية 2022", []),
        ("مونديال 2030 وموسم 2022/2023", []),
    ],
)
def test_dates_are_found_where_they_stand(text, printed):
    assert [text[mention.start : mention.end] for mention in find_dates(text)] == printed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("انعقد يومي 16 و17 يناير الجاري", [(1, 17, "17 يناير الجاري")]),
        ("يوم 5 مارس الحالي", [(3, 5, "5 مارس الحالي")]),
        ("نهاية شهر غشت الجاري", [(8, None, "غشت الجاري")]),
        ("في الثالث من شهر اغسطس الجارى", [(8, 3, "الثالث من شهر اغسطس الجارى")]),
        (
            "في 18 يوليو (تموز) الحالي، وفي 12 آب/أغسطس الجاري",
            [(7, 18, "18 يوليو (تموز) الحالي"), (8, 12, "12 آب/أغسطس الجاري")],
        ),
        ("21 يوليو من العام الحالي", []),
        ("الشهر الجاري", []),
        ("27 مايو الماضي", []),
    ],
)
def test_months_called_current_are_found(text, found):
    assert [
        (month, day, text[start:end]) for month, day, start, end in find_current_months(text)
    ] == found


def test_a_current_month_is_a_plain_tuple():
    assert find_current_months("5 مارس الحالي") == [CurrentMonth(3, 5, 0, 13)] == [(3, 5, 0, 13)]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("قال اليوم الثلاثاء 17 يناير 2023 إن", "2023-01-17"),
        ("صباح اليوم (الثلاثاء) 17 يناير 2023", "2023-01-17"),
        ("اليوم الأحد 17 /10 /1436هـ الموافق 2 /8 /2015م", "2015-08-02"),
        ("مساء يوم أمس الاثنين 16 يناير 2023", "2023-01-17"),
        ("مساء أمس الاول الثلاثاء 4 اغسطس 2015", "2015-08-06"),
        ("أمس السبت 31 ديسمبر 2022 الساعة 15:00", "2023-01-01"),
        ("يومي 16 و17 يناير الجاري ثم ذكر أنه جرى يوم 17 يناير 2023", "2023-01-17"),
        ("في 6 أغسطس (آب) الحالي، وكان في 6/8/2014 ثم في 6/8/2015", "2015-08-06"),
    ],
)
def test_the_day_of_printing_is_inferred_from_what_is_said_of_the_present(text, iso):
    mention = infer_date(text)
    assert mention is not None
    assert mention.moment.isoformat() == iso


@pytest.mark.parametrize(
    "text",
    [
        "ولد يوم 3 مارس 1956",
        "يوم الثلاثاء 17 يناير 2023",
        "اليوم 17 يناير 2023",
        "اليوم الجمعة 17 يناير 2023",
        "اليوم الثلاثاء 17 يناير",
        "في مثل ذلك اليوم الثلاثاء 11 سبتمبر 2001",
        "وانتهى اليوم. الثلاثاء 17 يناير 2023 يوم آخر",
        "نهاية أغسطس الجاري، وكان الحفر قد بدأ في 5 أغسطس 2014",
        "افتتحت القناة في 6 أغسطس الجاري، وبدأ حفرها في 5 أغسطس 2014",
        "يوم 25 يناير الجاري تحل ذكرى ثورة 25 يناير 2011",
        "يناير الجاري",
        "",
    ],
)
def test_a_date_of_another_day_is_not_inferred(text):
    assert infer_date(text) is None


def test_the_seed_without_a_dateline_gives_its_day_away():
    mention = infer_date((SEEDS / "004_de2eeae0c1893390.txt").read_text(encoding="utf-8"))
    assert mention is not None
    assert mention.moment.isoformat() == "2023-01-17"


@pytest.mark.parametrize(
    ("moment", "iso", "precision", "first_day", "words"),
    [
        (Moment(2022), "2022", Precision.YEAR, date(2022, 1, 1), "2022"),
        (Moment(2022, 3), "2022-03", Precision.MONTH, date(2022, 3, 1), "مارس 2022"),
        (Moment(2022, 3, 25), "2022-03-25", Precision.DAY, date(2022, 3, 25), "25 مارس 2022"),
        (
            Moment(2022, 3, 5, 0, 4),
            "2022-03-05T00:04",
            Precision.MINUTE,
            date(2022, 3, 5),
            "5 مارس 2022",
        ),
    ],
)
def test_a_moment_is_as_precise_as_it_is_known(moment, iso, precision, first_day, words):
    assert moment.isoformat() == iso
    assert moment.precision is precision
    assert moment.first_day == first_day
    assert format_date(moment) == words


@pytest.mark.parametrize(
    "parts",
    [
        (2022, 2, 31),
        (2022, 13),
        (2022, 0),
        (2022, 3, 0),
        (2022, None, 5),
        (2022, 3, None, 15, 4),
        (2022, 3, 25, 24, 0),
        (2022, 3, 25, 15),
        (2022, 3, 25, None, 4),
    ],
)
def test_an_impossible_moment_cannot_be_made(parts):
    with pytest.raises(ValueError, match=r"\w"):
        Moment(*parts)


@pytest.mark.parametrize(
    ("system", "august"),
    [
        ("egypt", "أغسطس"),
        ("levant", "آب"),
        ("morocco", "غشت"),
        ("algeria", "أوت"),
        ("mauritania", "اغسطس"),
    ],
)
def test_each_region_has_its_name_for_august(system, august):
    assert month_name(8, system) == august
    assert format_date(Moment(2022, 8, 20), system) == f"20 {august} 2022"


SYSTEMS = st.sampled_from(["egypt", "levant", "morocco", "algeria", "mauritania"])
DIGITS = st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))


@given(DAYS, SYSTEMS, DIGITS)
def test_a_written_date_reads_as_itself(day, system, digits):
    line = format_date(Moment(day.year, day.month, day.day), system)
    line = line.translate(str.maketrans("0123456789", digits))
    dateline = read_dateline(line)
    assert dateline is not None
    assert dateline.mention is not None
    assert dateline.mention.moment.first_day == day
    assert (dateline.mention.start, dateline.mention.end) == (0, len(line))


@given(DAYS, st.times(), SYSTEMS)
def test_a_dateline_reads_as_its_day_and_time(day, clock, system):
    weekday = "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split()[day.weekday()]
    written = format_date(Moment(day.year, day.month, day.day), system)
    dateline = read_dateline(f"{weekday}، {written} - {clock:%H:%M}")
    assert dateline is not None
    assert dateline.mention is not None
    assert dateline.mention.weekday_agrees
    assert dateline.mention.moment.isoformat() == f"{day.isoformat()}T{clock:%H:%M}"


WORDS = st.sampled_from(
    "الجمعة يوم 25 مارس آذار / - . ، : ( ) 2022 22 شعبان 1443 هـ م ص 03:04 الساعة من الأول العدد"
    " نشر تحديث الجاري اليوم أمس T15 Z GMT + الرباط و ¶ \n\n ½ ㏂ _".split(" ")
)


@given(st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join)))
def test_any_text_is_read_without_failing(text):
    read_dateline(text)
    infer_date(text)
    for mention in find_dates(text):
        assert 0 <= mention.start < mention.end <= len(text)
    for _, _, start, end in find_current_months(text):
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "/",
        "1/",
        "1/1/2022 ",
        "5 مارس ",
        "مارس من عام ",
        "في ",
        "الجمعة ",
        "ا",
        "\u200f",
        "اليوم الجمعة 25 مارس 2022 ",
    ],
)
def test_a_long_text_is_read_at_once(piece):
    text = piece * (20_000 // len(piece))
    began = time.perf_counter()
    for read in (read_dateline, find_dates, find_current_months, infer_date):
        read(text)
    assert time.perf_counter() - began < 5
