import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shangxia.errors import ModelError
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.review import reasons

REPORTS = [
    "去了三趟街道办，都说归别的科室管，互相推诿。",
    "Hồ sơ nộp từ tháng 3 đến nay, đã tám tháng, cán bộ cứ bảo chờ.",
    "The clerk was playing with her phone and did not look up.",
    "感谢社区，没有推诿，当天就修好了！",
    "",
]


def test_tag_finds_what_is_plainly_said(clues: TaggingModel) -> None:
    first, second, third, praise, nothing = clues.tag(REPORTS)
    assert [label.code for label in first.labels] == ["buck-passing"]
    assert "dilatory" in [label.code for label in second.labels]
    assert [one.language for one in (first, second, third)] == ["zh", "vi", "en"]
    # Praise is told from blame by a model: where it errs, a person looks.
    assert not praise.labels or praise.review
    assert nothing.labels == () and nothing.review


def test_a_stock_phrase_alone_is_tagged_or_looked_at(clues: TaggingModel) -> None:
    for text in ("去了三趟都说归别的科室管，互相推诿。", "窗口推给科室，科室推给窗口，踢皮球。"):
        [one] = clues.tag([text])
        assert one.review or [label.code for label in one.labels] == ["buck-passing"]


def test_tag_quotes_exactly(clues: TaggingModel) -> None:
    for text in (REPORTS[1], unicodedata.normalize("NFD", REPORTS[1])):
        for label in clues.tag([text])[0].labels:
            assert label.evidence
            for quote in label.evidence:
                assert text[quote.start : quote.end] == quote.text


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(
            alphabet=st.one_of(st.characters(), st.sampled_from("推诿，。政府ế\u0301 a1")),
            max_size=80,
        ),
        max_size=4,
    )
)
def test_tag_takes_any_text(texts: list[str]) -> None:
    model = TaggingModel.load("clues")
    tagged = model.tag(texts)
    assert len(tagged) == len(texts)
    for text, one in zip(texts, tagged, strict=True):
        assert all(0 <= value <= 1 for value in one.scores.values())
        quotes = [quote for label in one.labels for quote in label.evidence]
        assert all(text[quote.start : quote.end] == quote.text for quote in quotes)


def test_tag_does_not_depend_on_the_batch(clues: TaggingModel) -> None:
    assert clues.tag(REPORTS) == [clues.tag([text])[0] for text in REPORTS]


def test_routing_does_not_depend_on_the_batch(clues: TaggingModel) -> None:
    texts = [
        f"市长您好，{place}的路灯坏了{number}个月，打给城管说归供电，打给供电又说归城管。"
        for number in range(2, 9)
        for place in ("我们小区", "村口", "学校门前")
    ]
    alone = np.vstack([clues.scores([text]) for text in texts])
    assert np.array_equal(clues.scores(texts), alone)


def test_evidence_is_what_the_clause_itself_says(clues: TaggingModel) -> None:
    text = "路灯坏了半个月，打给城管说归供电，打给供电又说归城管，没人来修。"
    passed = next(one for one in clues.tag([text])[0].labels if one.code == "buck-passing")
    assert [quote.text for quote in passed.evidence] == ["打给城管说归供电，打给供电又说归城管"]


def test_a_cue_that_the_model_does_not_follow_goes_to_review(clues: TaggingModel) -> None:
    cued = [one for one in clues.tag(REPORTS) if one.review_reason.startswith("a cue of")]
    assert not [one for one in cued if one.labels]
    book = clues.book
    phrase = next(cue.text for cue in book.codes[0].cues if cue.language == "zh")
    deaf = np.zeros((1, len(book)), dtype=np.float32)
    seen = clues.reader("zh").see([f"街道办{phrase}，小区门口的树很高。"])
    assert reasons(book.ids, deaf, 0.5, 0.0, seen) == [
        f"a cue of {book.codes[0].id} that the model does not follow"
    ]
    private = clues.reader("zh").see([f"物业{phrase}，小区门口的树很高。"])
    assert reasons(book.ids, deaf, 0.5, 0.0, private) == [""]
    nobody = clues.reader("zh").see([f"{phrase}，门口的树很高。"])
    assert reasons(book.ids, deaf, 0.5, 0.0, nobody) != [""]


def test_tag_folds_script_marks_and_forms(clues: TaggingModel) -> None:
    simplified, traditional = clues.tag(["各部门互相推诿，没人管", "各部門互相推諉，沒人管"])
    assert simplified.scores == traditional.scores


def test_scores_agree_with_tag(clues: TaggingModel) -> None:
    table = clues.scores(REPORTS)
    for row, one in zip(table, clues.tag(REPORTS), strict=True):
        assert np.allclose(row, list(one.scores.values()), atol=1e-4)


def test_tag_imports_nothing_heavy() -> None:
    code = (
        "import sys; from shangxia.tagging.model import TaggingModel as M; "
        "M.load('clues').tag(['推诿']); "
        "print({'sklearn', 'spacy', 'torch', 'pandas', 'scipy.stats'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_save_and_load_keep_the_results(clues: TaggingModel, tmp_path: Path) -> None:
    clues.save(tmp_path / "a")
    again = TaggingModel.load(tmp_path / "a")
    assert [one.scores for one in again.tag(REPORTS)] == [one.scores for one in clues.tag(REPORTS)]
    again.save(tmp_path / "b")
    for name in ("weights.npz", "settings.json", "manifest.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("name", ["weights.npz", "settings.json"])
def test_load_refuses_what_was_changed(clues: TaggingModel, tmp_path: Path, name: str) -> None:
    clues.save(tmp_path)
    damaged = bytearray((tmp_path / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / name).write_bytes(bytes(damaged))
    with pytest.raises(ModelError, match="was changed after training"):
        TaggingModel.load(tmp_path)


def test_load_refuses_other_formats_and_missing_files(clues: TaggingModel, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model here"):
        TaggingModel.load(tmp_path)
    clues.save(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "weights.npz").unlink()
    with pytest.raises(ModelError, match="is missing"):
        TaggingModel.load(tmp_path)
    text = json.dumps(manifest | {"format": "other"})
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="is not 'shangxia-tagger/3'"):
        TaggingModel.load(tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        TaggingModel.load(tmp_path)
