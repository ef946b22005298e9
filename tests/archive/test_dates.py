import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.dates import (
    Calendar,
    CurrentMonth,
    Digits,
    HijriDate,
    Moment,
    MonthSystem,
    Precision,
    find_current_months,
    find_dates,
    format_date,
    format_hijri,
    infer_date,
    month_name,
    read_dateline,
)
from archive.dates.vocabulary import MONTHS, ZONE_SIGNS, ZONES
from archive.readers.plaintext import date_flags

SEEDS = Path(__file__).parents[2] / "seeds"

# What a line says: the moment, its time zone; "=" the Hijri date beside it, or "from" the Hijri
# date it was converted from; "weekday" where one bears it out; and what a curator is asked.
DATELINES = [
    # Weekday, day, month, year, time
    ("الجمعة 25 مارس 2022 03:04 م", "2022-03-25T15:04 weekday"),
    ("الجمعة 25 مارس 2022", "2022-03-25 weekday"),
    ("الجمعة، 25 مارس 2022", "2022-03-25 weekday"),
    ("الجمعة, 25 مارس, 2022", "2022-03-25 weekday"),
    ("يوم الجمعة 25 مارس 2022", "2022-03-25 weekday"),
    ("الجمعة: 25 مارس 2022", "2022-03-25 weekday"),
    ("الجمعة - 25 مارس - 2022", "2022-03-25 weekday"),
    ("الجمعة | 25 مارس 2022 | 15:04", "2022-03-25T15:04 weekday"),
    ("الخميس 25 مارس 2022", "2022-03-25 weekday_disagrees"),
    ("25 مارس 2022", "2022-03-25"),
    ("25 مارس 2022 م", "2022-03-25"),
    ("25 مارس 2022م", "2022-03-25"),
    ("25 مارس 2022 ميلادي", "2022-03-25"),
    ("25مارس2022", "2022-03-25"),
    ("في 25 مارس 2022", "2022-03-25"),
    ("بتاريخ: 25 مارس 2022", "2022-03-25"),
    ("25 مارس 2022 الجمعة", "2022-03-25 weekday"),
    ("25 مارس 2022، الجمعة", "2022-03-25 weekday"),
    ("25 مارس 2022 (الجمعة)", "2022-03-25 weekday"),
    ("الثلاثاء، 17 يناير 2023 - 14:35", "2023-01-17T14:35 weekday"),
    ("الثلاثاء 17 يناير 2023 على الساعة 14:35", "2023-01-17T14:35 weekday"),
    ("الأحد، 4 أبريل  2010 - 20:41", "2010-04-04T20:41 weekday"),
    ("الإثنين، 5 أبريل  2010 - 00:25", "2010-04-05T00:25 weekday"),
    ("الاثنين17 ابريل 2023", "2023-04-17 weekday"),
    ("17 من يناير 2023", "2023-01-17"),
    ("17 من شهر يناير عام 2023", "2023-01-17"),
    ("17 يناير من عام 2023", "2023-01-17"),
    ("السابع عشر من يناير 2023", "2023-01-17"),
    ("الأول من فبراير شباط 2007", "2007-02-01"),
    ("الحادي والثلاثين من أكتوبر 2010", "2010-10-31"),
    # Other orders
    ("مارس 25, 2022", "2022-03-25"),
    ("مارس 25، 2022", "2022-03-25"),
    ("الجمعة مارس 25 2022", "2022-03-25 weekday"),
    ("مارس 2022", "2022-03"),
    ("25/مارس/2022", "2022-03-25"),
    ("25-مارس-2022", "2022-03-25"),
    ("25 - مارس - 2022", "2022-03-25"),
    ("25/03/2022", "2022-03-25"),
    ("25 / 3 / 2022", "2022-03-25"),
    ("25-3-2022", "2022-03-25"),
    ("25.03.2022", "2022-03-25"),
    ("2022/03/25", "2022-03-25"),
    ("2022-03-25", "2022-03-25"),
    ("2022.3.25", "2022-03-25"),
    ("2022/25/03", "2022-03-25"),
    ("03/25/2022", "2022-03-25"),
    ("25\u200f/\u200f03\u200f/\u200f2022", "2022-03-25"),
    ("الجمعة 25/3/2022م", "2022-03-25 weekday"),
    ("الجمعة-25-3-2022", "2022-03-25 weekday"),
    ("Friday, 25 March 2022", "2022-03-25 weekday"),
    ("Mar 25, 2022", "2022-03-25"),
    # Times
    ("2022-03-25T15:04", "2022-03-25T15:04"),
    ("2022-03-25T15:04:59+03:00", "2022-03-25T15:04 +03:00"),
    ("2022-03-25T15:04:05Z", "2022-03-25T15:04 UTC"),
    ("2012-01-21 16:00:42", "2012-01-21T16:00"),
    ("04:44 صباحاً 2012/01/16", "2012-01-16T04:44"),
    ("12:00 مساءً 2012/03/12", "2012-03-12T12:00"),
    ("12:05 ص 25 مارس 2022", "2022-03-25T00:05"),
    ("25 مارس 2022 12:05 ص", "2022-03-25T00:05"),
    ("25 مارس 2022 12:05 م", "2022-03-25T12:05"),
    ("25 مارس 2022 م - 3:04 م", "2022-03-25T15:04"),
    ("25 مارس 2022، 11.30 ص", "2022-03-25T11:30"),
    ("25 مارس 2022 الساعة 11.30", "2022-03-25T11:30"),
    ("25 مارس 2022 الساعة 3 مساء", "2022-03-25T15:00"),
    ("25 مارس 2022 - 1:15 ظهرا", "2022-03-25T13:15"),
    ("25 مارس 2022 - 4:15 عصراً", "2022-03-25T16:15"),
    ("25 مارس 2022 - 3:15 بعد الظهر", "2022-03-25T15:15"),
    ("25 مارس 2022 - 11:15 ليلا", "2022-03-25T23:15"),
    ("25 مارس 2022 - 1:15 ليلا", "2022-03-25T01:15"),
    ("25 مارس 2022 - 4:15 فجراً", "2022-03-25T04:15"),
    ("25 مارس 2022 15:04 م", "2022-03-25T15:04"),
    ("(25/04/2010 09:13:12 AM)", "2010-04-25T09:13"),
    ("25/04/2010 8:45 p.m", "2010-04-25T20:45"),
    ("17:27 17.03.2020", "2020-03-17T17:27"),
    ("17:49 17.03.2020)", "2020-03-17T17:49"),
    ("22/4/2010 الساعة .", "2010-04-22"),
    ("25 مارس 2022 15:04 بتوقيت غرينتش", "2022-03-25T15:04 UTC"),
    ("25 مارس 2022 15:04 (بتوقيت القاهرة)", "2022-03-25T15:04 Africa/Cairo"),
    ("25 مارس 2022 15:04 بتوقيت مكة المكرمة", "2022-03-25T15:04 Asia/Riyadh"),
    ("25 مارس 2022 - 15:04 GMT", "2022-03-25T15:04 UTC"),
    ("25 مارس 2022 | 15:04 KSA", "2022-03-25T15:04 Asia/Riyadh"),
    ("25 مارس 2022 15:04 GMT+3", "2022-03-25T15:04 +03:00"),
    ("17:27 GMT 17.03.2020", "2020-03-17T17:27 UTC"),
    # As sites put them
    ("الجمعة 25/مارس/2022 - 03:04 م", "2022-03-25T15:04 weekday"),
    ("25 مارس 2022 - 15:04 بتوقيت أبوظبي", "2022-03-25T15:04 Asia/Dubai"),
    ("25/3/2022 03:04 م (مكة المكرمة)", "2022-03-25T15:04"),
    ("17 جانفي 2023 (14:35)", "2023-01-17T14:35"),
    ("في 17/01/2023 على الساعة 14:35", "2023-01-17T14:35"),
    ("2023-01-17 ، 14:35", "2023-01-17T14:35"),
    ("17-01-2023 | 14:35 المصدر: النهار", "2023-01-17T14:35"),
    ("الثلاثاء ١٧ يناير ٢٠٢٣ - ٠٢:٣٥ بتوقيت غرينتش", "2023-01-17T02:35 UTC weekday"),
    ("15:04-25 مارس 2022 م ـ 22 شَعبان 1443 هـ", "2022-03-25T15:04 = 1443-08-22"),
    ("Fri, 25 Mar 2022 15:04 GMT", "2022-03-25T15:04 UTC weekday"),
    # Digits, marks, spellings
    ("٢٥ مارس ٢٠٢٢", "2022-03-25"),
    ("۲۵ مارس ۲۰۲۲", "2022-03-25"),
    ("٢٥/٣/٢٠٢٢", "2022-03-25"),
    ("الجُمُعَة ٢٥ مَارِس ٢٠٢٢", "2022-03-25 weekday"),
    ("الجمعـــة 25 مـارس 2022", "2022-03-25 weekday"),
    ("الجمعه 25 مارس 2022", "2022-03-25 weekday"),
    ("\u200fالجمعة\u00a025\u00a0مارس\u00a02022\u200e", "2022-03-25 weekday"),
    ("\u202bالجمعة 25 مارس 2022\u202c", "2022-03-25 weekday"),
    ("25 ـ مارس ـ 2022", "2022-03-25"),
    ("الاربعا 23 مارس 2022", "2022-03-23 weekday"),
    ("الثلثاء 22 مارس 2022", "2022-03-22 weekday"),
    # Months of the Levant
    ("الثلاثاء 17 كانون الثاني 2023", "2023-01-17 weekday"),
    ("17 كانون ثاني 2023", "2023-01-17"),
    ("17 كانون2 2023", "2023-01-17"),
    ("5 تشرين 1 2022", "2022-10-05"),
    ("5 تشرين الثاني 2022", "2022-11-05"),
    ("25 آذار 2022", "2022-03-25"),
    ("25 اذار، 2022", "2022-03-25"),
    ("20 آب 2022", "2022-08-20"),
    ("20 أيلول 2022 10:30", "2022-09-20T10:30"),
    ("15 مايس 2003", "2003-05-15"),
    # Months of the Maghreb
    ("الإثنين 22 غشت 2022 - 10:00", "2022-08-22T10:00 weekday"),
    ("8 شتنبر 2021", "2021-09-08"),
    ("6 نونبر 2021", "2021-11-06"),
    ("31 دجنبر 2021", "2021-12-31"),
    ("30 يوليوز 2022", "2022-07-30"),
    ("1 ماي 2022", "2022-05-01"),
    ("5 جويلية 1962", "1962-07-05"),
    ("الأحد 20 أوت 2023", "2023-08-20 weekday"),
    ("14 جانفي 2011", "2011-01-14"),
    ("19 جوان 2023", "2023-06-19"),
    ("16 أفريل 2023", "2023-04-16"),
    ("10 دجمبر 2022", "2022-12-10"),
    ("23 يوليه 1952", "1952-07-23"),
    # Months named twice
    ("17 مارس/ آذار 2020", "2020-03-17"),
    ("8 آذار/مارس 2014", "2014-03-08"),
    ("17 كانون الثاني (يناير) 2023", "2023-01-17"),
    ("17 يناير (كانون الثاني) 2023", "2023-01-17"),
    ("30 تموز - يوليو 2015", "2015-07-30"),
    ("تم نشره الجمعة 24 نيسان / أبريل 2020 09:22 مساءً", "2020-04-24T21:22 weekday"),
    # The Hijri day beside
    ("الجمعة 22 شعبان 1443 هـ - 25 مارس 2022 م", "2022-03-25 = 1443-08-22 weekday"),
    ("الأثنين 22 صفر 1433 هـ - 16 يناير 2012م - العدد 15911", "2012-01-16 = 1433-02-22 weekday"),
    ("الخميس 8 ربيع الآخر 1433 هـ - 1 مارس 2012م - العدد15956", "2012-03-01 = 1433-04-08 weekday"),
    (
        "الأثنين 12 جماد الأولى 1431هـ - 26 ابريل2010م - العدد 15281",
        "2010-04-26 = 1431-05-12 weekday",
    ),
    ("22/08/1443هـ الموافق 25/03/2022م", "2022-03-25 = 1443-08-22"),
    ("25 مارس 2022 الموافق 22 شعبان 1443", "2022-03-25 = 1443-08-22"),
    ("2015-08-10 (1436/10/25) 16:09:03", "2015-08-10T16:09 = 1436-10-25"),
    ("المدينة المنورة 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس", "2015-08-11 = 1436-10-26"),
    ("طرابلس 26 شوال 1436ه لموافق 11 اغسطس 2015م .واس", "2015-08-11 = 1436-10-26"),
    # A city, a desk, an agency, a counter
    ("الرباط - الجمعة 25 مارس 2022", "2022-03-25 weekday"),
    ("الرباط، 25 مارس 2022", "2022-03-25"),
    ("هسبريس - الرباط | الثلاثاء 17 يناير 2023 - 14:35", "2023-01-17T14:35 weekday"),
    ("الجزيرة نت - وكالات - 25/3/2022", "2022-03-25"),
    ("المصري اليوم - الجمعة 25 مارس 2022", "2022-03-25 weekday"),
    ("الخميس، 25 نوفمبر  2010 - 18:19  القاهرة", "2010-11-25T18:19 weekday"),
    ("25 مارس 2022 | 1250 مشاهدة | 3 تعليقات", "2022-03-25"),
    # As seven papers of the real data put them
    (
        "السبت 19 ربيع الأول 1433 هـ - 11 فبراير 2012م - العدد 15937",
        "2012-02-11 = 1433-03-19 weekday",
    ),
    (
        "الجمعة 4 ربيع الأول 1433 هـ - 27 يناير 2012م - العدد 15922",
        "2012-01-27 = 1433-03-04 weekday",
    ),
    ("الاحد 11 ربيع الآخر 1433 هـ - 4 مارس 2012م - العدد 15959", "2012-03-04 = 1433-04-11 weekday"),
    ("الخميس 3 رجب 1433 هـ - 24 مايو 2012م - العدد 16040", "2012-05-24 = 1433-07-03 weekday"),
    (
        "الاثنين17 جمادى الأول 1433 هـ - 9 ابريل 2012م - العدد 15995",
        "2012-04-09 = 1433-05-17 weekday",
    ),
    (
        "الثلاثاء 13 ربيع الآخر 1433 هـ - 6مارس 2012م - العدد 15961",
        "2012-03-06 = 1433-04-13 weekday",
    ),
    ("الأحد 17 تشرين أول 2010م", "2010-10-17 weekday"),
    ("(04/05/2010 08:45:16 PM)", "2010-05-04T20:45 date_ambiguous"),
    ("03 يونيو 2020م", "2020-06-03"),
    ("ينبع 26 شوال 1436هـ الموافق 011 أغسطس 2015 م واس", "2015-08-11 = 1436-10-26"),
    ("الرياض 26 شوال 1436 هـ الموافق 11 أغسطس 2015 م واس", "2015-08-11 = 1436-10-26"),
    ("حفر الباطن 26 شوال 1436 هـ الموافق 10 أغسطس 2015 م واس", "2015-08-10 = 1436-10-26"),
    ("نجران 26 شوال 1436 هـالموافق 11 اغسطس 2015 م واس", "2015-08-11 = 1436-10-26"),
    ("التاريخ: 24 - 10 - 2011", "2011-10-24"),
    ("القطيف 25 شوال 1436 هـ الموافق 10 اغسطس 2015 م \u00a0 \u00a0واس", "2015-08-10 = 1436-10-25"),
    # Abbreviated and bilingual months
    ("5 ت1 2014", "2014-10-05"),
    ("5 ت 2 2014", "2014-11-05"),
    ("12 ك2 2015", "2015-01-12"),
    ("12 ك1 2015", "2015-12-12"),
    ("شباط/فبراير 2022", "2022-02"),
    ("2 شباط/فبراير 2022", "2022-02-02"),
    ("تشرين الثاني/نوفمبر 5, 2022", "2022-11-05"),
    ("5 كانون الأول - ديسمبر 2022", "2022-12-05"),
    ("22 أغشت 2022", "2022-08-22"),
    ("10 إبريل 2022", "2022-04-10"),
    ("5 جولية 2022", "2022-07-05"),
    ("25 février 2022", "2022-02-25"),
    ("Mardi 22 août 2023", "2023-08-22 weekday"),
    ("25 Dec 2022", "2022-12-25"),
    ("Sunday, April 3, 2022", "2022-04-03 weekday"),
    # Hijri alone
    ("22 شعبان 1443", "2022-03-25 from 1443-08-22 date_converted"),
    ("22 شعبان 1443 هـ", "2022-03-25 from 1443-08-22 date_converted"),
    ("٢٢ شعبان ١٤٤٣ هـ", "2022-03-25 from 1443-08-22 date_converted"),
    ("22 شعبان 1443هـ 15:04", "2022-03-25T15:04 from 1443-08-22 date_converted"),
    ("الجمعة 22 شعبان 1443هـ", "2022-03-25 from 1443-08-22 weekday"),
    ("الجمعة، 06 ذو القعدة 1431 هـ", "2010-10-15 from 1431-11-06 weekday date_converted"),
    ("الأحد 10 شوال 1436", "2015-07-26 from 1436-10-10 weekday"),
    ("السبت 22 شعبان 1443 هـ", "2022-03-26 from 1443-08-22 weekday date_converted"),
    ("الخميس 22 شعبان 1443 هـ", "2022-03-24 from 1443-08-22 weekday date_converted"),
    ("الاثنين 22 شعبان 1443 هـ", "2022-03-25 from 1443-08-22 date_converted weekday_disagrees"),
    ("الثاني والعشرين من شهر صفر سنة 1419هـ", "1998-06-16 from 1419-02-22 date_converted"),
    ("22/8/1443", "2022-03-25 from 1443-08-22 date_converted"),
    ("22-8-1443هـ", "2022-03-25 from 1443-08-22 date_converted"),
    ("1443/08/22", "2022-03-25 from 1443-08-22 date_converted"),
    ("التاريخ : 9 / 10 / 1436ه", "2015-07-25 from 1436-10-09 date_converted"),
    ("الرياض - 25 شوال 1436 هـ", "2015-08-10 from 1436-10-25 date_converted"),
    ("1 رمضان المبارك 1444 هـ", "2023-03-23 from 1444-09-01 date_converted"),
    ("15 ذوالحجة 1443", "2022-07-14 from 1443-12-15 date_converted"),
    ("10 محرم الحرام 1444", "2022-08-08 from 1444-01-10 date_converted"),
    ("3 جمادى 2 1443هـ", "2022-01-06 from 1443-06-03 date_converted"),
    ("5 ربيع ثاني 1443", "2021-11-10 from 1443-04-05 date_converted"),
    ("22 من شهر شعبان من عام 1443 للهجرة", "2022-03-25 from 1443-08-22 date_converted"),
    ("الجمعة 22/شعبان/1443هـ", "2022-03-25 from 1443-08-22 weekday"),
    ("30 شعبان 1443", "2022-04-02 from 1443-08-30 date_converted"),
    ("22 شعبان 1319 هـ", "unread date_unread"),
    ("31 شعبان 1443 هـ", "unread date_unread"),
    ("0 شعبان 1443 هـ", "unread date_unread"),
    ("22/13/1443هـ", "unread date_unread"),
    # Both calendars
    ("الجمعة 25 مارس 2022 م - 22 شعبان 1443 هـ", "2022-03-25 = 1443-08-22 weekday"),
    ("الجمعة 25 مارس 2022 - 22 شعبان 1443", "2022-03-25 = 1443-08-22 weekday"),
    ("الجمعة 22 شعبان 1443 الموافق 25 مارس 2022", "2022-03-25 = 1443-08-22 weekday"),
    ("الجمعة 22 شعبان 1443 / 25 مارس 2022", "2022-03-25 = 1443-08-22 weekday"),
    ("22 شعبان 1443 هـ / 25 مارس 2022 م", "2022-03-25 = 1443-08-22"),
    ("الجمعة 22/8/1443هـ الموافق 25/3/2022م", "2022-03-25 = 1443-08-22 weekday"),
    ("1443/08/22 - 2022/03/25", "2022-03-25 = 1443-08-22"),
    ("1443-08-22 | 2022-03-25", "2022-03-25 = 1443-08-22"),
    ("22 شعبان 1443هـ (25 مارس 2022م)", "2022-03-25 = 1443-08-22"),
    ("25 مارس 2022 (22 شعبان 1443)", "2022-03-25 = 1443-08-22"),
    ("٢٢ شعبان ١٤٤٣ هـ - ٢٥ مارس ٢٠٢٢ م", "2022-03-25 = 1443-08-22"),
    ("شعبان 1443هـ / مارس 2022م", "2022-03 = 1443-08"),
    ("الجمعة 22 شعبان 1443 هـ الموافق لـ 25 مارس 2022م", "2022-03-25 = 1443-08-22 weekday"),
    ("الجمعة 25 آذار 2022 المصادف 22 شعبان 1443", "2022-03-25 = 1443-08-22 weekday"),
    (
        "الجمعة 22 شعبان 1443 - 25 مارس 2022 15:04 بتوقيت مكة المكرمة",
        "2022-03-25T15:04 Asia/Riyadh = 1443-08-22 weekday",
    ),
    ("السبت 22 شعبان 1443 هـ - 26 مارس 2022 م", "2022-03-26 = 1443-08-22 weekday"),
    ("22 شعبان 1443 هـ - 28 مارس 2022 م", "2022-03-28 = 1443-08-22 calendars_disagree"),
    (
        "الجمعة 22 رمضان 1443 هـ - 25 مارس 2022 م",
        "2022-03-25 = 1443-09-22 weekday calendars_disagree",
    ),
    ("الخميس 22 شعبان 1443 هـ - 25 مارس 2022 م", "2022-03-25 = 1443-08-22 weekday_disagrees"),
    ("شعبان 1443هـ / يونيو 2022م", "2022-06 = 1443-08 calendars_disagree"),
    (
        "22 شعبان 1443 هـ - 31 فبراير 2022 م",
        "2022-03-25 from 1443-08-22 date_converted calendars_disagree",
    ),
    (
        "22/08/1443هـ الموافق 03/04/2022م",
        "2022-04-03 = 1443-08-22 calendars_disagree date_ambiguous",
    ),
    ("03/03/1443هـ الموافق 09/10/2021م", "2021-10-09 = 1443-03-03"),
    # A day and a month that a weekday or a Hijri day tells apart
    ("الأحد 03/04/2022", "2022-04-03 weekday"),
    ("الجمعة 03/04/2022", "2022-03-04 weekday date_ambiguous"),
    ("السبت 03/04/2022", "2022-04-03 weekday_disagrees date_ambiguous"),
    ("03/04/2022 1 رمضان 1443", "2022-04-03 = 1443-09-01"),
    # Time zones
    ("25 مارس 2022 15:04 ت غ", "2022-03-25T15:04 UTC"),
    ("25 مارس 2022 15:04 ت.غ", "2022-03-25T15:04 UTC"),
    ("25 مارس 2022 الساعة 15,04 ت غ", "2022-03-25T15:04 UTC"),
    ("25 مارس 2022 15:04 بتوقيت السعودية", "2022-03-25T15:04 Asia/Riyadh"),
    ("25 مارس 2022 03:04 م GST", "2022-03-25T15:04 Asia/Dubai"),
    ("25 مارس 2022 15:04 غرينتش+1", "2022-03-25T15:04 +01:00"),
    ("25 مارس 2022 15:04 بتوقيت الدار البيضاء", "2022-03-25T15:04 Africa/Casablanca"),
    ("25 مارس 2022 15:04 بالتوقيت المحلي", "2022-03-25T15:04"),
    ("25 مارس 2022 15:04 بتوقيت عمان", "2022-03-25T15:04"),
    ("2022-03-25T15:04:05.000Z", "2022-03-25T15:04 UTC"),
    ("2022-03-25T15:04:59+0300", "2022-03-25T15:04 +03:00"),
    ("2022-03-25T15:04:59-05:00", "2022-03-25T15:04 -05:00"),
    ("2022-03-25T15:04+05:30", "2022-03-25T15:04 +05:30"),
    # Times of day
    ("25 مارس 2022 - 14h35", "2022-03-25T14:35"),
    ("25 مارس 2022 - 14سا35", "2022-03-25T14:35"),
    ("25 مارس 2022 على الساعة 12 زوالا", "2022-03-25T12:00"),
    ("25 مارس 2022 - 3:15 ب.ظ", "2022-03-25T15:15"),
    ("25 مارس 2022 - 9:15 ق.ظ", "2022-03-25T09:15"),
    ("25 مارس 2022 - 12:00 ص", "2022-03-25T00:00"),
    ("25 مارس 2022 - 12:00 م", "2022-03-25T12:00"),
    ("٢٥ مارس ٢٠٢٢ - ٣:٠٤ م", "2022-03-25T15:04"),
    ("۲۵ مارس ۲۰۲۲ - ۱۵:۰۴", "2022-03-25T15:04"),
    ("\u200f25 مارس 2022\u200f - \u200e15:04\u200e", "2022-03-25T15:04"),
    ("\u2067الجمعة 25/03/2022\u2069 15:04", "2022-03-25T15:04 weekday"),
    # Weekdays at the end, other furniture
    ("25 مارس 2022 - الجمعة", "2022-03-25 weekday"),
    ("22 شعبان 1443 هـ، الجمعة", "2022-03-25 from 1443-08-22 weekday"),
    ("2022-03-25 (الجمعة) 15:04", "2022-03-25T15:04 weekday"),
    ("السنة 25 - العدد 1234 - الجمعة 25 مارس 2022", "2022-03-25 weekday"),
    ("25 مارس 2022 - منذ 3 ساعات", "2022-03-25"),
    ("تاريخ المقال: 25 مارس 2022", "2022-03-25"),
    ("25 مارس 2022 | 3 دقائق قراءة", "2022-03-25"),
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
    "الجمعة الموافق 18/8/1436هـ، الجمعة الموافق 25/8/1436هـ، الجمعة الموافق 2/9/1436هـ.",
    "\uf0fc 11-10-1436هـ 15-10-1436هـ",
    "سيتم الانتهاء من معظم أعمال المشروع قبل موسم حج 1436.",
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
    "25 مارس 2022 99:99",
    # Numbers of another kind
    "192.168.1.2022",
    "http://www.alriyadh.com/2012/01/16/article701540.html",
    "article-2022-03-25",
    "تسليم سبتمبر 2015.50 دولار",
    "تصميم وتطوير وتنفيذ إدارة الإعلام الإلكتروني 1998-2010",
]


