"""What a reader finds, in the index and without it."""

import logging
import random
import shutil
import threading
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from haystack.exceptions import SearchBackendError
from haystack.query import SQ, SearchQuerySet

from archive.models import Article, ArticleKeyword, Comment, Keyword, KeywordAlias
from search import engine, whoosh_engine
from search.asking import Asked, Found, IndexUnusable
from search.clauses import Field, Word
from search.highlight import Marker
from search.layers import Level
from search.query import parse
from tests.conftest import MEETING

BOTH = {"memorandum", "meeting"}


def search(text: str, start: int = 0, stop: int = 20, **options: Any) -> Found:
    return engine.find(Asked(parse(text), **options), start, stop)


@pytest.fixture
def found(seeds):
    names = {seeds[0].pk: "memorandum", seeds[1].pk: "meeting"}

    def find(query: str) -> list[str]:
        result = search(query)
        assert result.total == len(result.hits)
        assert not result.degraded
        return [names[hit.article_id] for hit in result.hits]

    return find


@pytest.mark.parametrize(
    ("query", "articles"),
    [
        ("الإسرائيلي", BOTH),
        ("الاسرائيلي", BOTH),
        ("اسرائيلي", BOTH),
        ("مُذَكِّرَة تفاهم", {"memorandum"}),
        ("«مذكرة تفاهم»", {"memorandum"}),
        ("«تفاهم مذكرة»", set()),
        ('"الجيش الإسرائيلي"', {"memorandum"}),
        ("١٧ يناير ٢٠٢٣", {"meeting"}),
        ("17 يناير 2023", {"meeting"}),
        ("المغـــرب", BOTH),
        ("وبالرباط", BOTH),
        ("القوات المسلحة الملكية", BOTH),
        ("«القوات المسلحة الملكية»", BOTH),
        ("أفيخاي", {"memorandum"}),
        ("أفخاي", {"memorandum"}),
        ("النووية", {"meeting"}),
        ("الصحراء", {"meeting"}),
        ("الرباط النووية", {"meeting"}),
        ("جيش الاحتلال", {"memorandum"}),
        ("الصين", set()),
        ("الرباط الصين", set()),
        ("", set()),
        ("؟؟؟", set()),
        ("***", set()),
        ("AND OR NOT", set()),
        ("title:المغرب*", BOTH),
    ],
)
def test_readers_find_what_is_there_in_any_spelling(found, query, articles):
    assert set(found(query)) == articles


def test_a_question_finds_its_answer_first(found):
    assert found("هل انعقد الاجتماع؟")[0] == "meeting"


def test_a_word_in_the_headline_weighs_more_than_one_in_a_comment(import_text):
    filler = "\n\n".join(["هذا نص طويل لا علاقة له بشيء مما يبحث عنه القارئ اليوم."] * 3)
    comments = "تعليق واحد\n\n1. سمعنا عن الزلزال قبل أيام ولم نصدق الخبر"
    mentioned = import_text(f"أخبار متفرقة من المدينة\n\n{filler}\n\n{comments}")
    headline = import_text(f"الزلزال يضرب المدينة\n\n{filler}")
    hits = search("الزلزال").hits
    assert [hit.article_id for hit in hits] == [headline.pk, mentioned.pk]


def test_a_word_as_typed_outranks_a_rare_form_with_particles(import_text):
    import_text("الخبر الأول هنا\n\nوصفه بأنه كالزلزال في المدينة.")
    for number in range(6):
        import_text(f"الخبر رقم {number}\n\nقالوا إنه الزلزال في المدينة.")
    first, *_, last = search("الزلزال").hits
    assert "كالزلزال" in Article.objects.get(pk=last.article_id).body
    assert first.score > last.score


def test_no_phrase_runs_from_one_comment_into_the_next(import_text):
    import_text("عنوان الخبر\n\nنص الخبر هنا.\n\nتعليقان\n\n1. رأي القارئ\n\n2. الكريم مهم")
    assert search("«رأي القارئ»").total == 1
    assert search("«القارئ الكريم»").total == 0


def test_each_word_of_a_phrase_may_carry_any_particle(import_text):
    for number, particle in enumerate(("", "و", "ب", "ل", "ك", "وب")):
        import_text(f"الخبر {number}\n\nقيل {particle}رئيس مجلس ال{number} في بيان.")
        import_text(f"رأي {number}\n\nمجلس ثم {particle}رئيس في كلام آخر.")
    result = search("«رئيس مجلس»")
    assert (result.total, result.degraded) == (6, False)


