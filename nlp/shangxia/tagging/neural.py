"""An expert that asks a neural judge of clauses as well as the linear weights.

The log-odds of both are mixed; how much each counts was chosen on reports that
neither had seen (a linear opinion pool of two experts, Genest and Zidek 1986).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from shangxia.tagging.experts import Expert, Scored, log_odds, sigmoid
from shangxia.tagging.lessons import INACTION, clauses_of
from shangxia.tagging.scoring import SILENT, Floats, Seen

if TYPE_CHECKING:
    from shangxia.neural.clausenet import ClauseScorer


@dataclass(frozen=True, slots=True)
class Mix:
    """How much the neural judge counts in one register.

    Attributes:
        share: its part, in [0, 1]; the rest is the linear expert's.
        gain: what its log-odds are multiplied by, to vary as widely as the linear ones.
        flag: share, slope and intercept for the inaction flag; share 0: the linear one alone.
    """

    share: float
    gain: float
    flag: tuple[float, float, float] = (0.0, 1.0, 0.0)

    def mixed(self, linear: Floats, neural: Floats) -> Floats:
        """Return the mixed log-odds."""
        both: Floats = (1 - self.share) * linear + self.share * self.gain * neural
        return both.astype(np.float32)


@dataclass(frozen=True)
class NeuralExpert(Expert):
    """A linear expert, its calibration that of the mixture, with a neural judge at its side.

    Attributes:
        base: the linear expert; it keeps to the calibration of the mixture.
        scorer: the judge of clauses.
        register: index of the register in the judge.
        mix: how much the judge counts.
    """

    base: Expert
    scorer: ClauseScorer
    register: int
    mix: Mix

    @classmethod
    def beside(cls, base: Expert, scorer: ClauseScorer, register: int, mix: Mix) -> NeuralExpert:
        """Put a judge at the side of a calibrated expert."""
        own = {one.name: getattr(base, one.name) for one in fields(Expert) if one.init}
        return cls(**own, base=base, scorer=scorer, register=register, mix=mix)

    def score(self, seen: Seen, reports: int, rows: Any = None) -> Scored:
        """Return mixed log-odds; ``words`` holds what the flag goes by."""
        from shangxia.neural.clausenet import pooled

        linear = self.base.score(seen, reports, rows)
        judged = self._judge(seen, reports, rows)
        codes = len(self.weights.bias)
        neural = pooled(judged, seen.clauses.report, reports, SILENT)
        plain = linear.clauses if linear.clauses.shape[1] else judged[:, :codes] * self.mix.gain
        flag = neural[:, [codes + INACTION]]
        return Scored(
            self.mix.mixed(plain, judged[:, :codes]),
            self.mix.mixed(linear.reports, neural[:, :codes]),
            np.hstack([linear.words, linear.reports, flag]),
            linear.own,
        )

    def telling(self, seen: Seen, scored: Scored) -> Floats:
        """Return how well each clause shows each code, as both see it."""
        if self.mix.share == 1:
            return scored.clauses
        told = self.base.telling(seen, scored)
        both: Floats = (1 - self.mix.share) * told + self.mix.share * scored.clauses
        return both

    def probabilities(self, pooled: Floats, language: str) -> Floats:
        """Turn mixed log-odds into probabilities, reports × codes."""
        return self.base.probabilities(pooled, language)

    def decided(self, probable: Floats) -> Floats:
        """Return what is held against the threshold."""
        return self.base.decided(probable)

    def inactive(self, seen: Seen, scored: Scored) -> Floats:
        """Return the probability per report that it alleges inaction, as both see it."""
        codes = scored.clauses.shape[1]
        words, reports = np.split(scored.words[:, :-1], [-codes], axis=1)
        linear = self.base.inactive(seen, scored._replace(reports=reports, words=words))
        share, slope, intercept = self.mix.flag
        if not share:
            return linear
        neural = scored.words[:, -1] * slope + intercept
        return sigmoid((1 - share) * log_odds(linear) + share * neural)

    def _judge(self, seen: Seen, reports: int, rows: Any) -> Floats:
        """Let the judge read the reports that matter; of the others it says nothing."""
        outputs = self.scorer.head.bias.shape[1]
        judged = np.full((len(seen.clauses), outputs), SILENT, dtype=np.float32)
        texts, spans = clauses_of(seen, reports)
        chosen = range(reports) if rows is None else rows.tolist()
        wanted = np.zeros(reports, dtype=bool)
        wanted[list(chosen)] = True
        register = np.full(len(chosen), self.register)
        judged[wanted[seen.clauses.report]] = self.scorer.score(
            [texts[at] for at in chosen], [spans[at] for at in chosen], register
        )
        return judged