def told(dateline):
    """A dateline as the tables write it."""
    flags = [flag.kind.value for flag in date_flags(dateline)]
    mention = dateline.mention
    if not mention:
        return " ".join(["unread", *flags])
    said = [mention.moment.isoformat(), *filter(None, [mention.moment.zone])]
    if mention.hijri:
        parts = (mention.hijri.year, mention.hijri.month, mention.hijri.day)
        said.append("from" if mention.calendar is Calendar.HIJRI else "=")
        said.append("-".join(f"{part:02}" for part in parts if part))
    return " ".join([*said, *["weekday"] * bool(mention.weekday_agrees), *flags])


@pytest.mark.parametrize(("line", "said"), DATELINES)
def test_a_dateline_says_its_day_and_time_and_what_is_doubtful(line, said):
    dateline = read_dateline(line)
    assert dateline is not None
    assert dateline.text == line
    assert told(dateline) == said


def test_the_table_of_datelines_has_each_line_once():
    assert len(DATELINES) == len(dict(DATELINES)) > 150


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
        ("تم النشر فى: 25 مارس, 2022: 03:04 م GST", "2022-03-25T15:04", "published"),
        ("تاريخ النشر:25.03.2022 | 15:04 GMT", "2022-03-25T15:04", "published"),
        ("نشر بـ 17/01/2023 14:35", "2023-01-17T14:35", "published"),
        ("آخر تحديث GMT 09:15:32 الجمعة ,25 آذار / مارس 2022", "2022-03-25T09:15", "updated"),
        (
            "نشرت في: 25/03/2022 - 15:04آخر تحديث: 25/03/2022 - 15:10",
            "2022-03-25T15:04",
            "published",
        ),
        ("17.01.2023 - محدث : 18.01.2023", "2023-01-17", ""),
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


