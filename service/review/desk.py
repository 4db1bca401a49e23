"""What can be done with reviews, apart from how HTTP asks for it. Everything here may wait for the disk."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from gouji.models.result import AuthorityReading, FieldReading, YearReading
from gouji.service.errors import ConflictError, InvalidRequestError, NotFoundError, StaleError
from gouji.service.review import telling
from gouji.service.review.asked import DecisionRequest
from gouji.service.review.entering import put
from gouji.service.review.reports import Reports
from gouji.service.review.ruling import ruling
from gouji.service.review.standing import HEADS, Standing, over_check, over_field, stand
from gouji.service.review.views import WholeReview
from gouji.service.store import decisions, replies, reviews
from gouji.service.store.connection import Store
from gouji.service.store.decisions import CHECK, Entry, Made
from gouji.service.store.records import now
from gouji.service.store.replies import Asked
from gouji.service.store.reviews import Review

CLAIMED = timedelta(minutes=30)
"""How long a report is somebody's who does nothing with it."""


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides: a person by name, and the key that let them in."""

    name: str
    key_id: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as JSON; ``repeated``: it was given before, and nothing was done now."""

    body: bytes
    repeated: bool


@dataclass(frozen=True, slots=True)
class ReviewDesk:
    """Reviews in a store. ``share`` of the confident cells is audited."""

    store: Store
    share: float
    reports: Reports = field(default_factory=Reports)

    def show(self, sha256: str) -> WholeReview:
        """One report with everything decided about it. Raises NotFoundError."""
        with self.store.look() as connection:
            review = _must_exist(reviews.find_review(connection, sha256))
            return telling.whole(self._standing(connection, review), review, claimed_since())

    def show_version(self, sha256: str) -> int:
        """The version of a review. Raises NotFoundError."""
        with self.store.look() as connection:
            return _must_exist(reviews.find_review(connection, sha256)).version

    def place_of(self, sha256: str, name: str) -> FieldReading | AuthorityReading | YearReading:
        """A field, or ``authority`` or ``year``, as it was read. Raises NotFoundError where there is none."""
        with self.store.look() as connection:
            report = self.reports.of(connection, _must_exist(reviews.find_review(connection, sha256)).reading_id)
        if name in HEADS:
            head: AuthorityReading | YearReading = getattr(report, name)
            return head
        if name not in report.fields:
            raise NotFoundError(f"这份报告没有这个字段。字段见 /forms/{report.form.version}")
        return report.fields[name]

    def decide(
        self, sha256: str, version: int, asked: Sequence[DecisionRequest], by: Reviewer, again: Asked | None
    ) -> Reply:
        """Keep decisions, all or none of them; answered with a DecidedView. ``version``: that they were made over.

        ``again``: how to tell a repetition, which does nothing and is answered as the first time.

        Raises:
            NotFoundError: there is no such report.
            StaleError: it has changed since that version.
            InvalidRequestError: a decision that cannot be.
        """
        with self.store.begin() as connection:
            review = _must_exist(reviews.find_review(connection, sha256, lock=True))
            if (known := _replied(connection, again)) is not None:
                return Reply(known, repeated=True)
            standing = self._standing(connection, review)
            _must_be_fresh(review, standing.entries, version)
            _must_differ(one.field for one in asked)
            for one in asked:
                _keep(connection, standing, one, by, review.version + 1)
            after = self._write(connection, review)
            body = telling.outcome(after, review.version + 1).model_dump_json(by_alias=True).encode()
            return _keep_reply(connection, again, body)

    def undo(self, sha256: str, version: int, by: Reviewer, again: Asked | None, name: str | None = None) -> Reply:
        """Take back this reviewer's latest decision that holds; answered with an UndoneView. As :meth:`decide`.

        ``name``: only one about that field. Somebody who reviews in two browsers takes back what the one shows, not
        what was decided last in the other.

        Raises:
            ConflictError: there is none.
        """
        with self.store.begin() as connection:
            review = _must_exist(reviews.find_review(connection, sha256, lock=True))
            if (known := _replied(connection, again)) is not None:
                return Reply(known, repeated=True)
            standing = self._standing(connection, review)
            _must_be_fresh(review, standing.entries, version)
            own = [e for e in standing.decisions.values() if e.by == by.name and name in (None, e.field)]
            if not own:
                raise ConflictError(f"{'这份报告' if name is None else name} 里没有您可以撤回的裁定")
            entry = max(own, key=lambda e: e.id)
            made = Made(version=review.version + 1, before_id=entry.id, key_id=by.key_id, audit=entry.made.audit)
            decisions.withdraw(connection, entry, by.name, now(), made)
            after = self._write(connection, review)
            body = telling.undone(after, entry, review.version + 1).model_dump_json(by_alias=True).encode()
            return _keep_reply(connection, again, body)

    def claim(self, sha256: str, by: Reviewer) -> None:
        """Have a report, for others to see. Raises ConflictError where somebody else has it."""
        with self.store.begin() as connection:
            review = _must_exist(reviews.find_review(connection, sha256, lock=True))
            if (holder := telling.claim(review, claimed_since())) and holder.by != by.name:
                raise ConflictError(f"{holder.by} 正在复核这份报告（{holder.at} 起）。可以先看别的")
            reviews.claim(connection, sha256, by.name, now())

    def release(self, sha256: str, by: Reviewer) -> None:
        """Have it no longer. Raises ConflictError where somebody else has it."""
        with self.store.begin() as connection:
            review = _must_exist(reviews.find_review(connection, sha256, lock=True))
            if (holder := telling.claim(review, claimed_since())) and holder.by != by.name:
                raise ConflictError(f"这份报告由 {holder.by} 在复核，您不能放下")
            reviews.claim(connection, sha256, None, None)

    def _standing(self, connection: Connection, review: Review) -> Standing:
        report = self.reports.of(connection, review.reading_id)
        return stand(report, review.reading_id, decisions.history_of(connection, review.sha256), self.share)

    def _write(self, connection: Connection, review: Review) -> Standing:
        """Write down how a review stands after decisions."""
        standing = self._standing(connection, review)
        put(connection, standing, review.version + 1, review.read_version, review)
        return standing


