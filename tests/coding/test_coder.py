"""The coder: what is asserted, denied or only named, and where."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.coding import Code, Codebook, Coder, Cue, code_document, code_text, load_codebook
from shangxia.findings import Coding, Provision

CLUES = load_codebook("clues")
BOOKS = tuple(load_codebook(name) for name in ("channels", "situations", "clues"))


def asserted(text: str, language: str, book: Codebook = CLUES) -> set[str]:
    return {coding.code for coding in code_text(text, language, book) if coding.score >= 0.5}


def only(text: str, language: str, code: str) -> Coding:
    found = [coding for coding in code_text(text, language, CLUES) if coding.code == code]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("zh", "几个部门推诿扯皮", "buck-passing"),
        ("zh", "單位互相推諉，沒人負責", "buck-passing"),
        ("zh", "这个单位不推不动", "inert"),
        ("zh", "窗口人员一问三不知", "uninformed"),
        ("zh", "不仅推诿，还骂人", "buck-passing"),
        ("zh", "这里的窗口没有不推诿的", "buck-passing"),
        ("zh", "去了三趟都说归别的科室管", "buck-passing"),
        ("zh", "上班时间在办公室玩游戏", "complacent"),
        ("vi", "Các phòng đùn đẩy nhau", "buck-passing"),
        ("vi", "cac phong dun day trach nhiem cho nhau", "buck-passing"),
        ("vi", "Họ không những đùn đẩy mà còn quát dân", "buck-passing"),
        ("vi", "Gọi mãi không ai bắt máy", "indifferent"),
        ("vi", "Cán bộ ngồi chơi xơi nước", "complacent"),
        ("vi", "Xã làm qua loa cho xong", "coasting"),
        ("en", "I do n’t know one question and three", "uninformed"),
        ("en", "DO NOT KNOW ONE QUESTION AND THREE", "uninformed"),
        ("en", 'cadres who work on "acting skills"', "performative"),
        ("en", "resolutely breaking the ranking of generations", "inert"),
        ("en", "Departments kept shirking and\nwrangling over it", "buck-passing"),
    ],
)
def test_allegations_are_asserted(language: str, text: str, code: str) -> None:
    assert code in asserted(text, language)


@pytest.mark.parametrize(
    ("language", "text", "code", "reason"),
    [
        ("zh", "这次没有推诿，很快解决", "buck-passing", "negated by “没有”"),
        ("zh", "工作人员没有任何推诿扯皮", "buck-passing", "negated by"),
        ("zh", "办事从不敷衍、推诿", "buck-passing", "negated by"),
        ("zh", "希望贵局不要推诿", "buck-passing", "in a wish"),
        ("zh", "严禁推诿扯皮", "buck-passing", "in a rule or an appeal"),
        ("zh", "《关于整治推诿扯皮的意见》", "buck-passing", "in the title of an instrument"),
        ("zh", "墙上的标语是“拒绝推诿”", "buck-passing", "mention only"),
        ("zh", "开发商推诿", "buck-passing", "beside “开发商”"),
        ("vi", "Cán bộ không hề đùn đẩy", "buck-passing", "negated by “không hề”"),
        ("vi", "can bo khong he dun day trach nhiem", "buck-passing", "negated by"),
        ("vi", "Đề nghị xã đừng đùn đẩy nữa", "buck-passing", "mention only"),
        ("vi", "Nghiêm cấm đùn đẩy trách nhiệm", "buck-passing", "in a rule or an appeal"),
        ("vi", "Hàng xóm đùn đẩy nhau", "buck-passing", "beside “Hàng xóm”"),
        ("en", "They were not perfunctory at all", "coasting", "negated by"),
        ("en", "Officials must not pass the buck", "buck-passing", "mention only"),
        ("en", "The landlord was passing the buck", "buck-passing", "beside “landlord”"),
    ],
)
def test_denials_wishes_and_mentions_score_below(
    language: str, text: str, code: str, reason: str
) -> None:
    coding = only(text, language, code)
    assert coding.score < 0.5
    assert reason in coding.reason


def test_denial_counts_less_than_mention_and_mention_less_than_assertion() -> None:
    scores = [
        only(text, "zh", "buck-passing").score
        for text in ("没有推诿扯皮", "严禁推诿扯皮", "总是推诿扯皮")
    ]
    assert scores == sorted(scores)
    assert len(set(scores)) == 3


def test_a_topic_is_a_topic_even_where_it_is_denied() -> None:
    channels = load_codebook("channels")
    assert "resignation" in asserted("不得引咎辞职", "zh", channels)
    assert "resignation" not in asserted("《领导干部辞职规定》", "zh", channels)


def test_reasons_quote_the_text_as_it_came() -> None:
    assert "“Đón Đoàn”" in only("Đón Đoàn xong là thôi", "vi", "performative").reason
    assert "“推諉”" in code_text("一味推諉", "zh", CLUES)[0].reason


def test_the_longest_cue_wins() -> None:
    coding = only("他们推诿扯皮", "zh", "buck-passing")
    assert coding.text == "推诿扯皮"
    assert coding.reason == "cue “推诿扯皮”"
    book = Codebook(
        "b",
        {},
        (
            Code("long", {"zh": "长"}, cues=(Cue("责令辞职", "zh"),)),
            Code("short", {"zh": "短"}, cues=(Cue("辞职", "zh"),)),
        ),
    )
    assert [coding.code for coding in code_text("责令辞职后辞职", "zh", book)] == ["long", "short"]


def test_vietnamese_words_are_whole_and_stars_leave_them_open() -> None:
    book = Codebook(
        "b", {}, (Code("a", {"en": "a"}, cues=(Cue("shirk*", "en"), Cue("get by", "en"))),)
    )
    found = [
        coding.text for coding in code_text("Shirking, unshirk, get bypass; get by.", "en", book)
    ]
    assert found == ["Shirking", "get by"]
    assert not asserted("không đụng đẩyy", "vi")


def test_marks_are_missed_only_where_none_were_typed() -> None:
    # "cho qua" with its marks is a cue, but marked text with other marks is another word.
    book = Codebook("b", {}, (Code("a", {"vi": "a"}, cues=(Cue("đùn đẩy", "vi"),)),))
    assert code_text("cac ong dun day", "vi", book)[0].text == "dun day"
    assert not code_text("Cái đụn đầy lúa", "vi", book)
    mixed = "Kính gửi quý cơ quan,\nho dun day qua lai hoai khong xong"
    assert [coding.text for coding in code_text(mixed, "vi", book)] == ["dun day"]


def test_codes_with_a_context_need_it() -> None:
    channels = load_codebook("channels")
    assert "vn-tu-chuc" not in asserted("Cadres may resign.", "en", channels)
    assert "vn-tu-chuc" in asserted("In Vietnam cadres may resign.", "en", channels)


def test_a_code_without_cues_goes_by_its_names() -> None:
    book = Codebook("b", {}, (Code("a", {"en": "empty chair", "zh": "空位"}),))
    assert code_text("the Empty Chair", "en", book)[0].code == "a"


def test_provisions_are_coded_with_their_norm() -> None:
    norms = load_codebook("norms")
    text = "不得推诿。"
    provision = Provision("art_1", "art_1", 0, 5, text, "prohibition")
    (coding,) = code_document(text, (), "zh", [norms], [provision])
    assert (coding.code, coding.start, coding.end, coding.score) == ("prohibition", 0, 5, 1.0)
    assert "prohibition" in {coding.code for coding in code_document(text, (), "zh", [norms])}


def test_a_coder_takes_names_and_is_deterministic() -> None:
    coder = Coder(["clues", "channels"])
    text = "问责后仍然推诿扯皮，一问三不知，拖了三年"
    first = coder.code(text, "zh")
    assert first == Coder(["clues", "channels"]).code(text, "zh")
    assert [(c.start, c.end) for c in first] == sorted((c.start, c.end) for c in first)


WORDS = {
    "zh": "没有 推诿扯皮 一问三不知 ， 。 《 》 不要 迟迟不解决 推諉 物业 等7种渠道 、 辞职 \n".split(
        " "
    ),
    "vi": [
        *"đùn đẩy; không hề ; dun day trach nhiem ; hứa suông; qua loa,;\n;Hoà ;từ chức".split(";")
    ],
    "en": ["perfunctory ", "not ", "resign ", "Vietnam ", "seven channels, including ", "\n", '"'],
}


@given(
    st.sampled_from(["zh", "vi", "en"]).flatmap(
        lambda lang: st.tuples(st.just(lang), st.lists(st.sampled_from(WORDS[lang]), max_size=14))
    ),
    st.sampled_from(["NFC", "NFD"]),
)
def test_offsets_quote_the_text_in_any_normal_form(case: tuple[str, list[str]], form: str) -> None:
    language, words = case
    text = unicodedata.normalize(form, "".join(words))  # type: ignore[arg-type]
    for coding in code_document(text, (), language, BOOKS):
        assert text[coding.start : coding.end] == coding.text
        assert 0 <= coding.score <= 1
        assert coding.reason


@given(st.lists(st.sampled_from(WORDS["vi"]), max_size=14))
def test_the_normal_form_changes_no_code(words: list[str]) -> None:
    text = "".join(words)
    other = unicodedata.normalize("NFD", text)
    assert [(c.code, c.score) for c in code_text(text, "vi", CLUES)] == [
        (c.code, c.score) for c in code_text(other, "vi", CLUES)
    ]


@given(st.text(max_size=80), st.sampled_from(["zh", "vi", "en"]))
def test_no_text_upsets_the_coder(text: str, language: str) -> None:
    for coding in code_document(text, (), language, BOOKS):
        assert text[coding.start : coding.end] == coding.text


def test_our_own_examples_are_coded_in_part_and_their_opposites_hardly(shared: Path) -> None:
    """Cues alone find a good part of what the labelled reports allege."""
    import json

    rows = [
        json.loads(line)
        for line in (shared / "data/reports/labelled_zh.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    ]
    right = found = labels = 0
    for row in rows:
        if row["split"] == "dev":
            codes = asserted(row["text"], "zh")
            right += len(codes & set(row["labels"]))
            found += len(codes)
            labels += len(row["labels"])
    assert right / found > 0.45
    assert right / labels > 0.4