CAPTURED = datetime(2022, 3, 25, 2, 10, tzinfo=UTC)  # a Friday

COUNTED = [
    ("منذ 3 ساعات", "2022-03-24"),
    ("منذ ساعة واحدة", "2022-03-25"),
    ("قبل ساعتين", "2022-03-25"),
    ("منذ ثلاث ساعات", "2022-03-24"),
    ("منذ 3 ساعات و15 دقيقة", "2022-03-24"),
    ("منذ 5 دقائق", "2022-03-25"),
    ("منذ 0 ساعات", "2022-03-25"),
    ("منذ 100 سنة", "1922"),
    ("منذ عشرة أيام", "2022-03-15"),
    ("منذ لحظات", "2022-03-25"),
    ("قبل قليل", "2022-03-25"),
    ("قبل يومين", "2022-03-23"),
    ("منذ يوم", "2022-03-24"),
    ("منذ ٣ أيام", "2022-03-22"),
    ("منذ 11 يوماً", "2022-03-14"),
    ("نشر قبل 3 أيام", "2022-03-22"),
    ("نُشر منذ 3 أيام", "2022-03-22"),
    ("تم نشر الخبر قبل 3 أيام", "2022-03-22"),
    ("آخر تحديث: منذ 3 أيام", "2022-03-22"),
    ("قبل 3 أيام | 12 تعليق", "2022-03-22"),
    ("منذ أسبوع", "2022-03"),
    ("منذ 4 أسابيع", "2022-02"),
    ("قبل 5 اشهر", "2021-10"),
    ("منذ شهرين", "2022-01"),
    ("قبل شهر واحد", "2022-02"),
    ("منذ سنة", "2021"),
    ("قبل عامين", "2020"),
    ("أمس", "2022-03-24"),
    ("البارحة", "2022-03-24"),
    ("أول أمس", "2022-03-23"),
    ("أمس الأول", "2022-03-23"),
    ("أمس 15:04", "2022-03-24T15:04"),
    ("أمس، الساعة 3:04 م", "2022-03-24T15:04"),
    ("أمس الساعة 15:04 بتوقيت غرينتش", "2022-03-24T15:04 UTC"),
    ("نشر أمس", "2022-03-24"),
    ("أمس الخميس", "2022-03-24 weekday"),
    ("أمس الجمعة", "2022-03-24 weekday_disagrees"),
    ("اليوم 10:30", "2022-03-25T10:30"),
    ("نشر اليوم", "2022-03-25"),
    ("اليوم - ١٠:٣٠ ص", "2022-03-25T10:30"),
    ("اليوم الجمعة 10:30 ص", "2022-03-25T10:30 weekday"),
    ("الخميس الماضي", "2022-03-24"),
    ("الجمعة الماضي", "2022-03-18"),
    ("السبت الماضي 15:04", "2022-03-19T15:04"),
    ("يوم الاثنين الفائت", "2022-03-21"),
]


