"""The trained classifier: glyphs of a document to probabilities of labels, on ONNX Runtime."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gouji.models.assembly.tokens import Token
from gouji.models.classifier.glyphs import Glyphs, glyphs_of
from gouji.models.classifier.label_set import label_set
from gouji.models.classifier.vocabulary import read_vocabulary
from gouji.models.classifier.windows import cut, join
from gouji.models.errors import ConfigurationError
from gouji.models.vision.runtime import session

SHIPPED = Path(__file__).parent / "weights"
"""Folder of the weights that come with the package."""

NETWORK, VOCABULARY, CARD = "model.onnx", "vocab.txt", "model.json"
"""Files of a classifier. The card holds its name, its labels in order, and the SHA-256 of the other files."""

INPUTS = ("input_ids", "bbox", "token_type_ids", "attention_mask")
"""Inputs of the network: shapes (n, size), (n, size, 4), (n, size), (n, size), all int64; output (n, size, labels)."""


@dataclass(frozen=True, slots=True)
class Labelling:
    """Glyphs with the probability of each label: shape ``(glyphs, labels)``, rows sum to 1."""

    glyphs: Glyphs
    probabilities: NDArray[np.float32]


class TokenClassifier:
    """Holds the loaded network; make one per process."""

    def __init__(self, folder: Path | None = None, threads: int = 0) -> None:
        """Load the network of a folder, by default the shipped one. ``threads``: 0 takes as many as there are cores.

        Raises:
            ConfigurationError: a file is missing, is not what the card says, or knows other labels.
        """
        folder = folder or SHIPPED
        card = _checked_card(folder)
        self.name = str(card["name"])
        self._vocabulary = read_vocabulary(folder / VOCABULARY)
        self._session = session(folder / NETWORK, threads, arena=True)

    def label(self, tokens: Sequence[Token]) -> Labelling:
        """The glyphs of the tokens with the probabilities of their labels."""
        glyphs = glyphs_of(tokens)
        if not len(glyphs):
            return Labelling(glyphs, np.zeros((0, len(label_set())), np.float32))
        windows = cut(glyphs, self._vocabulary.ids(glyphs.text))
        given = (windows.ids, windows.boxes, windows.types, windows.mask)
        parts = [
            _softmax(self._session.run(None, dict(zip(INPUTS, (g[row : row + 1] for g in given), strict=True)))[0][0])
            for row in range(len(windows.starts))
        ]
        return Labelling(glyphs, join(parts, windows.starts, len(glyphs)))


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _checked_card(folder: Path) -> dict[str, object]:
    path = folder / CARD
    try:
        card = json.loads(path.read_text(encoding="utf-8"))
        names, files = card["labels"], card["files"]
    except FileNotFoundError as error:
        raise ConfigurationError(f"缺少表格标签分类模型：{path}；请重新安装，或在设置中指定模型目录") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"表格标签分类模型的说明无法读取：{path}") from error
    if tuple(names) != label_set().names():
        raise ConfigurationError(f"表格标签分类模型的标签与表格定义不符：{path}；请用当前版本重新训练")
    for name in (NETWORK, VOCABULARY):
        if not (folder / name).is_file() or _digest(folder / name) != files.get(name):
            raise ConfigurationError(f"表格标签分类模型的文件缺失或已损坏：{folder / name}")
    return dict(card)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
