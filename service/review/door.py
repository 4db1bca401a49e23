"""Everything of the review that HTTP offers."""

from __future__ import annotations

from fastapi import FastAPI

from gouji.service.monitoring.metrics import Metrics
from gouji.service.review.desk import ReviewDesk
from gouji.service.review.picture_routes import add_pictures
from gouji.service.review.pictures import Pictures
from gouji.service.review.routes import add_reviews
from gouji.service.review.session_routes import add_sessions
from gouji.service.review.signing_in import Door
from gouji.service.settings import Settings
from gouji.service.store.connection import Store
from gouji.service.workers import WorkerPool


def add_review(app: FastAPI, settings: Settings, pool: WorkerPool, store: Store, metrics: Metrics) -> None:
    """Add the routes of signing in, of the queue, of decisions and of pictures."""
    desk = ReviewDesk(store, settings.audit_share)
    add_sessions(app, Door(store))
    add_reviews(app, desk, metrics)
    add_pictures(app, desk, Pictures(store, pool, settings), settings.max_bytes)