@pytest.mark.parametrize(("line", "said"), COUNTED)
def test_a_relative_date_counts_from_the_capture_and_is_flagged(line, said):
    dateline = read_dateline(line, CAPTURED)
    assert dateline is not None
    moment, *more = said.split(" ")
    zone = [more.pop(0)] if more[:1] == ["UTC"] else []
    weekday = [more.pop(0)] if more[:1] == ["weekday"] else []
    assert told(dateline) == " ".join([moment, *zone, *weekday, "date_inferred", *more])


@pytest.mark.parametrize("line", [line for line, _ in COUNTED])
def test_a_relative_date_is_flagged_where_the_day_of_the_capture_is_unknown(line):
    dateline = read_dateline(line)
    assert dateline is not None
    assert told(dateline) == "unread date_relative"


def test_hours_count_only_from_a_time():
    [by_day, by_time] = [read_dateline("منذ 3 ساعات", day) for day in (CAPTURED.date(), CAPTURED)]
    assert by_day.mention.moment.isoformat() == "2022-03-25"
    assert by_time.mention.moment.isoformat() == "2022-03-24"


@pytest.mark.parametrize(
    "line",
    [
        "اليوم",  # a newspaper
        "المصري اليوم",
        "عين اليوم – الجمعة",
        "هذا اليوم",
        "قبل الحرب",
        "قبل العام 2000",
        "منذ عام والمدينة بلا ماء",
        "قبل ساعة من المباراة",
        "منذ بضعة أيام",
        "أمس.",
        "«أمس»",
        "بالأمس",
        "أمس واليوم",
        "الأسبوع الماضي",
        "صدر أمس أمر ملكي فيما يلي نصه:",
        "يذكر أن داعش استولى على الأنبار في 17 مايو الماضي.",
        "منذُ يومِ 26 رمضانَ",
        "منذ 2003",
        "منذ 1000 عام",
    ],
)
def test_a_phrase_of_time_is_no_dateline(line):
    assert read_dateline(line, CAPTURED) is None


