"""The classifier's probabilities as scores for the rows of a form, beside string matching."""

import numpy as np
import pytest
from wrapping import FORM

from gouji.models.assembly.classified import PartScores, joined, with_labels_known
from gouji.models.assembly.labels import LabelMatcher, LabelScores, stations
from gouji.models.assembly.tokens import Token, TokenKind, tokenize
from gouji.models.classifier.glyphs import glyphs_of
from gouji.models.classifier.label_set import Part, label_set
from gouji.models.classifier.token_classifier import Labelling
from gouji.models.document import BBox, Line, Page, Piece, Place
from gouji.models.sources.text import read_text

STOPS = stations(FORM)
ROWS = {stop.row.row.id: at for at, stop in enumerate(STOPS) if stop.row.row}
MATCHER, PARTS = LabelMatcher(STOPS), PartScores(STOPS)
REPEATED, PETITION = "requests.not_processed.repeated", "requests.not_processed.petition"


def scores(text: str, *parts: tuple[Part, int, int]) -> tuple[tuple[Token, ...], LabelScores, LabelScores]:
    """Scores by both of a text whose glyphs ``begin`` to ``end`` are certainly of these parts, the rest of none."""
    tokens = tokenize((read_text(text),))
    glyphs = glyphs_of(tokens)
    labels = label_set()
    probabilities = np.zeros((len(glyphs), len(labels)), np.float32)
    probabilities[:, 0] = 1
    for part, begin, end in parts:
        probabilities[begin:end] = 0
        probabilities[begin, labels.begins(part)] = 1
        probabilities[begin + 1 : end, labels.goes_on(part)] = 1
    matched = MATCHER.score([t.text if t.kind is TokenKind.LABEL else "" for t in tokens])
    return tokens, matched, PARTS.score(Labelling(glyphs, probabilities), matched)


def test_a_label_that_nothing_is_like_opens_the_row_that_it_is_said_to_be() -> None:
    _, matched, classified = scores("甲乙丙丁戊 0", (Part("row", REPEATED), 0, 5))
    assert matched.start.max() < 0
    assert classified.start[0].argmax() == ROWS[REPEATED]
    assert classified.start[0, ROWS[REPEATED]] == classified.hold[0, ROWS[REPEATED]] == 5
    assert (np.delete(classified.start[0], ROWS[REPEATED]) == -5).all()


def test_a_text_that_goes_on_holds_its_row_and_opens_none() -> None:
    repeated = Part("row", REPEATED)
    _, _, classified = scores("甲乙\n丙丁 0", (repeated, 0, 4))
    assert classified.start[0, ROWS[REPEATED]] == 2
    assert classified.start[1, ROWS[REPEATED]] == -2
    assert classified.hold[1, ROWS[REPEATED]] == 2


def test_a_row_may_begin_behind_the_end_of_what_stands_beside_it() -> None:
    group = Part("row_group", STOPS[ROWS[REPEATED]].row.row.groups[-1][0])
    _, _, classified = scores("甲乙丙丁戊己 0", (group, 0, 2), (Part("row", REPEATED), 2, 6))
    assert classified.start[0, ROWS[REPEATED]] == 6
    assert classified.start[0, ROWS[PETITION]] < 0


def test_a_label_that_lost_its_first_glyph_opens_its_row_still() -> None:
    """What the classifier takes for a later part is the beginning, as far as the printed label tells."""
    labels = label_set()
    tokens = tokenize((read_text("重复申请 0"),))
    glyphs = glyphs_of(tokens)
    probabilities = np.zeros((len(glyphs), len(labels)), np.float32)
    probabilities[:, labels.goes_on(Part("row", REPEATED))] = 1
    matched = MATCHER.score(["重复申请", ""])
    classified = PARTS.score(Labelling(glyphs, probabilities), matched)
    assert classified.start[0, ROWS[REPEATED]] == 4


def on_page(*lines: tuple[str, str]) -> Page:
    """Lines of a page, each a label and a value, which OCR may not have made out ("")."""
    pieces = []
    for at, (label, value) in enumerate(lines):
        top = 0.1 + 0.05 * at
        places = [Place(0, BBox(left, top, left + 0.2, top + 0.03)) for left in (0.1, 0.5)]
        texts = (label, value or "酥")
        pieces.append(
            [
                Piece(text, place, place.bbox.left, place.bbox.right, unreadable=text == "酥")
                for text, place in zip(texts, places, strict=True)
            ]
        )
    return Page(0, tuple(Line(tuple(own)) for own in pieces), "ocr")


def test_what_is_seen_first_of_a_label_on_a_page_opens_its_row() -> None:
    """The line above was not read; the classifier goes by it and takes the rest for a later part."""
    labels = label_set()
    tokens = tokenize((on_page(("规章", "1"), ("甲乙丙丁", "2"), ("戊己庚辛", "3")),))
    glyphs = glyphs_of(tokens)
    probabilities = np.zeros((len(glyphs), len(labels)), np.float32)
    probabilities[:, 0] = 1
    later = [i for i, g in enumerate(glyphs.text) if g in "甲乙丙丁戊己庚辛"]
    probabilities[later, 0], probabilities[later, labels.goes_on(Part("row", REPEATED))] = 0, 1
    matched = MATCHER.score([t.text if t.kind is TokenKind.LABEL else "" for t in tokens])
    classified = PARTS.score(Labelling(glyphs, probabilities), matched)
    numbers = [i for i, t in enumerate(tokens) if t.text in ("甲乙丙丁", "戊己庚辛")]
    assert classified.start[numbers, ROWS[REPEATED]].tolist() == [4, -4]


@pytest.mark.parametrize(("part", "kind"), [(Part("corner"), TokenKind.LABEL), (Part("value"), TokenKind.UNREADABLE)])
def test_ink_that_was_not_made_out_is_a_label_where_it_stands_in_one(part: Part, kind: TokenKind) -> None:
    tokens = tokenize((on_page(("规章", "")),))
    glyphs = glyphs_of(tokens)
    labels = label_set()
    probabilities = np.zeros((len(glyphs), len(labels)), np.float32)
    probabilities[:, labels.begins(part)] = 1
    assert tokens[1].kind is TokenKind.UNREADABLE
    assert with_labels_known(tokens, Labelling(glyphs, probabilities))[1].kind is kind


def test_half_of_each_is_taken_where_both_know() -> None:
    _, matched, classified = scores("重复申请 0")
    both = joined(matched, classified)
    assert matched.start[0, ROWS[REPEATED]] == 4
    assert classified.start[0, ROWS[REPEATED]] == -4
    assert both.start[0, ROWS[REPEATED]] == 0
    assert both.start[1].max() == -np.inf, "values speak for no row"


def test_running_text_keeps_the_score_of_string_matching() -> None:
    prose = "本机关坚持以公开为常态、不公开为例外，推进各项工作落到实处"
    _, matched, classified = scores("\n".join([prose] * 3))
    assert (classified.start == -np.inf).all()
    assert (joined(matched, classified).start == matched.start).all()
