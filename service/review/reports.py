"""Readings unpacked, the latest asked for kept at hand: a person decides on one report many times in a row."""

from __future__ import annotations

import threading
from collections import OrderedDict

from sqlalchemy import Connection

from gouji.models.result import Report
from gouji.service.store.readings import reading_of

_AT_HAND = 32


class Reports:
    """Readings by id. One whose id was given once never changes."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, Report] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, connection: Connection, reading_id: int) -> Report:
        """The reading of that id, which is there."""
        with self._lock:
            if reading_id in self._known:
                self._known.move_to_end(reading_id)
                return self._known[reading_id]
        report = reading_of(connection, reading_id)
        with self._lock:
            self._known[reading_id] = report
            while len(self._known) > _AT_HAND:
                self._known.popitem(last=False)
        return report
