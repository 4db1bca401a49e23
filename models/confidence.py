"""How sure the parts of a reading are: a certainty by which cells are ranked.

The engines' own confidence, how well the row's label was found, and how far its values had one place only, as factors
that are judgements. `models/calibration` makes the probability of it that the result gives.
"""

from __future__ import annotations

from gouji.models.document import Origin

REVIEW_BELOW = 0.95
"""Certainty below which a reading is in doubt while the document is read, and the year and authority for review."""

SILENT_PER_10000 = 1.0
"""Cells of 10,000 that may be wrong with nobody asked to look, unless a user says otherwise."""

ABSENT = 0.9
"""That a row which was not found is not there: rows are lost more often than left out."""

CERTAIN = 0.98
"""Readings this sure are taken for what the page says when an identity fails over them."""

BLANK_ROW: dict[Origin, float] = {"text": 0.9, "text_layer": 0.97, "ocr": 0.6}
"""That a row whose label was found and that has no value at all, where cells are not separated, was left blank: in a
text, values get lost in copying; on a scan, OCR overlooks a row of lone digits as easily as one."""

BLANK_ROW_CONFIRMED = 0.96
"""The same where an identity over other rows holds with it as nothing."""

BLANK_LOST = 0.5
"""That a cell is blank in a row that has fewer values than columns and no cells: it may as well have been lost."""

SHIFTED = 0.9
"""Factor for a cell of a row that lost another, where the lost one may stand in its place: the identities, which miss
what was lost, do not say."""

LOOKS_ALIKE = 0.8
"""Factor for a figure that is another with a digit that looks like one of its own in the document."""

SPLIT = 0.9
"""That a number cut from a longer one is right: the cut is ours."""

NO_COUNT = 0.5
"""Factor for a count with decimals or below zero, read off a picture: a speck is taken for a point, a bit of a rule for
a minus."""

STRANGERS = 0.5
"""Factor where a row's lines hold more values than the row, or another label: what was taken may be a stranger's."""

READ_TWICE_DIFFERENTLY = 0.5
"""Factor where the document has a row twice with other values."""

CHOSEN = 0.9
"""Most that a figure counts for which the identities chose among what its ink may be: a person should look."""

_LABEL_LEVELS = ((0.6, 0.999), (0.3, 0.97), (0.01, 0.9))
"""Share of a row's label that was found, and the confidence in the row that comes of it."""

COUNTED = 0.995
"""That a row is the one that it must be by counting the drawn lines, or a text's values, between rows known by their
labels."""

_NO_LABEL = 0.8
"""A row that was placed by what stands before and after it alone."""

NAMELESS_SCANNED = 0.6
"""The same on a scan, where the rows before and after may have been misread, too."""


def of_label(match: float) -> float:
    """Confidence in [0, 1] that a row is the row it is taken for, from the share of its label that was found."""
    return next((confidence for share, confidence in _LABEL_LEVELS if match >= share), _NO_LABEL)
