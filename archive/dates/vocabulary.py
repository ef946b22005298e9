"""The words of datelines, and the codes by which the patterns of `archive.dates.parts` know them.

Tables are written as papers print them; spellings that fold alike need one entry. A code is a
capital letter and what follows it, for folded text has no capitals.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from archive.text import key

# Egypt's names are also those of Sudan and the Gulf, the Levant's of Iraq, Algeria's of Tunisia.
MonthSystem = Literal["egypt", "levant", "morocco", "algeria", "mauritania"]
SYSTEMS: tuple[MonthSystem, ...] = get_args(MonthSystem)

# A month's name in each system; then abbreviations and other spellings.
MONTHS = (
    "يناير، كانون الثاني، يناير، جانفي، يناير؛ كانون ثاني، كانون ثان، كانون 2، ك 2، january، jan"
    "، janvier",
    "فبراير، شباط، فبراير، فيفري، فبراير؛ فيبراير، فبرائر، february، feb، février",
    "مارس، آذار، مارس، مارس، مارس؛ march، mar، mars",
    "أبريل، نيسان، أبريل، أفريل، ابريل؛ april، apr، avril",
    "مايو، أيار، ماي، ماي، مايو؛ مايس، may، mai",
    "يونيو، حزيران، يونيو، جوان، يونيو؛ يونيه، june، jun، juin",
    "يوليو، تموز، يوليوز، جويلية، يوليو؛ يوليه، جولية، july، jul، juillet",
    "أغسطس، آب، غشت، أوت، اغسطس؛ أوغسطس، أغشت، august، aug، août",
    "سبتمبر، أيلول، شتنبر، سبتمبر، شتمبر؛ سيبتمبر، september، sept، sep، septembre",
    "أكتوبر، تشرين الأول، أكتوبر، أكتوبر، اكتوبر؛ أوكتوبر، تشرين أول، تشرين 1، ت 1، october، oct"
    "، octobre",
    "نوفمبر، تشرين الثاني، نونبر، نوفمبر، نفمبر؛ نوفنبر، تشرين ثاني، تشرين ثان، تشرين 2، ت 2"
    "، november، nov، novembre",
    "ديسمبر، كانون الأول، دجنبر، ديسمبر، دجمبر؛ ديسنبر، كانون أول، كانون 1، ك 1، december، dec"
    "، décembre",
)
# A month's name; then other spellings.
HIJRI_MONTHS = (
    "محرم؛ المحرم، محرم الحرام",
    "صفر؛ صفر الخير",
    "ربيع الأول؛ ربيع أول، ربيع 1",
    "ربيع الآخر؛ ربيع الثاني، ربيع ثاني، ربيع آخر، ربيع 2",
    "جمادى الأولى؛ جمادى الأول، جماد الأولى، جماد الأول، جمادى أولى، جماد أول، جمادى 1، جماد 1",
    "جمادى الآخرة؛ جمادى الآخر، جمادى الثانية، جمادى الثاني، جماد الآخرة، جماد الآخر، جماد الثاني"
    "، جماد الثانية، جمادى آخر، جماد ثاني، جمادى 2، جماد 2",
    "رجب؛ رجب الفرد، رجب المرجب",
    "شعبان؛ شعبان المعظم، شعبان المبارك",
    "رمضان؛ رمضان المبارك، رمضان المعظم",
    "شوال؛ شوال المبارك",
    "ذو القعدة؛ ذي القعدة، ذوالقعدة، ذيالقعدة",
    "ذو الحجة؛ ذي الحجة، ذوالحجة، ذيالحجة",
)
WEEKDAYS = (
    "الاثنين؛ monday، mon، lundi",
    "الثلاثاء؛ الثلاثا، الثلثاء، tuesday، tue، mardi",
    "الأربعاء؛ الأربعا، wednesday، wed، mercredi",
    "الخميس؛ thursday، thu، jeudi",
    "الجمعة؛ friday، fri، vendredi",
    "السبت؛ saturday، sat، samedi",
    "الأحد؛ sunday، sun، dimanche",
)
# As they open a line, before a comma; elsewhere they are numbers, names and other words.
BARE_WEEKDAYS = ("اثنين", "ثلاثاء", "أربعاء", "خميس", "جمعة", "سبت", "أحد")
ORDINALS = (
    "الأول، الثاني، الثالث، الرابع، الخامس، السادس، السابع، الثامن، التاسع، العاشر"
    "، الحادي عشر، الثاني عشر، الثالث عشر، الرابع عشر، الخامس عشر، السادس عشر، السابع عشر"
    "، الثامن عشر، التاسع عشر، العشرين، الحادي والعشرين، الثاني والعشرين، الثالث والعشرين"
    "، الرابع والعشرين، الخامس والعشرين، السادس والعشرين، السابع والعشرين، الثامن والعشرين"
    "، التاسع والعشرين، الثلاثين، الحادي والثلاثين"
)
# One, two, many; then other spellings of many. «عام» and «سنة» are both years.
UNITS = (
    ("s", "لحظة، لحظتين، لحظات؛ ثانية، ثواني، ثوان، قليل"),
    ("m", "دقيقة، دقيقتين، دقائق"),
    ("h", "ساعة، ساعتين، ساعات"),
    ("d", "يوم، يومين، أيام؛ يوما"),
    ("w", "أسبوع، أسبوعين، أسابيع؛ أسبوعا"),
    ("o", "شهر، شهرين، أشهر؛ شهور، شهرا"),
    ("y", "سنة، سنتين، سنوات؛ سنين"),
    ("y", "عام، عامين، أعوام؛ عاما"),
)
# From three, as they are said of units.
COUNTS = (
    "ثلاث؛ ثلاثة",
    "أربع؛ أربعة",
    "خمس؛ خمسة",
    "ست؛ ستة",
    "سبع؛ سبعة",
    "ثماني؛ ثمان، ثمانية",
    "تسع؛ تسعة",
    "عشر؛ عشرة",
)
# Zones by the words and letters that stand for them; the places of ZONES only after «بتوقيت».
# «عمان» is no place here, for it is Amman and Oman.
ZONE_SIGNS = {
    "UTC": "غرينتش، جرينتش، غرينيتش، جرينيتش، غرينتش الموحد، ت غ، gmt، utc، z",
    "Asia/Riyadh": "ksa",
    "Asia/Dubai": "gst، uae",
}
ZONES = {
    "UTC": "العالمي، الموحد",
    "Asia/Riyadh": "السعودية، المملكة، الرياض، مكة، مكة المكرمة",
    "Asia/Dubai": "الإمارات، أبوظبي، أبو ظبي، دبي",
    "Asia/Qatar": "قطر، الدوحة",
    "Asia/Kuwait": "الكويت",
    "Asia/Bahrain": "البحرين، المنامة",
    "Asia/Muscat": "مسقط، سلطنة عمان",
    "Asia/Aden": "اليمن، صنعاء، عدن",
    "Asia/Baghdad": "العراق، بغداد",
    "Asia/Damascus": "سوريا، سورية، دمشق",
    "Asia/Beirut": "لبنان، بيروت",
    "Asia/Amman": "الأردن",
    "Asia/Jerusalem": "القدس، القدس المحتلة",
    "Asia/Gaza": "فلسطين، غزة",
    "Africa/Cairo": "مصر، القاهرة",
    "Africa/Khartoum": "السودان، الخرطوم",
    "Africa/Tripoli": "ليبيا، طرابلس",
    "Africa/Tunis": "تونس",
    "Africa/Algiers": "الجزائر",
    "Africa/Casablanca": "المغرب، الرباط، الدار البيضاء",
    "Africa/Nouakchott": "موريتانيا، نواكشوط",
    "Europe/Istanbul": "تركيا، إسطنبول، أنقرة",
    "Europe/Moscow": "موسكو",
    "Europe/London": "لندن",
    "Europe/Paris": "باريس",
    "Asia/Tehran": "طهران، إيران",
    "America/New_York": "نيويورك، واشنطن",
}
WORDS = {
    # By the first of the twelve hours meant: «1 ظهرا» is 13, «1 ليلا» is 1.
    "C00": "ص، صباحا، فجرا، قبل الظهر، ق ظ، am، a m",
    "C11": "ظهرا، زوالا",
    "C12": "مساء، عصرا، بعد الظهر، بعد الزوال، ب ظ، pm، p m",
    "C18": "ليلا",
    "P": "م",  # after a time the second half of the day, after a year the Christian era
    "E": "ميلادي، ميلادية، ميلاديا، للميلاد، مسيحي",
    "A": "هـ، هجري، هجرية، هجريا، للهجرة",
    "V": "من",
    "Y": "العام، لعام، لسنة",
    "J": "الجاري، الحالي",
    "F": "الماضي، الفائت، المنصرم",
    "K": "الأسبوع، النصف، الثلث، الربع",  # «الأول من مارس» after these is no day
    "S": "الساعة",
    "B": "في، على، الموافق، لموافق، هـالموافق، موافق، الموافقة، يوافق، المصادف، المصادفة، بتاريخ"
    "، تمام، ل، ب، on، at، t",
    "Z": "بتوقيت، توقيت، بالتوقيت، المحلي",
    "N": "العدد، رقم العدد، عدد، السنة، مشاهدة، مشاهدات، قراءة، قراءات، تعليق، تعليقات",
    "L": "نشر، نشرت، نشره، نشرها، النشر، منشور، أضيف، أضيفت، الإضافة، أدرج، أدرجت، الإدراج، حرر"
    "، حررت، التحرير، تحريره، أرسل، كتب بتاريخ، published، posted",
    "U": "تحديث، التحديث، حدث، محدث، محدثة، تعديل، التعديل، تعديله، عدل، updated، modified",
    # By the days that have passed since; not known in the last row.
    "T0": "اليوم",
    "T1": "أمس، البارحة",
    "T2": "أول أمس، أمس الأول",
    "T": "هذا اليوم، ذلك اليوم",
    "O": "تم، جرى، هذا، آخر، تاريخ، التاريخ، الخبر، المقال، وقت، last، date",
    # Words of sentences and of bylines, never of a dateline. Only «منذ» and «قبل» may open one.
    "R": "منذ، قبل",
    "X": "أن، إن، إلى، حتى، خلال، بعد، التي، الذي، كان، كانت، قال، قالت",
    "Q": "كتب، كتبت، بقلم، إعداد",
}


def names(row: str) -> list[str]:
    return row.replace("؛", "،").split("، ")


def _numbered(letter: str, rows: Iterable[str], first: int = 0) -> dict[str, str]:
    return {
        key(name): f"{letter}{number:02}"
        for number, row in enumerate(rows, first)
        for name in names(row)
    }


def _units() -> Iterator[tuple[str, str]]:
    """The code of «ساعة» is Ih1, that of «ساعتين» Ih2, and that of «ساعات», after a number, Ih3."""
    for letter, row in UNITS:
        for count, name in enumerate(names(row), 1):
            yield key(name), f"I{letter}{min(count, 3)}"


CODES = {
    **{key(name): code for code, row in WORDS.items() for name in names(row)},
    **_numbered("I", COUNTS, 3),
    **dict(_units()),
    **_numbered("M", MONTHS, 1),
    **_numbered("H", HIJRI_MONTHS, 1),
    **_numbered("D", names(ORDINALS), 1),
    **_numbered("W", WEEKDAYS),
    **_numbered("B", BARE_WEEKDAYS),
    **_numbered("G", ZONE_SIGNS.values()),
}
"""Of each word or pair of words, folded, its code."""

PLACES = {key(name): zone for zone, row in ZONES.items() for name in names(row)}
"""Of each place, folded, its time zone."""
