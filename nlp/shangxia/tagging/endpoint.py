"""A language model behind an endpoint as one more coder.

What leaves this machine is told before it does.  A label counts with words that stand
in the report letter by letter; where the model's quotation does not, a person decides.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from shangxia.coding.values import LANGUAGES, Codebook
from shangxia.errors import ModelError
from shangxia.findings import Quote
from shangxia.labels import Label, Tagging
from shangxia.neural.endpoint import Endpoint, NoAnswerError
from shangxia.reading.languages import detect_language
from shangxia.reading.normalise import normalise
from shangxia.spans import Span
from shangxia.tagging.answers import answer_schema, read_answer, violation
from shangxia.tagging.batch.redaction import Redacted, redact
from shangxia.tagging.clauses import cut
from shangxia.tagging.instructions import instructions, question, repair
from shangxia.tagging.parallel import in_parallel
from shangxia.tagging.review import FEWEST_WORDS

_log = logging.getLogger("shangxia")
#: Requests under way at a time.
PARALLEL = 4
#: Below this confidence a person decides.
SURE = 0.7
#: So many failed requests in a row mean that the server has gone, not that reports are odd.
_GONE = 8
#: Names of this machine.
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Failed:
    """A report that could not be tagged.

    Attributes:
        reason: why, without any of its words.
        passing: another attempt may help.
    """

    reason: str
    passing: bool = False


class EndpointTagger:
    """Tags reports by asking a language model.

    Args:
        endpoint: where the model is.
        codebook: its instructions.

    Attributes:
        together: reports of a batch, so that a kill costs few answers.
        codes: the codes in codebook order.
        fingerprint: digest of the URL, the model's name, the instructions and the schema.
        name: the model's name, with the head of the digest.
    """

    together = 4 * PARALLEL

    def __init__(self, endpoint: Endpoint, codebook: Codebook) -> None:
        self.endpoint, self.book = endpoint, codebook
        self.codes = codebook.ids
        self._schema = answer_schema(self.codes)
        said = [instructions(codebook, language) for language in LANGUAGES]
        parts = [endpoint.url, endpoint.model, *said, json.dumps(self._schema)]
        self.fingerprint = hashlib.sha256("\0".join(parts).encode()).hexdigest()
        self.name = f"llm:{endpoint.model}-{self.fingerprint[:8]}"
        self._told = False

    @property
    def codebook(self) -> str:
        """The id of the codebook."""
        return self.book.id

    def tell(self, say: Callable[[str], None]) -> None:
        """Say what will be sent, and where."""
        self._told = True
        parts = urlsplit(self.endpoint.url)
        plainly = "" if parts.scheme == "https" or parts.hostname in _HERE else ", unencrypted"
        say(
            f"the text of every report, personal data masked, goes to {self.endpoint.url} "
            f"(model {self.endpoint.model}{plainly}) with the codebook {self.book.id}; nothing "
            "else is sent"
        )

    def tag(self, texts: Sequence[str]) -> list[Tagging]:
        """Tag reports.

        Args:
            texts: the reports.

        Returns:
            One result per report, in order; one that failed has no label and goes to review.

        Raises:
            ModelError: nobody answers, the key is refused, or the endpoint fails on all.
        """
        return [
            one
            if isinstance(one, Tagging)
            else self._tagging((), False, f"not tagged: {one.reason}", detect_language(text))
            for text, one in zip(texts, self.tag_each(texts), strict=True)
        ]

    def scores(self, texts: Sequence[str]) -> Any:
        """Return the model's confidence, reports × codes; 0 for codes that it does not give."""
        given = [one.scores for one in self.tag(texts)]
        rows = [[scores.get(code, 0.0) for code in self.codes] for scores in given]
        return np.array(rows, dtype=np.float32).reshape(len(texts), len(self.codes))

    def decide(self, texts: Sequence[str]) -> Any:
        """Return whether each code is given, reports × codes."""
        given = [{label.code for label in one.labels} for one in self.tag(texts)]
        rows = [[code in labels for code in self.codes] for labels in given]
        return np.array(rows, dtype=bool).reshape(len(texts), len(self.codes))

    def tag_each(self, texts: Sequence[str]) -> list[Tagging | Failed]:
        """Tag reports; one that fails leaves the others alone.

        Raises:
            ModelError: nobody answers, the key is refused, or the endpoint fails on all.
        """
        if not self._told:
            self.tell(_log.warning)
        found = in_parallel(self._attempt, texts, PARALLEL)
        reasons = [one.reason for one in found if isinstance(one, Failed) and one.passing]
        if len(reasons) == len(texts) >= _GONE:
            raise ModelError(
                f"{self.endpoint.url}: failed {len(reasons)} times in a row, at last because "
                f"{reasons[-1]}: see to the server, the same command goes on from here"
            )
        return found

    def _attempt(self, text: str) -> Tagging | Failed:
        try:
            return self._one(text)
        except NoAnswerError as error:
            return Failed(error.reason, error.again)

    def _one(self, text: str) -> Tagging:
        language = detect_language(text)
        words = len(cut([text]).word)
        if not words:
            return self._tagging((), False, "too few words to judge", language)
        sent = redact(text, language=language)
        answer = self._answer(sent, language)
        given = {label["code"]: label for label in answer["labels"]}
        labels, doubts = [], []
        for code in (code for code in self.codes if code in given):
            quotes, exact = _quotes(given[code]["evidence"], sent, text)
            score = float(given[code]["confidence"])
            labels.append(Label(code, score, quotes))
            if not exact:
                doubts.append(f"what the model quotes for {code} does not stand in the report")
            elif score < SURE:
                doubts.append(f"unsure of {code} ({score:.2f})")
        if words < FEWEST_WORDS:
            doubts.insert(0, "too few words to judge")
        return self._tagging(tuple(labels), answer["inaction"], "; ".join(doubts), language)

    def _answer(self, sent: Redacted, language: str) -> Any:
        """Ask, and once more where the answer breaks the schema or quotes what is not there."""
        messages = question(self.book, language, sent.text)
        written = self.endpoint.ask(messages, self._schema)
        answer, wrong = self._checked(written)
        invented = "" if wrong else _invented(answer, sent)
        if not wrong and not invented:
            return answer
        again = [*messages, *repair(written, wrong or invented)]
        second, still = self._checked(self.endpoint.ask(again, self._schema))
        if not still:
            return second
        if wrong:
            raise NoAnswerError(f"the model's answer cannot be used: {still}", again=False)
        return answer

    def _checked(self, written: str) -> tuple[Any, str]:
        """Return an answer, and what is wrong with it."""
        try:
            answer = read_answer(written)
        except ValueError:
            return None, "the answer is no JSON"
        wrong = violation(answer, self._schema)
        if not wrong:
            codes = [label["code"] for label in answer["labels"]]
            wrong = "" if len(set(codes)) == len(codes) else "a code stands twice in the answer"
        return answer, wrong

    def _tagging(
        self, labels: tuple[Label, ...], inaction: bool, why: str, language: str
    ) -> Tagging:
        return Tagging(
            labels=labels,
            inaction=inaction,
            review=bool(why),
            review_reason=why,
            language=language,
            model=self.name,
            scores={label.code: label.score for label in labels},
        )


