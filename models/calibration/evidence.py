"""Kinds of evidence for a reading: within each, the same certainty is right as often, whatever the document."""

from __future__ import annotations

from gouji.models.arithmetic import EMPTY_KINDS, evaluate
from gouji.models.assembly.assemble import Assembly
from gouji.models.document import Origin
from gouji.models.forms import Form
from gouji.models.result import FieldReading

_ORIGINS: tuple[Origin, ...] = ("text", "text_layer", "ocr")
_HEARD = ("borne_out", "contradicted", "alone")
_SAID = {"number": (*_HEARD, "confirmed", "chosen"), "nothing": (*_HEARD, "unseen"), "unclear": ("alone",)}

KINDS = tuple(f"{o}/{said}/{heard}" for o in _ORIGINS for said, all_heard in _SAID.items() for heard in all_heard)
"""Where a text came from, what the cell is taken to hold, and what the identities make of it: nothing of what is
unclear; ``confirmed``: they bear out the readers' first guess, which was not sure enough to be given; ``chosen``: they
chose the figure among what else its ink may be; ``unseen``: a blank of a scan whose cell is not drawn."""


def evidence_of(form: Form, assembly: Assembly) -> dict[str, str]:
    """The kind of evidence, one of :data:`KINDS`, for each field. An identity that served to place or choose a reading
    proves nothing by holding; nor, for a 0, does one that holds over blanks: the 0 might be in one of their places."""
    fields = assembly.fields
    heard: dict[str, set[str]] = {field: set() for field in fields}
    for identity in form.identities:
        outcome = evaluate(identity, fields)
        for field in (*identity.left, *identity.right):
            says_nothing = identity.id in assembly.used or (outcome.blanks_as_zero and fields[field].value == 0)
            if outcome.status in ("fail", "incomplete"):
                heard[field].add("contradicted")
            elif outcome.status == "pass" and not says_nothing:
                heard[field].add("borne_out")
    blanks = (f for f, reading in fields.items() if reading.kind == "blank" and reading.bbox is None)
    unseen = [f for f in blanks if assembly.origins[f] == "ocr"]
    for said, told in (("confirmed", assembly.confirmed), ("chosen", assembly.chosen), ("unseen", unseen)):
        for field in told:
            heard[field].add(said)
    return {f: f"{assembly.origins[f]}/{_said(reading)}/{_heard(heard[f])}" for f, reading in fields.items()}


def _said(reading: FieldReading) -> str:
    if reading.kind == "number":
        return "number"
    return "nothing" if reading.kind in EMPTY_KINDS else "unclear"


def _heard(said: set[str]) -> str:
    return next((one for one in ("unseen", "chosen", "confirmed", "contradicted", "borne_out") if one in said), "alone")