def test_phrases_find_what_stands_in_a_row_and_nothing_else(import_text):
    """Compared with reading each text through, on texts in which words repeat."""
    chance = random.Random(17)
    vocabulary = ["ولي", "العهد", "ولي", "وولي", "شيئا", "فشيئا", "بين", "الأمن", "بالأمن", "مجلس"]
    articles = {}
    for number in range(40):
        words = " ".join(chance.choices(vocabulary, k=chance.randint(3, 12)))
        article = import_text(f"الخبر رقم {number}\n\nقال {words} في بيان.")
        articles[article.pk] = article.body
    for _ in range(60):
        asked = parse(f"«{' '.join(chance.choices(vocabulary, k=chance.randint(2, 3)))}»")
        marker = Marker(asked, Level.FORMS)
        read = {pk for pk, body in articles.items() if marker.matches(body, Field.TEXT)}
        result = search(asked.text, 0, 100)
        assert {hit.article_id for hit in result.hits} == read, asked.text
        assert not result.degraded


def test_pages_of_hits_follow_one_another(import_text):
    for number in range(7):
        import_text(f"الخبر رقم {number}\n\nنص الخبر كما نشر في حينه.")
    every = search("الخبر", 0, 20)
    assert every.total == 7
    parts = [search("الخبر", start, start + 3) for start in (0, 3, 6)]
    assert [part.total for part in parts] == [7, 7, 7]
    assert tuple(hit for part in parts for hit in part.hits) == every.hits


class TestKeepingInStep:
    """The index follows the database at once."""

    @pytest.fixture(autouse=True)
    def committed(self, django_capture_on_commit_callbacks):
        self.commit = lambda: django_capture_on_commit_callbacks(execute=True)

    def test_an_edited_body_is_found_by_its_new_words_only(self, meeting):
        with self.commit():
            meeting.body = "نص جديد كتبه أمين المحفوظات."
            meeting.save()
        assert search("المحفوظات").total == 1
        assert search("اللوجستيك").total == 0

    def test_a_hidden_article_is_found_no_more_until_it_is_published_again(self, meeting):
        with self.commit():
            meeting.status = Article.Status.HIDDEN
            meeting.save()
        assert search("اللوجستيك").total == 0
        with self.commit():
            meeting.status = Article.Status.PUBLISHED
            meeting.save()
        assert search("اللوجستيك").total == 1

    def test_a_deleted_article_is_found_no_more(self, meeting):
        with self.commit():
            meeting.delete()
        assert search("اللوجستيك").total == 0

    def test_a_hidden_comment_is_found_no_more(self, meeting):
        with self.commit():
            comment = meeting.comments.get(number=8)
            comment.hidden = True
            comment.save()
        assert search("النووية").total == 0

    def test_a_deleted_comment_is_found_no_more(self, meeting):
        with self.commit():
            Comment.objects.get(number=8).delete()
        assert search("النووية").total == 0

    def test_an_article_is_found_by_a_new_spelling_of_its_keyword(self, memorandum):
        with self.commit():
            keyword = Keyword.objects.get(name="أفخاي أدرعي")
            KeywordAlias.objects.create(of=keyword, name="ادراعي")
        assert search("ادراعي").total == 1

    def test_a_change_that_is_rolled_back_is_not_indexed(self, meeting):
        with self.commit(), transaction.atomic():
            meeting.body = "نص لن يحفظ أبدا."
            meeting.save()
            transaction.set_rollback(True)
        assert search("أبدا").total == 0

    def test_what_was_written_behind_its_back_is_found_after_the_next_import(
        self, seeds, import_files
    ):
        meeting = seeds[1]
        Article.objects.filter(pk=seeds[0].pk).update(status=Article.Status.HIDDEN)
        Article.objects.filter(pk=meeting.pk).update(
            body="نص من وراء الظهر", modified_at="2030-01-01T00:00Z"
        )
        import_files()
        assert search("الظهر").total == 1
        assert search("أفيخاي").total == 0


def the_index() -> Path:
    [path] = (path for path in (settings.DATA_DIR / "index").iterdir() if path.is_dir())
    return path


def lose(path: Path) -> None:
    shutil.rmtree(path)


