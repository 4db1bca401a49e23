"""Sentences that account for the tables: requests, review and litigation, documents and decisions."""

from __future__ import annotations

from gouji.training.synthesis.prose.voice import Voice

_RECEIVED, _HANDLED = "requests.received.total", "requests.handled.total"
_REVIEW, _LITIGATION = "review.total", "litigation.total"
_MADE = ("proactive.normative_documents.issued", "proactive.normative_documents.created")
_REGULATIONS = ("proactive.regulations.in_force", "proactive.regulations.total_public")
_WIDER = 0.3
"""Share of authors with requests carried in who count them among those received."""


def account_for_requests(voice: Voice, detail: float = 0.8) -> list[str]:
    """What was received, answered and carried over. ``detail``: the chance that the answers are told too."""
    received = voice.known.values.get(_RECEIVED)
    if received is None:
        return []
    if received == 0 or _RECEIVED in voice.denied:
        return _none_received(voice, detail)
    wider = voice.expander.can("received_wider") and voice.chance(_WIDER)
    sentences = [voice.write("received_wider" if wider else "received")]
    if voice.known.values.get(_HANDLED, 0) > 0 and voice.chance(detail) and voice.expander.can("handled"):
        sentences.append(voice.write("handled"))
    return sentences + voice.some_of(("carried",), 0.25 * detail)


def _none_received(voice: Voice, detail: float) -> list[str]:
    return voice.some_of(("received_zero",), 1.0) + voice.some_of(("requests_quiet",), 0.3 * detail)


def account_for_disputes(voice: Voice) -> list[str]:
    """Review and litigation on requests: together where there are none of both."""
    values = voice.known.values
    both = [values.get(_REVIEW), values.get(_LITIGATION)]
    if both == [0, 0] and voice.chance(0.85) and voice.expander.can("disputes_zero"):
        return [voice.write("disputes_zero")]
    return _one_dispute(voice, "review", both[0] == 0) + _one_dispute(voice, "litigation", both[1] == 0)


def _one_dispute(voice: Voice, kind: str, none: bool) -> list[str]:
    if f"{kind}.total" not in voice.known.values:
        return []
    return voice.some_of((f"{kind}_zero" if none or f"{kind}.total" in voice.denied else kind,), 1.0)


def account_for_documents(voice: Voice) -> list[str]:
    """Regulations, where the body has any, and normative documents."""
    regulations = voice.some_of(("regulations",), 0.6) if voice.known.positive(_REGULATIONS) else []
    made = [voice.known.values[field] for field in _MADE if field in voice.known.values]
    if not made:
        return regulations
    return regulations + voice.some_of(("documents_zero" if made[0] == 0 else "documents",), 0.9)


def account_for_decisions(voice: Voice) -> list[str]:
    """Permits, penalties, coercion and fees, as far as there are any."""
    fields = [f"proactive.{row}.decisions" for row in ("licensing", "penalties", "coercion")]
    decisions = voice.some_of(("decisions", "decisions"), 0.65) if voice.known.positive(fields) else []
    return decisions + voice.some_of(("fees",), 0.3)
