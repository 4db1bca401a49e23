"""Every kind of damage by name."""

from __future__ import annotations

from gouji.training.synthesis.damage.bending import creases, curl
from gouji.training.synthesis.damage.broken_rules import broken_rules
from gouji.training.synthesis.damage.copying import fax, photocopy
from gouji.training.synthesis.damage.light import uneven_light
from gouji.training.synthesis.damage.paper import bleed_through, punch_holes, speckle
from gouji.training.synthesis.damage.photograph import photograph
from gouji.training.synthesis.damage.placement import crop_edges, quarter_turn, resolution, skew
from gouji.training.synthesis.damage.seal import seal
from gouji.training.synthesis.damage.sensor import blur, jpeg, noise, platen_lines
from gouji.training.synthesis.damage.shot import Damage
from gouji.training.synthesis.damage.signature import signature

DAMAGES: dict[str, Damage] = {
    "skew": skew,
    "noise": noise,
    "blur": blur,
    "jpeg": jpeg,
    "resolution": resolution,
    "uneven_light": uneven_light,
    "bleed_through": bleed_through,
    "seal": seal,
    "signature": signature,
    "punch_holes": punch_holes,
    "speckle": speckle,
    "fax": fax,
    "photocopy": photocopy,
    "photograph": photograph,
    "curl": curl,
    "quarter_turn": quarter_turn,
    "platen_lines": platen_lines,
    "broken_rules": broken_rules,
    "crop_edges": crop_edges,
    "creases": creases,
}
"""Kinds by name, in the order of reports on them. What the levels mean is said at each function."""
