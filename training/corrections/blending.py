"""Weights between those before learning and those after, so that what was known is not forgotten.

Wortsman et al. 2022, Robust fine-tuning of zero-shot models: on the way from one to the other most of what is new
is there before anything old is lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.training.corrections.examples import Example
from gouji.training.corrections.settled_network import SettledNetwork
from gouji.training.corrections.validation import validate

SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1)
"""Of the weights after learning, the largest first."""


def blended(begun: SettledNetwork, learnt: SettledNetwork, share: float) -> SettledNetwork:
    """A network whose weights are a share of those after learning and for the rest those before."""
    old, new = begun.state_dict(), learnt.state_dict()
    network = SettledNetwork()
    network.load_state_dict(
        {n: old[n] + share * (new[n] - old[n]) if old[n].is_floating_point() else old[n] for n in old}
    )
    network.eval()
    return network


def unforgetting(
    begun: SettledNetwork, learnt: SettledNetwork, replay: Sequence[Example]
) -> tuple[SettledNetwork, float]:
    """The network with the largest share of what was learnt that reads held-out generated crops no worse than before,
    and that share; 0: nothing can be learnt without forgetting."""
    known = validate(begun, replay, ()).replay
    for share in SHARES:
        network = blended(begun, learnt, share)
        if validate(network, replay, ()).replay >= known:
            return network, share
    return begun, 0.0