def test_before_the_first_year_nothing_is_counted():
    dateline = read_dateline("منذ 999 سنة", date(900, 1, 1))
    assert dateline is not None
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
        ("الأحد 03/04/2022", "2022-04-03", False),
        ("الجمعة 03/04/2022", "2022-03-04", True),
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
        ("وحزيران/يونيو 2014، وآب/أغسطس 2014", ["حزيران/يونيو 2014", "آب/أغسطس 2014"]),
        ("باب 2014 وكتاب", []),
        ("صباح السبت 04:44 صباحاً 26/3/2022", ["السبت 04:44 صباحاً 26/3/2022"]),
        ("26/3/2022 الساعة ٧:٠٦ مساءً انقطع", ["26/3/2022 الساعة ٧:٠٦ مساءً"]),
        ("منذ الأسبوع الأول من أغسطس 2011", ["أغسطس 2011"]),
        ("بين يونيو - يوليو 2015", ["يوليو 2015"]),
        ("انتهى يوم الجمعة. 25 مارس 2022 كان", ["25 مارس 2022"]),
        ("الجمعة\n\n25 مارس 2022", ["25 مارس 2022"]),
        ("الجمعة\n25 مارس 2022", ["الجمعة\n25 مارس 2022"]),
        ("في 5 مارس وفي 1 ماي", []),
        ("تسليم أغسطس 1084.40 دولار و2.5 مارس", []),
        ("رواتب الأول حتى مايو 2015", ["مايو 2015"]),
        ("29 مايو 1453هـ", []),
        ("خمسة عشر مارس 2022 ثلاثة أبريل 2022", ["مارس 2022", "أبريل 2022"]),
        ("في رمضان 1443 ثم 22 شعبان 1444هـ", ["22 شعبان 1444هـ"]),
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
        ("صباح اليوم الجمعة 22 شعبان 1443هـ", "2022-03-25"),
        ("مساء أمس الجمعة الموافق 22/8/1443", "2022-03-26"),
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
        (2022, 3, 25, None, None, "UTC"),
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


