import errno
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from shangxia.errors import TableError, UsageError
from shangxia.tagging.estimator import Tagger
from shangxia.tagging.evaluation import evaluate, interval, label_errors, table_of
from shangxia.tagging.examples import Example, duplicates
from shangxia.tagging.training import train


@pytest.fixture(scope="module")
def fitted(examples: list[Example]) -> Tagger:
    return Tagger("clues").fit(
        [one.text for one in examples],
        [one.labels for one in examples],
        evidence=[one.evidence for one in examples],
        inaction=[one.inaction for one in examples],
    )


def test_fit_learns_codes_evidence_and_inaction(fitted: Tagger) -> None:
    shirked, asked = fitted.tag(
        ["停车的事，社区说归城管管，怎么办。", "请问停车场什么时候开门，谢谢。"]
    )
    assert [label.code for label in shirked.labels] == ["buck-passing"]
    assert shirked.labels[0].evidence[0].text == "社区说归城管管"
    assert shirked.inaction and not asked.inaction
    assert asked.labels == ()


def test_predict_and_proba_have_a_column_per_code(fitted: Tagger, examples: list[Example]) -> None:
    texts = [one.text for one in examples]
    proba, tagged = fitted.predict_proba(texts), fitted.predict(texts)
    assert proba.shape == tagged.shape == (len(texts), 10)
    assert set(np.unique(tagged)) <= {0, 1}
    assert ((proba >= 0) & (proba <= 1)).all()
    assert fitted.score(texts, [one.labels for one in examples]) > 0.95


def test_fit_without_evidence_finds_the_clauses(examples: list[Example]) -> None:
    labels = [";".join(one.labels) for one in examples]
    tagger = Tagger(None).fit([one.text for one in examples], labels)
    assert tagger.classes_.tolist() == ["buck-passing", "dilatory"]
    assert tagger.score([one.text for one in examples], labels) > 0.95


def test_fit_eight_labels_are_of_use(examples: list[Example]) -> None:
    few = examples[:24]
    tagger = Tagger(None).fit([one.text for one in few], [one.labels for one in few])
    rest = examples[24:]
    assert tagger.score([one.text for one in rest], [one.labels for one in rest]) > 0.8


def test_fit_is_deterministic(examples: list[Example], fitted: Tagger, tmp_path: Path) -> None:
    again = clone(fitted).fit(
        [one.text for one in examples],
        [one.labels for one in examples],
        evidence=[one.evidence for one in examples],
        inaction=[one.inaction for one in examples],
    )
    fitted.save(tmp_path / "a")
    again.save(tmp_path / "b")
    assert (tmp_path / "a/weights.npz").read_bytes() == (tmp_path / "b/weights.npz").read_bytes()


def test_a_model_is_saved_whole_or_not_at_all(
    fitted: Tagger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted.save(tmp_path / "made" / "a")
    before = {path.name: path.read_bytes() for path in (tmp_path / "made" / "a").iterdir()}

    def full(path: Path, *_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space left on device", str(path))

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(UsageError, match="the disk is full"):
        fitted.save(tmp_path / "made" / "a")
    assert {path.name: path.read_bytes() for path in (tmp_path / "made" / "a").iterdir()} == before
    assert [path.name for path in (tmp_path / "made").iterdir() if path.is_dir()] == ["a"]
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is a file"):
        fitted.save(tmp_path / "file")


def test_parameters_are_those_of_init() -> None:
    wanted = {"codebook": "clues", "model": "linear", "name": "mine"}
    assert Tagger("clues", name="mine").get_params() == wanted


def test_fit_says_what_is_wrong(examples: list[Example]) -> None:
    with pytest.raises(UsageError, match="is no code of the codebook 'clues'"):
        Tagger("clues").fit(["a"] * 20, ["lazy"] * 20)
    with pytest.raises(UsageError, match="20 texts but 3 labels"):
        Tagger("clues").fit(["a"] * 20, [[]] * 3)
    with pytest.raises(TableError, match="too few"):
        Tagger("clues").fit(["a", "b"], [["dilatory"], []])
    with pytest.raises(UsageError, match="single text"):
        Tagger("clues").fit("abc", [[]])


def test_arrays_of_zeros_and_ones_are_labels(examples: list[Example]) -> None:
    table = np.array(
        [[code in one.labels for code in ("buck-passing", "dilatory")] for one in examples]
    )
    tagger = Tagger(None).fit([one.text for one in examples], table.astype(int))
    assert tagger.predict([one.text for one in examples]).shape == table.shape


def test_evaluate_counts_what_a_person_would(fitted: Tagger, examples: list[Example]) -> None:
    figures = evaluate(fitted.model_, examples)
    assert figures.micro.support == 40
    assert figures.micro.f1 > 0.95
    assert figures.evidence is not None and figures.evidence > 0.95
    assert figures.inaction == 1.0
    assert sum(one.count for one in figures.bins) >= 38


def test_label_errors_finds_a_planted_one(examples: list[Example]) -> None:
    wrong = [*examples]
    wrong[0] = Example(wrong[0].text, (), (), False, "zh")
    model, (heldout,) = train(wrong, Tagger("clues")._loaded())
    gold = table_of(model.codes, [wrong[row].labels for row in heldout.rows])
    first = label_errors(model.codes, gold, heldout.tagged, heldout.probable)[0]
    assert heldout.rows[first.report] == 0
    assert (first.given, first.predicted) == ((), ("buck-passing",))


def test_interval_holds_the_value() -> None:
    gold = np.array([[True, False]] * 40 + [[False, False]] * 10)
    given = gold.copy()
    given[:10, 0] = False
    low, high = interval(gold, given)
    assert low < 60 / 70 < high


def test_duplicates_stay_together() -> None:
    text = "社区互相推诿，三个月没有人来处理路灯的事情"
    groups = duplicates([text, "另外一件完全不同的事情，请问几点开门", text + "！"])
    assert groups[0] == groups[2] != groups[1]
