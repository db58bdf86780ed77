"""A language model behind an endpoint: what it answers, and what it is sent."""

from __future__ import annotations

import json

import pytest

from shangxia.coding import load_codebook
from shangxia.errors import UsageError
from shangxia.neural.endpoint import KEY, endpoint_of
from shangxia.tagging.answers import answer_schema
from shangxia.tagging.instructions import instructions
from shangxia.tagging.named import load_named
from tests.tagging.chatserver import CLUES, QUOTE, TEXT, says, serving, tagger


def test_labels_come_with_exact_quotations_and_their_places() -> None:
    with serving(lambda text, _: says([("dilatory", 0.9, [QUOTE])], inaction=True)) as chat:
        (one,) = tagger(chat).tag([TEXT])
    (label,) = one.labels
    assert (label.code, label.score) == ("dilatory", 0.9)
    (quote,) = label.evidence
    assert quote.text == QUOTE == TEXT[quote.start : quote.end]
    assert (one.inaction, one.review, one.language) == (True, False, "zh")
    assert one.model.startswith("llm:tiny-")
    body = chat.requests[0]
    assert body["response_format"]["json_schema"]["schema"] == answer_schema(CLUES.ids)
    assert all(code in body["messages"][0]["content"] for code in CLUES.ids)


def test_an_invented_quotation_sends_the_label_to_review() -> None:
    lie = says([("dilatory", 0.95, ["一直拖着不办"]), ("indifferent", 0.9, [QUOTE])])
    with serving(lambda text, _: lie) as chat:
        (one,) = tagger(chat).tag([TEXT])
    assert len(chat.requests) == 2
    assert "letter by letter" in chat.requests[1]["messages"][-1]["content"]
    assert [(label.code, bool(label.evidence)) for label in one.labels] == [
        ("dilatory", False),
        ("indifferent", True),
    ]
    assert one.review
    assert one.review_reason == "what the model quotes for dilatory does not stand in the report"


def test_a_model_that_mends_its_answer_is_believed() -> None:
    def answer(text: str, count: int) -> str:
        return "Sure! Here you are." if count == 1 else says([("dilatory", 0.9, [QUOTE])])

    with serving(answer) as chat:
        (one,) = tagger(chat).tag([TEXT])
    assert [label.code for label in one.labels] == ["dilatory"]
    assert not one.review


def test_personal_data_stay_here_and_quotations_find_their_way_back() -> None:
    text = "我叫张伟，电话13812345678。工作人员让我打13812345678等通知，等了半年。"

    def answer(sent: str, _: int) -> str:
        return says([("dilatory", 0.9, [sent[sent.index("打") : sent.index("，等了")]])])

    with serving(answer) as chat:
        (one,) = tagger(chat).tag([text])
    assert "13812345678" not in json.dumps(chat.requests, ensure_ascii=False)
    (quote,) = one.labels[0].evidence
    assert quote.text == text[quote.start : quote.end] == "打13812345678等通知"


def test_decomposed_letters_are_quoted_as_they_stand() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "Hồ sơ bị ngâm ba tháng, không ai trả lời.")
    with serving(lambda _, __: says([("dilatory", 0.9, ["bị ngâm ba tháng"])])) as chat:
        (one,) = tagger(chat).tag([text])
    (quote,) = one.labels[0].evidence
    assert quote.text == text[quote.start : quote.end]
    assert unicodedata.normalize("NFC", quote.text) == "bị ngâm ba tháng"
    assert not one.review


def test_nothing_to_read_is_not_sent() -> None:
    with serving(lambda text, _: says([])) as chat:
        found = tagger(chat).tag(["", " \n！"])
    assert [one.review_reason for one in found] == ["too few words to judge"] * 2
    assert chat.requests == []


def test_names_of_endpoints() -> None:
    one = endpoint_of("llm:http://localhost:11434/v1#qwen3:8b")
    assert (one.url, one.model) == ("http://localhost:11434/v1/chat/completions", "qwen3:8b")
    assert endpoint_of("llm:https://h#m").url == "https://h/v1/chat/completions"
    assert endpoint_of("llm:http://h/x/chat/completions#m").url == "http://h/x/chat/completions"
    for bad in ("llm:", "llm:localhost#m", "llm:http://h/v1", "llm:file:///etc/passwd#m",
                "llm:http://[#m", "llm:http://h:99999999#m"):  # fmt: skip
        with pytest.raises(UsageError, match="llm:URL#NAME"):
            endpoint_of(bad)
    for bad in ("llm:http://me:secret@h/v1#m", "llm:http://h/v1?key=secret#m"):
        with pytest.raises(UsageError, match=KEY) as raised:
            endpoint_of(bad)
        assert "secret" not in str(raised.value)


def test_the_fingerprint_changes_with_what_decides() -> None:
    names = ("llm:http://h/v1#a", "llm:http://h/v1#b", "llm:http://i/v1#a")
    marks = {load_named(name).fingerprint for name in names}
    marks.add(load_named(names[0], "channels").fingerprint)
    assert len(marks) == 4
    assert load_named(names[0]).fingerprint in marks


def test_instructions_are_in_the_language_of_the_report() -> None:
    for language in ("zh", "vi", "en"):
        said = instructions(CLUES, language)
        for code in CLUES:
            assert f"\n{code.id}: {code.name(language)}" in said
            assert code.definition(language) in said


def test_the_estimator_tags_without_fit() -> None:
    from sklearn.base import clone

    import shangxia as sx

    with serving(lambda text, _: says([("dilatory", 0.9, [text[:4]])])) as chat:
        own = clone(sx.Tagger(model=f"llm:{chat.url}#tiny"))
        assert own.predict_proba([TEXT]).shape == (1, len(CLUES))
        assert own.score([TEXT], [["dilatory"]]) == 1.0
        (one,) = own.tag([TEXT])
        assert one.labels[0].evidence[0].text == TEXT[:4]
        assert own.predict([]).shape == (0, len(CLUES))
        with pytest.raises(UsageError, match="nothing to save"):
            own.save("nowhere")
        loaded = sx.Tagger.load(f"llm:{chat.url}#tiny", codebook="channels")
        assert list(loaded.classes_) == list(load_codebook("channels").ids)
    with pytest.raises(UsageError, match="give a codebook"):
        sx.Tagger(None, model="llm:http://h#m").tag([TEXT])


def test_only_foreign_hosts_are_called_unencrypted() -> None:
    told: list[str] = []
    for url in ("http://localhost:1", "https://far.example", "http://far.example"):
        load_named(f"llm:{url}#m").tell(told.append)
    assert ["unencrypted" in one for one in told] == [False, False, True]