SYSTEMS = st.sampled_from(get_args(MonthSystem))
DIGITS = st.sampled_from(get_args(Digits))
DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31))
EASTERN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@given(DAYS, SYSTEMS, DIGITS)
def test_a_written_date_reads_as_itself(day, system, digits):
    line = format_date(Moment.on(day), system, digits)
    for printed in (line, line.translate(EASTERN)):
        dateline = read_dateline(printed)
        assert dateline is not None
        assert dateline.mention is not None
        assert dateline.mention.moment == Moment.on(day)
        assert (dateline.mention.start, dateline.mention.end) == (0, len(printed))


@given(st.dates(date(1924, 8, 1), date(2077, 11, 16)), SYSTEMS, DIGITS)
def test_a_written_hijri_date_reads_as_itself_alone_and_beside_the_gregorian(day, system, digits):
    written = format_hijri(Moment.on(day), digits)
    [alone] = find_dates(written)
    [both] = find_dates(f"{written} - {format_date(Moment.on(day), system, digits)} م")
    assert alone.moment == both.moment == Moment.on(day)
    assert alone.hijri == both.hijri
    assert (alone.calendar, both.calendar) == (Calendar.HIJRI, Calendar.GREGORIAN)
    assert both.calendars_agree


def test_every_month_has_a_name_in_every_system():
    for month in MONTHS:
        assert len(month.partition("؛")[0].split("، ")) == len(get_args(MonthSystem))