def truncate_contents(path: Path) -> None:
    [toc] = path.glob("*.toc")
    toc.write_bytes(toc.read_bytes()[:20])


def lose_contents(path: Path) -> None:
    [toc] = path.glob("*.toc")
    toc.unlink()


def lose_segment(path: Path) -> None:
    for segment in path.glob("*.seg"):
        segment.unlink()


def empty_segment(path: Path) -> None:
    for segment in path.glob("*.seg"):
        segment.write_bytes(b"")


IN_THE_DATABASE = {
    "اللوجستيك": 1,
    "النووية": 1,
    "النووية الصحراء": 1,
    "«مذكرة تفاهم»": 1,
    "١٧ يناير ٢٠٢٣": 1,
    "المغـــرب": 2,
    "جيش الاحتلال": 1,
    "الصين": 0,
    "ا" * 60_000: 0,
    "المغرب -النووية": 1,
    "النووية أو أفيخاي": 2,
    "(النووية أو الصين) الصحراء": 1,
    "اللوجس*": 1,
    "عنوان:النووية": 0,
    "تعليق:النووية": 1,
    "سنة:2023": 1,
    "إلى:1999": 0,
}


def overwrite_postings(path: Path) -> None:
    for segment in path.glob("*.seg"):
        raw = bytearray(segment.read_bytes())
        third = len(raw) // 3
        raw[third : 2 * third] = b"\xff" * third
        segment.write_bytes(raw)


@pytest.mark.parametrize(
    "damage",
    [lose, truncate_contents, lose_contents, lose_segment, empty_segment, overwrite_postings],
)
def test_without_a_usable_index_the_database_is_searched(found, damage, caplog, import_files):
    damage(the_index())
    with caplog.at_level(logging.ERROR):
        for query, total in IN_THE_DATABASE.items():
            result = search(query)
            assert (result.total, result.degraded) == (total, True), query
    assert "database instead" in caplog.text

    import_files()
    assert not search("الرباط").degraded
    assert set(found("وبالرباط")) == BOTH


def test_saving_goes_on_without_a_usable_index(meeting, caplog, django_capture_on_commit_callbacks):
    lose(the_index())
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        meeting.save()
    assert "rebuild_index" in caplog.text
    assert search("الرباط").degraded


def test_searching_goes_on_while_the_index_is_built_anew(seeds):
    totals = []

    def watched(documents):
        for document in documents:
            totals.append(search("الرباط").total)
            yield document

    engine.backend().build(watched(engine.documents_of([article.pk for article in seeds])))
    totals.append(search("الرباط").total)
    assert totals == [2, 2, 2]


def test_what_an_unfinished_build_left_is_cleared_away(seeds):
    (settings.DATA_DIR / "index" / "building-dead").mkdir()
    engine.rebuild()
    names = {path.name for path in (settings.DATA_DIR / "index").iterdir() if path.is_dir()}
    assert names == {the_index().name}


@pytest.fixture
def locked_index(monkeypatch):
    """The index, once somebody else is writing to it."""
    monkeypatch.setattr(whoosh_engine, "LOCK_PATIENCE", 0.1)
    writers = []

    def lock() -> None:
        writers.append(engine.backend().writing)
        writers[-1].acquire()

    def unlock() -> None:
        writers.pop().release()

    yield lock, unlock
    while writers:
        unlock()


def test_what_could_not_be_written_is_made_up_for_by_the_next_import(
    memorandum, import_files, locked_index, caplog, django_capture_on_commit_callbacks
):
    lock, unlock = locked_index
    lock()
    with django_capture_on_commit_callbacks(execute=True):
        keyword = Keyword.objects.get(name="جيش الاحتلال")
        keyword.name = "قوات الغزو"
        keyword.save()
    assert search("الغزو").total == 0
    assert "rebuild_index" in caplog.text
    unlock()
    import_files()
    assert search("الغزو").total == 1


def test_a_rebuild_waits_for_who_is_writing_and_leaves_the_index_whole(seeds, locked_index):
    lock, unlock = locked_index
    lock()
    with pytest.raises(IndexUnusable):
        engine.rebuild()
    unlock()
    assert not search("الرباط").degraded
    assert engine.rebuild() == 2


