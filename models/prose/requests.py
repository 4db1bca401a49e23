"""What a figure of requests speaks of: those received, carried over, handled, or several of them together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from gouji.models.prose.clauses import Clause
from gouji.models.prose.passage import names
from gouji.models.prose.scope import is_of_fees, is_of_one_office
from gouji.models.prose.sums import CARRIED_IN, CARRIED_OUT, DUE, HANDLED, OUTCOMES, RECEIVED, is_applicant, whole_of
from gouji.models.prose.vocabulary import Item

_NEW = re.compile("新收|新增|新受理|新登记|新申请")
_ADDED = re.compile("(?:加上|连同|包括|包含|含|合并).{0,4}$")
_WITHIN = ("其中", "含", "包括", "包含")
_PLUS = re.compile("加上|连同|合并")
_TOTAL = re.compile("(?:合计|总计|共计|总共|一共|共)(?:为|有)?$")
_DONE_FRAME = re.compile(
    "(?:已|经)?(?:办结|答复|办理)(?:完毕)?的?(?:政府信息公开)?(?:申请|件)?(?:事项|件)?(?:当中|之?中|里)(?!心)"
)
"""Behind a figure that is the whole of those to come: 27 件答复中, 予以公开 9 件."""
_OPEN_FRAME = re.compile(
    "(?P<named>(?:(?:政府)?信息公开)?申请(?:事项|件)?)?(?:(?:当中|之?中|里)(?!心)|(?(named)(?:均|都|皆|全部|全为|逐件|已|由|予以)|(?!)))"
)
"""Behind a figure that is taken up again, and whether of those received or of those handled is open."""
_NAMED = re.compile("(?P<named>(?:(?:政府)?信息公开)?申请)")
_BECAUSE = re.compile("(?:申请)?(?:件|事项)?(?:因|由于)(?!此)")
_DONE = re.compile("(?:已|经|办理|处理)*(?:办结|完结|完毕|答复|办复|办毕|回复)")
"""What was done with, and not only taken in hand: what was carried over is among it."""
_DONE_BEHIND = re.compile("(?:已|[于在]?(?:年内|当年|本年度?))*" + _DONE.pattern + "(?:完毕)?(?=的|[,;。]|$)")
_DEALT_WITH = re.compile(
    "(?:(?:政府)?信息公开)?申请(?:事项)?(?:均|全部|已|依法|按期)*(?:作出|进行|予以)了?(?:处理|答复|办理)"
)
"""Behind a figure of requests: 对 16 件申请作出处理."""
_TAKEN_UP = re.compile("(?:上述|以上|这|该)的?$")
_OTHERS = re.compile("(?:其余|剩余|另有?|余下)的?$")

_BOTH = re.compile("[并、和及且](?:按[期时]|依法|及时|全部|均)*")
_TO_NEXT_YEAR = re.compile(r"(?:政府信息公开)?(?:申请)?(?:至|到)(?:下|次|明|来|20\d\d)")

Named = tuple[str, bool]
"""A field, and whether the figure speaks of it plainly."""


def is_new(clause: Clause) -> bool:
    """Whether a figure is said to be of what was new in the year."""
    return bool(_NEW.search(clause.said_before))


def is_of_some_requests(clause: Clause) -> bool:
    """Whether a figure is of the requests to which something happened: 有 2 件申请因申请人撤回."""
    return not clause.is_named_before and bool(_BECAUSE.match(clause.passage.text, clause.number.end))


def frame_of(clause: Clause) -> re.Match[str] | None:
    """What makes a figure the one that the sentence is on: 27 件答复中, 3 件申请均."""
    text, at = clause.passage.text, clause.number.end
    if clause.is_named_before or clause.topic not in ("requests", "") or _OTHERS.search(text[: clause.number.start]):
        return None
    if _TAKEN_UP.search(text[: clause.number.start]):
        return _NAMED.match(text, at)
    return _DONE_FRAME.match(text, at) or (None if clause.is_part else _OPEN_FRAME.match(text, at))


def framed(clause: Clause, frame: re.Match[str]) -> Iterator[Named]:
    """What such a figure is of: 答复中 says it, 申请中 leaves it open."""
    if frame.re is _DONE_FRAME:
        yield HANDLED, not clause.is_part
    elif frame["named"]:
        yield HANDLED if "handled" in clause.behind_verbs else RECEIVED, False


def carried(clause: Clause, spoken: Sequence[str]) -> str:
    """结转 for itself: from the last year beside what was received, to the next behind what was handled."""
    if _TO_NEXT_YEAR.match(clause.passage.text, clause.number.end):
        return CARRIED_OUT
    verbs = [i.name for i in clause.earlier if i.kind == "verb"]
    if {HANDLED, CARRIED_IN, *OUTCOMES} & set(spoken) or "handled" in verbs[-1:]:
        return CARRIED_OUT
    return CARRIED_IN if verbs[-1:] == ["received"] else ""


def of_requests(clause: Clause, spoken: Sequence[str]) -> Iterator[Named]:
    """The fields of a figure of requests that no word of an outcome names."""
    said = [verb for verb in clause.verbs if verb in ("received", "handled", "due")]
    if clause.is_part:
        yield from _of_part(clause, said, spoken)
        return
    done = (_DONE_BEHIND, _DEALT_WITH)
    if not (said or clause.is_named_before) and any(d.match(clause.passage.text, clause.number.end) for d in done):
        said = ["handled"]  # 12 件办理完毕的申请
    if not said and not clause.topics:
        yield from _of_total(clause, spoken)
        return
    field = {"handled": HANDLED, "due": DUE}.get(said[-1] if said else "", RECEIVED)
    text = clause.passage.text
    if field == RECEIVED and (is_of_one_office(text) or is_of_fees(text)):
        return
    if field == RECEIVED and not clause.topics and RECEIVED in spoken:
        return
    is_done = field == HANDLED and _DONE.search(clause.said_before)
    is_open = False
    if field != DUE and not is_done and _holds_carried(clause):
        is_open, field = field == HANDLED, DUE  # 办理 12 件 (含上年结转 1 件): all, or those that were done with
    is_known = bool(clause.topics or spoken) or "requests" in (clause.passage.topic, clause.topic)
    is_known &= not (is_open or _is_of_a_kind(clause))
    if set(said) == {"received", "handled"} and field != DUE and _are_both(clause):
        yield from ((RECEIVED, is_known), (HANDLED, is_known))
    else:
        yield field, is_known and len(set(said)) <= 1


def _is_of_a_kind(clause: Clause) -> bool:
    """Whether what is counted is named before the requests: 咨询类申请."""
    others = [i for i in clause.before if i.kind == "topic" and i.name == "other"]
    requests = [i for i in clause.before if i.kind == "topic" and i.name == "requests"]
    text = clause.passage.text
    return any(text[a.end : b.start] in ("", "类", "的", "性") for a in others for b in requests if a.end <= b.start)


def _are_both(clause: Clause) -> bool:
    """Whether one figure is of what was received and of what was handled: 收到并办理."""
    verbs = [i for i in clause.before if i.kind == "verb"]
    return all(_BOTH.fullmatch(clause.passage.text, a.end, b.start) for a, b in pairwise(verbs))


def _of_part(clause: Clause, said: Sequence[str], spoken: Sequence[str]) -> Iterator[Named]:
    """Of a part those that were new, where the whole holds others too, and those that were dealt with."""
    if clause.strange:
        return
    if {DUE, HANDLED} & set(spoken) and RECEIVED not in spoken and is_new(clause):
        yield RECEIVED, DUE in spoken
    elif clause.behind_verbs == ["handled"] and not clause.is_named_before and {RECEIVED, DUE} & set(spoken):
        # Some were answered late, or in another way, unless the rest was carried over.
        later = names(clause.passage.items[clause.at :], "measure")
        yield HANDLED, CARRIED_OUT in later


def _of_total(clause: Clause, spoken: Sequence[str]) -> Iterator[Named]:
    """合计 behind what was received and what was carried over is their sum."""
    is_total = _TOTAL.search(clause.passage.text[: clause.number.start])
    if is_total and set(spoken) == {RECEIVED, CARRIED_IN}:
        yield DUE, True
    elif is_total and clause.behind_verbs == ["handled"] and set(spoken) & set(OUTCOMES):
        yield HANDLED, True
    elif is_total and len(set(spoken)) > 1 and all(HANDLED in whole_of(field) for field in spoken):
        yield HANDLED, False
    elif not spoken and (_is_summed_up(clause) if is_total else "reach" in names(clause.before, "mark")):
        yield RECEIVED, clause.passage.has_topic("requests")


def _is_summed_up(clause: Clause) -> bool:
    """Whether a figure behind 共 is of what the sentence says was received: 收到的申请均为个人申请, 共 3 件."""
    return "received" in names(clause.earlier, "verb")


def _holds_carried(clause: Clause) -> bool:
    """Whether what was received is said to hold what was carried over: 11件(新收9件,结转2件), 其中5件为上年结转."""
    text, items = clause.passage.text, clause.passage.items
    if _NEW.search(text[: clause.number.start]):
        return False
    before = [i for i in clause.earlier if i.kind == "measure" and i.name == CARRIED_IN]
    if before and "handled" not in clause.verbs and _ADDED.search(text[: before[-1].start]):
        return True
    behind = list(takewhile(lambda i: not (i.kind == "cut" and i.name in ";；"), items[clause.at + 1 :]))
    carried = [n for n, i in enumerate(behind) if i.kind == "measure" and i.name in (CARRIED_IN, "carried?")]
    carried = [n for n in carried if behind[max(n - 1, 0)].name != "none"]
    if not carried:
        return False
    if _adds_up(clause.number, behind):
        return True
    between = behind[: carried[0]]
    if between and _PLUS.search(text[between[-1].end : behind[carried[0]].start]):
        return False
    if "handled" in names(between, "verb"):
        return False
    is_counted_first = any(i.kind == "number" for i in between[-2:]) and between[-1].kind != "cut"
    is_part = any(text[i.start : i.end] in _WITHIN for i in between if i.kind == "mark")
    if any(is_applicant(i.name) for i in between):
        return "在内" in text  # 其中自然人 18 件、商业企业 2 件, 上年结转 1 件
    return is_counted_first or is_part or "在内" in text or "received" in names(between, "verb")


def _adds_up(whole: Item, behind: Sequence[Item]) -> bool:
    """Whether a figure is the sum of those that follow in brackets: 共办理 155 件 (上年结转 4 件, 本年新收 151 件)."""
    if not behind or behind[0].name not in ("(", "[", ",", ":"):
        return False
    numbers = [i for i in behind if i.kind == "number"][:2]
    between = [i for i in behind if len(numbers) > 1 and i.start < numbers[1].start]
    is_of_both = "received" in names(between, "verb") and bool(
        {CARRIED_IN, "carried?"} & set(names(between, "measure"))
    )
    return is_of_both and whole.value == sum(i.value for i in numbers)
