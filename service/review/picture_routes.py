"""The HTTP door of what a reviewer looks at: pages, cells, lines of a text."""

from __future__ import annotations

from typing import Annotated

from fastapi import FastAPI, Path, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from gouji.service import examples
from gouji.service.errors import KEY_CODES, NotFoundError
from gouji.service.review.contents import content_of
from gouji.service.review.desk import ReviewDesk
from gouji.service.review.pictures import MEDIA_TYPE, Pictures
from gouji.service.review.routes import Sha256
from gouji.service.review.texts import lines_around
from gouji.service.review.views import TextView

CELL_HEADER = "Gouji-Cell"
"""Where the cell is in its picture: left,top,right,bottom in [0, 1]."""

_REFUSALS = (
    "not_found", "invalid_request", "unsupported_media", "damaged_file", "too_large", "overloaded", "internal",
    "timeout", *KEY_CODES,
)  # fmt: skip
_CACHED = {"Cache-Control": "private, max-age=3600, immutable"}
"""What a document looks like never changes: it goes by its hash. A crop may, with the box that is read."""


def add_pictures(app: FastAPI, desk: ReviewDesk, pictures: Pictures, max_bytes: int) -> None:
    """Add the routes of pictures and texts."""
    refusals = examples.problem_responses(*_REFUSALS)
    shown = {200: {"content": {MEDIA_TYPE: {}}, "description": "图像"}, **refusals}

    @app.get("/reviews/{sha256}/pages/{page}", summary="一页的图像", response_class=Response, responses=shown)
    async def show_page(
        request: Request,
        sha256: Sha256,
        page: Annotated[int, Path(ge=1, le=100_000, description="第几页，从 1 起")],
        width: Annotated[int, Query(ge=100, le=4000, description="图像最大宽度，像素")] = 1200,
    ) -> Response:
        await run_in_threadpool(desk.show_version, sha256)
        drawn = await pictures.page(request, sha256, page, width)
        return Response(drawn, media_type=MEDIA_TYPE, headers=_CACHED)

    @app.get(
        "/reviews/{sha256}/crops/{field}",
        summary="一个单元格和它四周的图像",
        description=f"响应头 `{CELL_HEADER}`：单元格在图里的位置，左、上、右、下，0 到 1。",
        response_class=Response,
        responses=shown,
    )
    async def show_crop(
        request: Request,
        sha256: Sha256,
        field: Annotated[str, Path(max_length=200, description="字段、authority 或 year")],
        margin: Annotated[float, Query(ge=0, le=50, description="四周各留几个单元格的高度")] = 2.0,
    ) -> Response:
        place = await run_in_threadpool(desk.place_of, sha256, field)
        if place.page is None or place.bbox is None:
            raise NotFoundError("这个字段在原件里没有位置，没有图像")
        crop = await pictures.crop(request, sha256, place.page, place.bbox, margin)
        if crop is None:
            return Response()
        where = ",".join(f"{side:.4f}" for side in crop.cell)
        return Response(crop.picture, media_type=MEDIA_TYPE, headers={CELL_HEADER: where})

    @app.get("/reviews/{sha256}/text", summary="文本里的几行", responses=refusals)
    def show_text(
        sha256: Sha256,
        line: Annotated[int, Query(ge=1, le=100_000_000, description="第几行，从 1 起")] = 1,
        around: Annotated[int, Query(ge=0, le=500, description="前后各几行")] = 20,
    ) -> TextView:
        desk.show_version(sha256)
        return lines_around(content_of(desk.store, sha256, max_bytes), line, around)
