"""Whose name a byline bears, where it bears one.

Papers write «محمد شحار - جازان», «واس - الرياض» and «الجزيرة - المحليات:» alike: nothing but the
words tells a writer from an agency, a desk or a city. So a byline names a person only where

- signs, or «من», divide it into parts of which exactly one begins with a given name of the table,
- that part has two to six words, no digit, and does not end in a place of the table,
- no given name stands in the other parts, none follows a «و», and no comma lists the name with
  another of two words: two writers are no one,
- and what else is there is short, so that it is a place, an agency or a desk and no sentence.

Titles and words such as «بقلم» are no part of the name. Every other byline stays a byline.
"""

from html import unescape

import regex

from archive.text import Word, key, words

FEWEST, MOST = 2, 6
"""Words of a name."""
LONGEST_BESIDE = 4
"""Words of what else stands in a byline with a name."""

# Divides a byline; tatweel does where it stands alone.
DIVIDING = regex.compile(r"[-–—:؛;/|()\[\]«»،,]|(?<=\s)(?:ـ+|من)(?=\s)|\s{2,}")
LISTING = regex.compile(r"[،,]")

# What stands before a name, and is no part of it.
BEFORE_A_NAME = frozenset(
    key(
        """
        بقلم كتب كتبت كتبه كتبها إعداد أعد أعده أعدت تحرير تقرير تحقيق حوار حاوره ترجمة متابعة
        د أ م أد ا الدكتور الدكتورة دكتور دكتورة الأستاذ الأستاذة أستاذ البروفيسور بروفيسور
        المهندس المهندسة مهندس المحامي المحامية الشيخ الكاتب الكاتبة الصحفي الصحفية الصحافي
        الصحافية مراسلنا مراسلتنا
        """
    ).split()
)

GIVEN_NAMES = frozenset(
    key(
        """
        محمد أحمد محمود حامد حمد حميد حمدان حمدي حماد مصطفى علي حسن حسين حسام حسان الحسن الحسين
        إبراهيم إسماعيل إسحاق يوسف يعقوب موسى عيسى داود داوود سليمان زكريا يحيى إلياس أيوب يونس
        عبد عبيد عبده عباس عثمان عمر عمرو عمار عماد عادل عارف عاصم عامر عايض عائض عبدو عدنان عزام
        عزيز عصام عطية عقيل علاء علوي عناد عوض عواد عيد غازي غانم غسان فارس فاروق فالح فايز فائز
        فؤاد فتحي فراس فرج فريد فضل فلاح فهد فهمي فواز فوزي فيصل قاسم قيس كاظم كامل كريم كمال لؤي
        ماجد مازن مالك مأمون متعب مثنى مجدي محسن مراد مرزوق مروان مساعد مسعد مسعود مسفر مشاري مشعل
        مطلق معاذ معتز معتصم معن مفرح مقبل ممدوح منذر منصور منير مهدي مهند مؤيد ميلاد ناجي نادر ناصر
        نايف نائل نبيل نجيب نزار نصر نضال نعيم نواف نوح نوري هادي هاشم هاني هشام هلال هيثم وائل وسام
        وسيم وليد وهيب ياسر ياسين زايد زاهر زهير زياد زيد زين سالم سامح سامر سامي سباعي سعد سعود سعيد
        سفر سلطان سلمان سليم سمير سهيل سيف شاكر شريف شعيب شوقي صادق صالح صبري صلاح ضياء طارق طالب
        طاهر طلال طلعت ظافر بدر بسام بشار بشير بكر بلال بندر تركي توفيق تيسير ثامر جابر جاسر جاسم
        جعفر جلال جمال جمعان جميل جهاد جواد حاتم حازم حاكم حبيب حسني حفيظ حمزة حمود حيدر خالد خلف
        خلفان خليفة خليل خيري دخيل راجح راشد راضي رافع رامي رائد رجب رشاد رشيد رضا رضوان رفيق رمزي
        رمضان رياض أسامة أسعد أشرف أكرم أمجد أمين أنس أنور أيمن أدهم إدريس إياد إيهاب باسل باسم
        إيمان أسماء أماني أمل أمينة آمنة أميرة أمنية بثينة بدرية بسمة بشرى تهاني ثريا جميلة جواهر
        حصة حليمة حنان خديجة خلود دلال دينا رانيا ربى رجاء رحمة رشا رضوى رقية رنا رولا ريم ريما زهراء
        زينب سارة سامية سحر سعاد سعدية سلمى سلوى سمر سميرة سميحة سناء سهام سهى شروق شهد شيماء صفاء
        صفية عايدة عائشة عبير عفاف علياء عهود غادة فاطمة فدوى فريدة فوزية كريمة لبنى لطيفة لمياء ليلى
        مريم منال منى مها مي ميساء نادية ناهد نجاة نجلاء نجوى ندى نسرين نهى نوال نورة نورا هالة هبة
        هدى هند هناء هيام هيفاء وجدان وداد وفاء ياسمين يسرى
        """
    ).split()
)

