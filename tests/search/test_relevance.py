"""A table of what a reader expects: for each query what it finds, what it does not, what comes first.

The articles are made up for it; each has one thing that makes it easy to miss or to find wrongly.
"""

import pytest

from search import engine
from search.asking import Asked
from search.layers import Level
from search.query import parse
from search.search_indexes import document

ARTICLES = {
    "minister": ("وزير الخارجية في الرباط", "استقبل وزير الخارجية نظيره الفرنسي أمس بالرباط."),
    "ministers": ("اجتماع مجلس الحكومة", "ناقش الوزراء مشروع القانون ثم صادقوا عليه."),
    "ministry": ("الوزارة تنفي", "نفت وزارة الصحة ما نُشر عن اللقاح."),
    "weir": ("ساقية الزير", "ملأ الفلاح الزير ماء باردا."),
    "france": ("فرنسا تفوز", "فازت فرنسا على البرازيل وبلغت النهائي."),
    "french": ("السفارة الفرنسية", "قالت السفارة الفرنسية إن التأشيرات متاحة."),
    "gantz_j": ("جانتس في واشنطن", "وصل بيني جانتس إلى واشنطن."),
    "gantz_g": ("لقاء مع غانتس", "التقى الوفد غانتس مساء."),
    "adraee": ("تغريدة أفيخاي", "كتب أفيخاي أدرعي على حسابه."),
    "library": ("افتتاح مكتبة", "افتتحت البلدية مكتبة عامة للأطفال."),
    "book": ("كتاب عن الصحراء", "صدر كتاب جديد عن تاريخ الصحراء."),
    "books": ("معرض الكتب", "زار الآلاف معرض الكتب في الدار البيضاء."),
    "writer": ("رحيل كاتب", "رحل الكاتب المعروف عن سبعين عاما."),
    "patience": ("مفتاح الفرج", "قال الشيخ: استعينوا بالصبر والصلاة."),
    "security": ("مجلس الأمن يصوت", "صوت مجلس الأمن الدولي على القرار."),
    "council": ("أمن المجلس البلدي", "تحدث عن أمن السوق ثم غادر مجلس المدينة."),
    "schools": ("إضراب المدارس", "أغلقت المدارس أبوابها وتظاهر المدرسون."),
    "elections": ("انتخابات الجهات", "انطلقت الحملة الانتخابية في الجهات."),
    "responsible": ("المسئولون غائبون", "غاب المسئولون عن الجلسة."),
    "eid": ("صلاة العيد", "أدى المصلون صلاة العيد في الساحات."),
    "said": ("سعيد يوقع", "وقع اللاعب سعيد عقدا جديدا."),
    "digits": ("ميزانية ٢٠٢٣", "بلغت الميزانية ٤٥ مليارا في سنة ٢٠٢٣."),
    "marks": ("قَصيدةٌ مَشكولة", "كَتَبَ الشَّاعِرُ قَصيدَةً طَويلَةً."),
    "latin": ("شركة Google توضح", "أعلنت شركة Google تحديثا جديدا."),
    "governor": ("والي الجهة", "افتتح والي الجهة المعرض."),
    "markets": ("الأسواق الأميركية", "امتدت الخسائر من الأسواق الأميركية إلى آسيا وإلى لندن."),
    "dispute": ("نزاع المياه", "توصل الطرفان إلى آلية لحل النزاع بين الرياض وجدة، ولله الحمد."),
    "compound": ("الأمير عبدالله يستقبل", "استقبل الأمير عبدالله وفدا."),
}

# query, must find, must not find, what comes first
TABLE = [
    ("وزير", {"minister", "ministers"}, {"weir"}, "minister"),
    ("الزير", {"weir"}, {"minister", "ministers"}, "weir"),
    ("وزراء", {"ministers", "minister"}, {"weir"}, "ministers"),
    ("فرنسا", {"france"}, set(), "france"),
    ("جانتس", {"gantz_j", "gantz_g"}, set(), "gantz_j"),
    ("كانتس", {"gantz_j", "gantz_g"}, set(), None),
    ("أفخاي", {"adraee"}, set(), "adraee"),
    ("كتاب", {"book", "books"}, {"library", "writer"}, "book"),
    ("الصبر", {"patience"}, set(), "patience"),
    ("الرباط", {"minister"}, set(), "minister"),
    ("وبالرباط", {"minister"}, set(), "minister"),
    ("«مجلس الأمن»", {"security"}, {"council"}, "security"),
    ("مجلس الأمن", {"security", "council"}, set(), "security"),
    ('"أمن مجلس"~5', {"security", "council"}, set(), None),
    ("مدرسة", {"schools"}, set(), "schools"),
    ("انتخابات", {"elections"}, set(), "elections"),
    ("مسؤولون", {"responsible"}, set(), "responsible"),
    ("عيد", {"eid"}, {"said"}, "eid"),
    ("2023", {"digits"}, set(), "digits"),
    ("قصيدة", {"marks"}, set(), "marks"),
    ("=كتب", set(), {"marks", "books"}, None),
    ("=كَتَبَ", {"marks"}, {"books"}, "marks"),
    ("google", {"latin"}, set(), "latin"),
    ("عبد الله", {"compound"}, set(), "compound"),
    ("عبدالله", {"compound"}, set(), "compound"),
    ("والي", {"governor"}, {"markets"}, "governor"),
    ("أمريكا", {"markets"}, {"dispute"}, "markets"),
    ("حل", {"dispute"}, set(), "dispute"),
    ("آلية", {"dispute"}, {"markets"}, "dispute"),
    ("جدة", {"dispute"}, set(), "dispute"),
    ("الله", {"dispute", "compound"}, set(), None),
    ("السفارة -فرنسا", {"french"}, {"france"}, "french"),
    ("فرنسا أو عيد", {"france", "eid"}, set(), None),
    ("عنوان:وزير", {"minister"}, {"ministers"}, "minister"),
    ("مكتب*", {"library"}, {"book"}, "library"),
    ("*تاب", {"book"}, {"library"}, "book"),
    ("هل صدر كتاب عن الصحراء؟", {"book"}, set(), "book"),
    ("من هو كاتب السبعين؟", {"writer"}, set(), "writer"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    backend = engine.elsewhere(tmp_path_factory.mktemp("relevance"))
    backend.build(document(pk, title, [body]) for pk, (title, body) in ARTICLES.items())
    return backend


@pytest.mark.parametrize(
    ("query", "found", "not_found", "first"), TABLE, ids=[row[0] for row in TABLE]
)
def test_readers_find_what_they_mean(archive, query, found, not_found, first):
    hits = [hit.article_id for hit in archive.find(Asked(parse(query)), 0, 50).hits]
    assert found <= set(hits)
    assert not not_found & set(hits)
    assert first is None or hits[0] == first


def test_the_same_root_is_found_at_the_widest_level_only(archive):
    at_level = {
        level: {hit.article_id for hit in archive.find(Asked(parse("كتاب"), level), 0, 50).hits}
        for level in Level
    }
    assert at_level[Level.EXACT] == {"book"}
    assert at_level[Level.FOLDED] == {"book"}
    assert at_level[Level.FORMS] >= {"book", "books"}
    assert at_level[Level.ROOT] >= {"book", "books", "library", "writer", "adraee", "marks"}
