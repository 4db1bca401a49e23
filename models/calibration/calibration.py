"""Calibrated confidence: a curve for each kind of evidence, learnt from labelled reports, and the threshold of review.

The curves are made by ``python -m gouji.training.calibration.fit`` from the archive's calibration split and shipped
beside this module. They say how often readings of that evidence and certainty were right; nothing is said more surely
than :data:`SUREST`, since the archive is not the world.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from gouji.models.result import FieldReading

SUREST = 0.9999
"""The most that is said of a reading: no more can be known from the reports that there are to learn from."""

_DOUBTFUL_KINDS = frozenset({"unread", "absent", "text"})


@dataclass(frozen=True, slots=True)
class Curve:
    """Probability of being right over certainty: straight lines between knots, level beyond the outer ones.

    ``certainty`` in [0, 1] rises; ``right`` in [0, 1] never falls.
    """

    certainty: tuple[float, ...]
    right: tuple[float, ...]

    def at(self, certainty: float) -> float:
        """The probability at a certainty in [0, 1]."""
        return min(SUREST, float(np.interp(certainty, self.certainty, self.right)))


@dataclass(frozen=True, slots=True)
class Price:
    """What a threshold costs: with readings below ``threshold`` reviewed, ``silent`` of 10,000 cells are expected to be
    wrong unseen, and ``review`` cells of a report are to be looked at, all kinds of documents counting alike."""

    threshold: float
    silent: float
    review: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Curves by kind of evidence, and prices from the lowest threshold to the highest."""

    curves: Mapping[str, Curve]
    prices: tuple[Price, ...]

    def threshold(self, silent_per_10000: float) -> float:
        """The lowest threshold that keeps to so many silent errors in 10,000 cells; the highest known where none
        does."""
        return next((p.threshold for p in self.prices if p.silent <= silent_per_10000), self.prices[-1].threshold)

    def applied(
        self, fields: Mapping[str, FieldReading], evidence: Mapping[str, str], threshold: float
    ) -> dict[str, FieldReading]:
        """The fields with calibrated confidence, those below the threshold and those without a value for review."""
        return {field: self._applied(reading, evidence[field], threshold) for field, reading in fields.items()}

    def _applied(self, reading: FieldReading, evidence: str, threshold: float) -> FieldReading:
        sure = round(self.curves[evidence].at(reading.confidence), 4)
        review = reading.kind in _DOUBTFUL_KINDS or sure < threshold
        return reading.model_copy(update={"confidence": sure, "review": review})


@cache
def shipped() -> Calibration:
    """The calibration that comes with the program."""
    data = json.loads(files(__package__).joinpath("curves.json").read_text(encoding="utf-8"))
    curves = {kind: Curve(tuple(c["certainty"]), tuple(c["right"])) for kind, c in data["curves"].items()}
    return Calibration(curves, tuple(Price(**price) for price in data["prices"]))
