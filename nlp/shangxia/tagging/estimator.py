"""The tagger as a scikit-learn estimator: ``fit``, ``predict``, ``predict_proba``, ``tag``.

Importing this module imports scikit-learn; for tagging alone ``model`` is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from shangxia.coding.codebook import load_codebook
from shangxia.coding.values import Code, Codebook
from shangxia.errors import UsageError
from shangxia.labels import Tagging
from shangxia.neural.endpoint import PREFIX, endpoint_of
from shangxia.rendering.files import atomic_folder, make_room_for
from shangxia.tagging.examples import Example
from shangxia.tagging.model import TaggingModel
from shangxia.tagging.named import load_named
from shangxia.tagging.storage import MANIFEST
from shangxia.tagging.training import HeldOut, train

if TYPE_CHECKING:
    from shangxia.tagging.named import AnyTagger
    from shangxia.tagging.neural_training import Trained

#: The model that is trained where nobody asks for another.
LINEAR = "linear"
#: Evidence of one report: (code, start, end) in half-open code points.
Evidence = Sequence[tuple[str, int, int]]


class Tagger(ClassifierMixin, BaseEstimator):  # type: ignore[misc]
    """Tags reports with the codes of a codebook.

    Args:
        codebook: name or path of a codebook, a ``Codebook``, or None to take the labels
            that occur in ``fit`` as codes (then no cues help).
        model: ``linear``; or what a neural judge beside the linear model starts from:
            ``neural`` (our own encoder), a folder, or a hub name; or ``llm:URL#NAME``, a
            language model behind an endpoint, which tags by the codebook and needs no
            ``fit``.  A classifier that somebody trained is had by ``load``.
        name: name of the model, as it stands in results.

    Attributes:
        model_: the trained ``TaggingModel``, or what else tags.
        classes_: ids of the codes.
        heldout_: scores by cross-validation, for evaluation.

    Examples:
        >>> tagger = Tagger.load("clues")
        >>> [tagging] = tagger.tag(["窗口说归科室管，科室又让我回窗口，互相推诿。"])
        >>> "buck-passing" in [label.code for label in tagging.labels]
        True
    """

    def __init__(
        self,
        codebook: str | Path | Codebook | None = "clues",
        *,
        model: str = LINEAR,
        name: str = "tagger",
    ) -> None:
        self.codebook = codebook
        self.model = model
        self.name = name

    def __sklearn_tags__(self) -> Any:
        """Declare what the estimator takes: texts, several labels each."""
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.classifier_tags.multi_label = True
        tags.target_tags.multi_output = True
        return tags

    def fit(
        self,
        texts: Sequence[str],
        labels: Any,
        evidence: Sequence[Evidence] | None = None,
        inaction: Sequence[bool | None] | None = None,
        languages: Sequence[str] | None = None,
    ) -> Tagger:
        """Learn from labelled reports.

        Args:
            texts: the reports.
            labels: per report the ids of its codes (or a single one), or an array
                reports × codes of zeros and ones.
            evidence: per report the spans that show its codes, where known.
            inaction: per report whether it alleges inaction, where known.
            languages: per report ``zh``, ``vi`` or ``en``; detected by default.

        Returns:
            Itself.

        Raises:
            UsageError: the arguments differ in length, or a label is no code.
            TableError: there is too little to learn from.
        """
        if self.model.startswith(PREFIX):
            # There is nothing to learn; fit is here for what goes through scikit-learn.
            self._ready()
            return self
        texts = _texts(texts)
        wanted = _labels(labels, self._ids())
        count = len(texts)
        for what, given in (("labels", wanted), ("evidence", evidence), ("languages", languages)):
            if given is not None and len(given) != count:
                raise UsageError(f"{count} texts but {len(given)} {what}: give one for each text")
        book = self._book(wanted)
        examples = [
            Example(
                text=text,
                labels=wanted[place],
                evidence=tuple(evidence[place]) if evidence is not None else (),
                inaction=inaction[place] if inaction is not None else None,
                language=languages[place] if languages is not None else None,
            )
            for place, text in enumerate(texts)
        ]
        self.trained_: Trained | None = None
        self.model_: AnyTagger
        if self.model == LINEAR:
            self.model_, self.heldout_ = train(examples, book, name=self.name)
        else:
            from shangxia.tagging.neural_training import train_neural

            self.trained_ = train_neural(examples, book, encoder=self.model, name=self.name)
            self.model_, self.heldout_ = self.trained_.model, self.trained_.heldout
        self.classes_ = np.array(self.model_.codes)
        return self

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """Return probabilities, reports × codes, each in [0, 1] on its own."""
        return np.asarray(self._ready().scores(_texts(texts)))

    def predict(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        """Return zeros and ones, reports × codes."""
        return np.asarray(self._ready().decide(_texts(texts)), dtype=np.int64)

    def score(self, texts: Sequence[str], labels: Any, sample_weight: Any = None) -> float:
        """Return micro F1, the measure of this task."""
        tagged = self.predict(texts)
        index = {code: place for place, code in enumerate(self.model_.codes)}
        gold = np.zeros_like(tagged)
        for row, codes in enumerate(_labels(labels, tuple(index))):
            gold[row, [index[code] for code in codes]] = 1
        weight = np.ones(len(gold)) if sample_weight is None else np.asarray(sample_weight)
        right = (tagged * gold * weight[:, None]).sum()
        total = ((tagged + gold) * weight[:, None]).sum()
        return float(2 * right / total) if total else 1.0

    def tag(self, texts: Sequence[str]) -> list[Tagging]:
        """Return labels with evidence, and what a person should look at."""
        return self._ready().tag(_texts(texts))

    def save(self, folder: str | Path) -> None:
        """Write the model to a folder, whole or not at all; nothing in it can run code.

        Args:
            folder: where to, made if need be; files of an earlier model are replaced.

        Raises:
            UsageError: the model was not trained here, or the folder cannot be written.
        """
        model = self._ready()
        if not isinstance(model, TaggingModel):
            raise UsageError(f"{model.name} was not trained here: there is nothing to save")
        make_room_for(folder)
        with atomic_folder(folder, key=MANIFEST) as beside:
            if self.trained_ is None:
                model.save(beside)
            else:
                from shangxia.tagging.neural_storage import save_neural

                save_neural(self.trained_, beside)

    @classmethod
    def load(
        cls, name_or_path: str | Path = "clues", *, codebook: str | Path | None = None
    ) -> Tagger:
        """Load a model.

        Args:
            name_or_path: a model that ships, by name; a folder written by ``save``; a sequence
                classifier of transformers, by folder or hub name (``OWNER/NAME@COMMIT``); or
                ``llm:URL#NAME``.
            codebook: name or file, for models that have none of their own.

        Raises:
            ModelError: there is no such model, or it was damaged or changed.
            UsageError: the model does not fit the codebook.
        """
        model = load_named(name_or_path, codebook)
        tagger = cls(model.book)
        tagger._take(model)
        return tagger

    def __sklearn_is_fitted__(self) -> bool:
        """Tell whether it can tag."""
        return hasattr(self, "model_") or str(self.model).startswith(PREFIX)

    def _ready(self) -> AnyTagger:
        check_is_fitted(self)
        if not hasattr(self, "model_"):
            if self.codebook is None:
                raise UsageError("a language model needs to be told the codes: give a codebook")
            from shangxia.tagging.endpoint import EndpointTagger

            self._take(EndpointTagger(endpoint_of(self.model), self._loaded()))
        return self.model_

    def _take(self, model: AnyTagger) -> None:
        """Tag by a model that is ready."""
        self.model_, self.trained_ = model, None
        self.heldout_ = list[HeldOut]()
        self.classes_ = np.array(model.codes)

    def _ids(self) -> tuple[str, ...] | None:
        if self.codebook is None:
            return None
        return self._loaded().ids

    def _loaded(self) -> Codebook:
        assert self.codebook is not None
        if isinstance(self.codebook, Codebook):
            return self.codebook
        return load_codebook(self.codebook)

    def _book(self, labels: Sequence[tuple[str, ...]]) -> Codebook:
        used = sorted({code for codes in labels for code in codes})
        if self.codebook is None:
            codes = tuple(Code(code, {"en": code}) for code in used)
            return Codebook("labels", {"en": "labels"}, codes, kind="topic")
        book = self._loaded()
        strange = [code for code in used if code not in book.ids]
        if strange:
            raise UsageError(
                f"label {strange[0]!r} is no code of the codebook {book.id!r}: "
                f"mend the label, or give the codebook that has it (known: {', '.join(book.ids)})"
            )
        return book


def _texts(texts: Any) -> list[str]:
    if isinstance(texts, str):
        raise UsageError("a single text was given where a list of texts is expected: wrap it in []")
    return [str(text) for text in texts]


def _labels(labels: Any, codes: tuple[str, ...] | None) -> list[tuple[str, ...]]:
    """Bring labels of any of the usual shapes to tuples of ids."""
    array = np.asarray(labels, dtype=object) if not isinstance(labels, np.ndarray) else labels
    if array.ndim == 2 and array.dtype != object:
        names = codes or tuple(str(column) for column in range(array.shape[1]))
        return [tuple(names[place] for place in np.flatnonzero(row)) for row in array]
    return [_codes(label) for label in labels]


def _codes(label: Any) -> tuple[str, ...]:
    if isinstance(label, str):
        return tuple(part for part in label.split(";") if part)
    if isinstance(label, tuple | list | set | frozenset | np.ndarray):
        return tuple(dict.fromkeys(str(code) for code in label))
    return (str(label),)