def _placed(quote: str, sent: Redacted) -> Span | None:
    """Return where a quotation first stands in what was sent, or None where it does not.

    Width and normal form are no difference: models write both as they please.
    """
    quote = quote.strip()
    if not quote:
        return None
    at = sent.text.find(quote)
    if at >= 0:
        return Span(at, at + len(quote))
    plain, wanted = normalise(sent.text), normalise(quote).text
    at = plain.text.find(wanted)
    return plain.map.to_old(Span(at, at + len(wanted))) if at >= 0 and wanted else None


def _invented(answer: Any, sent: Redacted) -> str:
    for label in answer["labels"]:
        if not label["evidence"]:
            return f"{label['code']} has no evidence"
        if any(_placed(quote, sent) is None for quote in label["evidence"]):
            return f"the evidence of {label['code']} is not copied letter by letter"
    return ""


def _quotes(evidence: Sequence[str], sent: Redacted, text: str) -> tuple[tuple[Quote, ...], bool]:
    """Return the quotations that stand in the report, in text order, and whether all do."""
    spans = [_placed(quote, sent) for quote in evidence]
    found = {sent.map.to_old(span) for span in spans if span is not None}
    quotes = tuple(Quote(span.of(text), *span) for span in sorted(found) if span.start < span.end)
    return quotes, bool(quotes) and None not in spans