def test_digits_and_month_names_are_those_a_reader_chooses():
    moment = Moment(2022, 8, 20, 15, 4)
    assert format_date(moment, "levant", "arab") == "٢٠ آب ٢٠٢٢"
    assert format_date(moment, "morocco", "latn") == "20 غشت 2022"
    assert format_hijri(moment) == "22 محرم 1444 هـ"
    assert format_hijri(moment, "arab") == "٢٢ محرم ١٤٤٤ هـ"


@pytest.mark.parametrize("moment", [Moment(2022), Moment(2022, 8), Moment(1900, 1, 1)])
def test_a_moment_that_is_no_known_hijri_day_is_not_written_as_one(moment):
    assert format_hijri(moment) == ""


@pytest.mark.parametrize(
    ("hijri", "moment", "may_be"),
    [
        (HijriDate(1443, 8, 22), Moment(2022, 3, 24), True),
        (HijriDate(1443, 8, 22), Moment(2022, 3, 26), True),
        (HijriDate(1443, 8, 22), Moment(2022, 3, 23), False),
        (HijriDate(1443, 8, 22), Moment(2022, 3, 27), False),
        (HijriDate(1443, 8, 22), Moment(2022, 3), True),
        (HijriDate(1443, 8, 22), Moment(2022, 4), False),
        (HijriDate(1443, 8), Moment(2022, 3, 25), True),
        (HijriDate(1443, 8), Moment(2022, 3), True),
        (HijriDate(1443, 8), Moment(2022, 4), True),
        (HijriDate(1443, 8), Moment(2022, 5), False),
        (HijriDate(1443, 8), Moment(2022), None),
        (HijriDate(1319, 8, 22), Moment(1901, 12, 4), None),
        (HijriDate(1443, 13, 1), Moment(2022, 3, 25), None),
        (HijriDate(1443, 8, 31), Moment(2022, 3, 25), None),
    ],
)
def test_a_hijri_date_may_be_a_day_off_and_no_more(hijri, moment, may_be):
    assert hijri.may_be(moment) is may_be


