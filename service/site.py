"""What people see in a browser: the pages, and the forms that they lay out."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, HTMLResponse
from fastapi.staticfiles import StaticFiles

from gouji.models.forms import VERSIONS
from gouji.service import examples
from gouji.service.errors import NotFoundError
from gouji.service.forms import FormView, view_form

_STATIC = Path(__file__).parent / "static"
_REVIEW_LINK = '<a class="button" id="to-review" href="/review">核对</a>'


def add_site(app: FastAPI, *, with_review: bool) -> None:
    """Add the pages. ``with_review``: there is a store, so the page of reviews too, and the link to it."""
    _add_forms(app)
    first = (_STATIC / "index.html").read_text(encoding="utf-8")
    shown = first if with_review else first.replace(_REVIEW_LINK, "")

    @app.get("/", include_in_schema=False)
    async def index() -> HTMLResponse:
        return HTMLResponse(shown)

    if with_review:

        @app.get("/review", include_in_schema=False)
        async def review() -> FileResponse:
            return FileResponse(_STATIC / "review" / "index.html")

    app.mount("/static", StaticFiles(directory=_STATIC))


def _add_forms(app: FastAPI) -> None:
    @app.get("/forms/{version}", summary="一个版式", responses=examples.problem_responses("not_found"))
    async def forms(version: str) -> FormView:
        try:
            return view_form(version)
        except (FileNotFoundError, ValueError):
            raise NotFoundError(f"没有这个版式。现有版式：{'、'.join(VERSIONS)}") from None