def test_what_is_edited_during_a_rebuild_is_found_after_it(
    seeds, monkeypatch, django_capture_on_commit_callbacks
):
    documents_of = engine.documents_of

    def edited_meanwhile(ids):
        yield from documents_of(ids)
        with django_capture_on_commit_callbacks(execute=True):
            seeds[1].body = "نص كتبه أمين المحفوظات."
            seeds[1].save()
        monkeypatch.undo()

    monkeypatch.setattr(engine, "documents_of", edited_meanwhile)
    engine.rebuild()
    assert search("المحفوظات").total == 1


def test_an_import_ends_well_though_the_index_cannot_be_written(
    memorandum, locked_index, caplog, capsys
):
    locked_index[0]()
    call_command("import_articles", str(MEETING))
    assert capsys.readouterr().out.startswith("created=1 ")
    assert "rebuild_index" in caplog.text
    assert not search("الرباط").degraded


@pytest.mark.django_db(transaction=True)
def test_an_edit_is_indexed_once_it_is_committed_whatever_other_threads_do(memorandum, monkeypatch):
    indexed = []
    monkeypatch.setattr(engine, "refresh", lambda ids: indexed.append(set(ids)))
    processor = apps.get_app_config("haystack").signal_processor
    processor.refresh()  # what another test's transaction noted before it was undone
    indexed.clear()
    with transaction.atomic():
        memorandum.save()
        committing = Thread(target=processor.refresh)
        committing.start()
        committing.join()
        assert indexed == []
    assert indexed == [{memorandum.pk}]


def test_an_index_made_by_another_analysis_is_not_read(meeting, monkeypatch):
    monkeypatch.setattr(whoosh_engine, "fingerprint", lambda: "another")
    assert search("الرباط").degraded


def ready_words() -> set[str]:
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(10)
    with engine.backend().shelf() as shelf:
        return {name.leaf.typed for name in shelf.cache if isinstance(name.leaf, Word)}


def test_what_was_asked_for_is_ready_again_after_an_article_was_changed(meeting):
    search("الرباط -الصين")
    assert {"الرباط", "الصين"} <= ready_words()
    meeting.body += "\n\nفقرة أخرى."
    meeting.save()
    search("فقرة")
    assert {"الرباط", "الصين", "فقرة"} <= ready_words()


def test_frequent_words_are_ready_before_anyone_asks(seeds):
    engine.rebuild()
    engine.warm()
    words = ready_words()
    assert "الإسرائيلي" in words
    assert "من" not in words


def test_of_former_analyses_only_the_last_index_is_kept(meeting, monkeypatch):
    names = ["first", "second", "third"]
    for name in names:
        monkeypatch.setattr(whoosh_engine, "fingerprint", lambda name=name: name)
        engine.rebuild()
    left = {path.name for path in engine.backend().path.parent.glob("*/")}
    assert left == {"second", "third"}


def test_a_batch_of_articles_may_have_any_number_of_keywords(meeting):
    keywords = [Keyword(name=f"ك{number}", key=f"ك{number}") for number in range(1500)]
    Keyword.objects.bulk_create(keywords)
    ArticleKeyword.objects.bulk_create(
        ArticleKeyword(article=meeting, keyword=keyword) for keyword in keywords
    )
    assert engine.rebuild() == 1
    assert search("كلمة:ك1499").total == 1


def test_an_index_that_lacks_most_articles_is_made_anew_at_once(seeds, monkeypatch):
    monkeypatch.setattr(engine, "MANY", 1)
    engine.write([])
    engine.backend().build([])
    monkeypatch.setattr(engine.backend(), "write", None)
    engine.synchronise()
    assert not engine.drift()
    assert search("الرباط").total == 2


def test_haystacks_own_commands_and_queries_work(seeds, capsys):
    call_command("rebuild_index")
    assert capsys.readouterr().out == "indexed=2\n"
    call_command("update_index", remove=True)
    assert SearchQuerySet().count() == 2
    [result] = SearchQuerySet().filter(content="اللوجستيك")
    assert result.object == seeds[1]
    assert SearchQuerySet().auto_query('"مذكرة تفاهم"').count() == 1
    with pytest.raises(SearchBackendError):
        SearchQuerySet().filter(SQ(content="الرباط") | SQ(content="الصين")).count()
    call_command("clear_index", interactive=False)
    assert SearchQuerySet().count() == 0


def test_an_archive_without_articles_is_searched_without_complaint(import_files):
    import_files()
    assert (search("الرباط").total, search("الرباط").degraded) == (0, False)