@pytest.mark.parametrize("zone", sorted({*ZONES, *ZONE_SIGNS}))
def test_every_time_zone_of_the_table_is_one(zone):
    assert ZoneInfo(zone).key == zone


WEEKDAYS = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]


@given(DAYS, st.times(), SYSTEMS)
def test_a_dateline_reads_as_its_day_and_time(day, clock, system):
    weekday = WEEKDAYS[day.weekday()]
    written = format_date(Moment(day.year, day.month, day.day), system)
    dateline = read_dateline(f"{weekday}، {written} - {clock:%H:%M}")
    assert dateline is not None
    assert dateline.mention is not None
    assert dateline.mention.weekday_agrees
    assert dateline.mention.moment.isoformat() == f"{day.isoformat()}T{clock:%H:%M}"


LINE = (
    "الجمعة يوم 25 مارس آذار / - . ، : ( ) 2022 22 شعبان 1443 هـ م ص 03:04 الساعة من الأول العدد"
    " نشر تحديث الجاري اليوم أمس منذ قبل 3 999 ساعات سنة الماضي الموافق بتوقيت القاهرة +03:00 T15 Z GMT + الرباط و ¶ \n\n ½ ㏂ _"
)
WORDS = st.sampled_from(LINE.split(" "))


TEXTS = st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.lists(WORDS).map("".join))


@given(TEXTS)
def test_any_text_is_read_without_failing(text):
    read_dateline(text)
    infer_date(text)
    for mention in find_dates(text):
        assert 0 <= mention.start < mention.end <= len(text)
    for _, _, start, end in find_current_months(text):
        assert 0 <= start < end <= len(text)


@given(TEXTS, st.one_of(st.dates(), st.datetimes()))
def test_any_line_is_read_without_failing_whatever_the_day_of_capture(text, captured):
    dateline = read_dateline(text, captured)
    assert dateline is None or dateline.text == text


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
