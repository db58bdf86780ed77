import pytest

from shangxia.coding.codebook import load_codebook
from shangxia.coding.values import Code, Codebook, Cue
from shangxia.tagging.characters import code_points
from shangxia.tagging.lexicon import Lexicon, concepts


def found(language: str, text: str) -> set[tuple[str, str]]:
    lexicon = Lexicon(language)
    hits = lexicon.find(code_points(text))
    return {(text[a:b], concepts()[c]) for a, b, c in zip(*hits, strict=True)}


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "相關部門互相推諉", {("相關部門", "staff"), ("推諉", "pass")}),
        ("zh", "拖了三个月", {("三个月", "elapsed"), ("拖了", "delay")}),
        ("zh", "投诉过23次", {("3次", "repeated")}),
        ("zh", "让我去隔壁找派出所", {("让我去", "pass")}),
        ("vi", "Cán bộ bảo chờ", {("Cán bộ", "staff"), ("chờ", "delay")}),
        ("vi", "can bo khong nghe may", {("can bo", "staff"), ("khong nghe may", "nophone")}),
        ("en", "The clerk hung up", {("clerk", "staff"), ("hung up", "nophone")}),
        ("en", "no reply for three months", {("three month", "elapsed"), ("no reply", "noreply")}),
    ],
)
def test_find_names_the_concepts(language: str, text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= found(language, text)


def test_find_whole_words_only_where_words_are_set_apart() -> None:
    assert not {name for words, name in found("en", "the asking price") if words == "ask"}


def test_find_a_gap_ends_with_its_clause() -> None:
    assert ("找政府", "pass") in found("zh", "你去找政府")
    assert not {
        words for words, _ in found("zh", "去找，政府") if words.startswith("找") and len(words) > 1
    }


def test_find_cues_of_a_codebook_behind_the_concepts() -> None:
    book = load_codebook("clues")
    lexicon = Lexicon("zh", book)
    hits = lexicon.find(code_points("一问三不知"))
    assert len(concepts()) + book.ids.index("uninformed") in hits.concept


def test_concepts_are_the_same_in_all_languages() -> None:
    assert all(Lexicon(language) for language in ("zh", "vi", "en"))


@pytest.mark.parametrize(
    ("language", "text", "quote", "concept"),
    [("en", "after 17 years", "7 year", "elapsed"), ("vi", "đã 23 lần", "3 lần", "repeated")],
)
def test_a_number_may_have_many_digits(language: str, text: str, quote: str, concept: str) -> None:
    assert (quote, concept) in found(language, text)
    assert (quote, concept) not in found(language, text.replace(quote[0], f"x{quote[0]}"))


@pytest.mark.parametrize("cue", ["…推诿", "推诿…"])
def test_a_gap_at_the_edge_of_a_cue_is_none(cue: str) -> None:
    code = Code("shirk", {"en": "shirk"}, cues=(Cue(cue, "zh"),))
    lexicon = Lexicon("zh", Codebook("b", {"en": "b"}, (code,)))
    hits = lexicon.find(code_points("他们推诿"))
    assert len(concepts()) in hits.concept


def test_a_gap_may_reach_for_more_than_there_is_text() -> None:
    code = Code("shirk", {"en": "shirk"}, cues=(Cue("天地…玄黄", "zh"),))
    lexicon = Lexicon("zh", Codebook("b", {"en": "b"}, (code,)))
    for text, there in (
        ("天地", False),
        ("天地玄", False),
        ("天地宇宙玄黄", True),
        ("天地，玄黄", False),
    ):
        assert (len(concepts()) in lexicon.find(code_points(text)).concept) is there