# With which a name does not end, though a byline may: «فيصل البعيجان الرياض».
PLACES = frozenset(
    key(
        """
        الرياض جدة مكة المدينة الدمام الخبر الطائف تبوك أبها جازان جيزان نجران حائل بريدة عنيزة عرعر
        الباحة الأحساء القطيف ينبع الجبيل الجوف سكاكا القاهرة الإسكندرية بيروت دمشق حلب عمان القدس
        غزة بغداد البصرة أربيل الكويت الدوحة المنامة دبي أبوظبي الشارقة مسقط صنعاء عدن المكلا الخرطوم
        طرابلس بنغازي تونس الجزائر وهران الرباط البيضاء مراكش فاس طنجة نواكشوط لندن باريس برلين روما
        مدريد موسكو أنقرة إسطنبول طهران واشنطن نيويورك جنيف فيينا بروكسل
        """
    ).split()
)


def person_of(byline: str) -> str:
    """The one person a byline names, without title, as printed; or nothing.

    >>> person_of("الأحساء - عايدة بنت صالح:"), person_of("بقلم د. أسامة الفرا")
    ('عايدة بنت صالح', 'أسامة الفرا')
    >>> person_of("واس - الرياض"), person_of("محمد علي، أحمد عمر (القاهرة)")
    ('', '')
    """
    byline = unescape(byline)
    parts = [(part, list(words(part))) for part in DIVIDING.split(byline)]
    named = [(part, name) for part, found in parts if is_name(name := without_title(found))]
    if len(named) != 1:
        return ""
    [(part, name)] = named
    beside = [found for other, found in parts if other is not part]
    if any(is_doubtful(found) for found in beside):
        return ""
    if LISTING.search(byline) and any(len(found) >= FEWEST for found in beside):
        return ""
    return part[name[0].start : name[-1].end]


def without_title(found: list[Word]) -> list[Word]:
    before = next((at for at, word in enumerate(found) if word.folded not in BEFORE_A_NAME), 0)
    return found[before:]


def is_name(name: list[Word]) -> bool:
    return (
        FEWEST <= len(name) <= MOST
        and name[0].folded in GIVEN_NAMES
        and name[-1].folded not in PLACES
        and not any(word.folded.isdecimal() for word in name)
        and not any(joins_another(word) for word in name)
    )


def joins_another(word: Word) -> bool:
    """Whether a word is «و», alone or with a given name, and so begins a second person's."""
    return word.folded == "و" or (word.folded[:1] == "و" and word.folded[1:] in GIVEN_NAMES)


def is_doubtful(beside: list[Word]) -> bool:
    return len(beside) > LONGEST_BESIDE or any(
        word.folded in GIVEN_NAMES or joins_another(word) for word in beside
    )
