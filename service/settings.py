"""What a user may set, from the environment: every variable begins with ``GOUJI_``."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from gouji.models.confidence import SILENT_PER_10000
from gouji.models.errors import ConfigurationError
from gouji.models.limits import Limits
from gouji.models.vision.settings import OcrSettings

_LIMITS = Limits()

AUDIT_SHARE = 0.002
"""Of the cells that nobody doubts: two in five reports have one to look at."""


class Settings(BaseSettings):
    """All settings, checked when made. Descriptions are shown to people, with the range that is allowed."""

    model_config = SettingsConfigDict(env_prefix="GOUJI_", frozen=True, extra="ignore")

    host: str = Field(default="127.0.0.1", min_length=1, description="监听的地址")
    port: int = Field(default=8000, ge=0, le=65535, description="监听的端口，0 到 65535 的整数，0 为任选")
    workers: int = Field(default=1, ge=1, le=64, description="读取进程的个数，1 到 64 的整数")
    timeout_seconds: float = Field(default=120, gt=0, le=86400, description="读一份文件的时限，大于 0 的秒数")
    memory_mib: int = Field(default=3072, ge=256, description="每个读取进程的内存上限，不小于 256 的整数，单位 MiB")
    queue: int = Field(default=16, ge=0, le=10000, description="排队等候的文件数上限，0 到 10000 的整数")
    max_bytes: int = Field(default=_LIMITS.max_bytes, ge=1, description="文件大小的上限，正整数，单位字节")
    max_pages: int = Field(default=_LIMITS.max_pages, ge=1, description="页数的上限，正整数")
    max_pixels: int = Field(default=_LIMITS.max_pixels, ge=1, description="一页图像的像素上限，正整数")
    detection_model: str | None = Field(default=None, min_length=1, description="文字检测模型的目录或名称")
    recognition_model: str | None = Field(default=None, min_length=1, description="文字识别模型的目录或名称")
    classifier_model: Path | None = Field(default=None, description="表格标签分类模型的目录")
    silent_per_10000: float = Field(
        default=SILENT_PER_10000,
        ge=0,
        le=10000,
        description="每一万个单元格中允许多少个读错而不提示复核，0 到 10000 的数，越小要复核的越多",
    )
    figure_model: Path | None = Field(default=None, description="读数字的模型的目录，内有 model.onnx")
    store: str | None = Field(
        default=None,
        min_length=1,
        description="结果库的地址，如 postgresql://用户@主机/库名 或 sqlite:////目录/gouji.db",
    )
    audit_share: float = Field(
        default=AUDIT_SHARE, ge=0, le=1, description="复核时抽查有把握的单元格的比例，0 到 1 的数"
    )
    threads: int = Field(
        default=0, ge=0, le=256, description="每个读取进程的计算线程数，0 到 256 的整数，0 为按处理器个数均分"
    )

    def limits(self) -> Limits:
        """What a document may cost."""
        return Limits(max_bytes=self.max_bytes, max_pages=self.max_pages, max_pixels=self.max_pixels)

    def ocr(self) -> OcrSettings:
        """What the OCR engine is told; without a number of threads the processors are shared out."""
        threads = self.threads or max(1, (os.cpu_count() or 1) // self.workers)
        return OcrSettings(self.detection_model, self.recognition_model, threads, self.figure_model)


def load_settings(**given: object) -> Settings:
    """Settings from the environment; what is ``given`` and not None goes before it.

    Raises:
        ConfigurationError: a value that cannot be; the message names the variable, the value and what is allowed.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise ConfigurationError("；".join(_explain(e["loc"], e["input"]) for e in error.errors())) from None


def _explain(location: tuple[int | str, ...], value: object) -> str:
    name = str(location[0]) if location else ""
    allowed = Settings.model_fields[name].description
    return f"设置 GOUJI_{name.upper()} 的值 {value!r} 不能用，应是：{allowed}"