def claimed_since() -> str:
    """Claims before that moment have lapsed."""
    return (datetime.now(UTC) - CLAIMED).isoformat(timespec="seconds")


def _keep(connection: Connection, standing: Standing, asked: DecisionRequest, by: Reviewer, version: int) -> None:
    at = now()
    before = standing.decisions.get(asked.field)
    audit = asked.field in standing.audited
    made = Made(version, before.id if before else None, by.key_id, audit, asked.seconds)
    decision = ruling(asked, standing, by.name, at)
    sha256 = standing.report.document.sha256
    if decision is not None:
        decisions.add_decision(connection, sha256, asked.field, decision, over_field(standing, asked.field), made)
        return
    check = next(c for c in standing.settled.checks if c.id == asked.field.removeprefix(CHECK))
    over = over_check(check, standing.reading_id)
    decisions.confirm_check(connection, sha256, check.id, by.name, at, asked.note, over, made)


def _must_be_fresh(review: Review, entries: Sequence[Entry], version: int) -> None:
    if version == review.version:
        return
    changed = [e for e in entries if (e.made.version or 0) > version]
    who = "、".join(dict.fromkeys(e.by for e in changed))
    what = f"{who} 刚改过这份报告" if who else "这份报告已重新读过"
    raise StaleError(
        f"{what}，没有保存。请看过改动后再试",
        {"version": review.version, "changed": telling.changes(changed), "reread": review.read_version > version},
    )


def _must_differ(fields: Iterable[str]) -> None:
    seen = set[str]()
    for name in fields:
        if name in seen:
            raise InvalidRequestError(f"{name} 在一次请求里出现了两次")
        seen.add(name)


def _replied(connection: Connection, again: Asked | None) -> bytes | None:
    reply = replies.reply_to(connection, again) if again else None
    if reply is None:
        return None
    if not reply[1]:
        raise InvalidRequestError("这个 Idempotency-Key 已用于另一个请求。请换一个")
    return reply[0]


def _keep_reply(connection: Connection, again: Asked | None, body: bytes) -> Reply:
    if again is not None:
        replies.keep_reply(connection, again, body)
    return Reply(body, repeated=False)


def _must_exist(review: Review | None) -> Review:
    if review is None:
        raise NotFoundError("没有这份报告。它可能还没有读完，或已被删除")
    return review
