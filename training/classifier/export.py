"""Writes a fine-tuned network in the form that serving loads: ONNX, quantised, with its card.

python -m gouji.training.classifier.export build/classifier models/classifier/weights --name gouji-labels-1
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from gouji.models.classifier.label_set import label_set
from gouji.models.classifier.token_classifier import CARD, INPUTS, NETWORK, VOCABULARY
from gouji.models.classifier.windows import SIZE
from gouji.training.classifier.network import GlyphClassifier


class _Logits(torch.nn.Module):  # type: ignore[misc]
    """The network with its inputs by position and one output, as ONNX has them."""

    def __init__(self, network: GlyphClassifier) -> None:
        super().__init__()
        self._network = network

    def forward(self, ids: torch.Tensor, boxes: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Logits of the labels."""
        given = {"input_ids": ids, "bbox": boxes, "token_type_ids": types, "attention_mask": mask}
        logits: torch.Tensor = self._network(**given).logits
        return logits


def write_onnx(network: GlyphClassifier, path: Path) -> None:
    """The network as ONNX, as exact as it is."""
    ones = torch.ones((2, SIZE), dtype=torch.int64)
    boxes = torch.ones((2, SIZE, 4), dtype=torch.int64)
    axes = {name: {0: "windows", 1: "glyphs"} for name in (*INPUTS, "logits")}
    torch.onnx.export(
        _Logits(network.eval()),
        (ones, boxes, ones, ones),
        str(path),
        input_names=list(INPUTS),
        output_names=["logits"],
        dynamic_axes=axes,
        dynamo=False,
    )


def export(folder: Path, out: Path, name: str) -> None:
    """Write the network of ``folder`` to ``out``: quantised ONNX, vocabulary and card; and to go on training from it,
    in the folder ``transformers``, the network itself."""
    out.mkdir(parents=True, exist_ok=True)
    network = GlyphClassifier.from_pretrained(folder, attn_implementation="eager")
    with TemporaryDirectory() as scratch:
        exact = Path(scratch) / NETWORK
        write_onnx(network, exact)
        quantize_dynamic(exact, out / NETWORK, weight_type=QuantType.QInt8)
    shutil.copyfile(folder / VOCABULARY, out / VOCABULARY)
    write_source(network, folder / VOCABULARY, out / "transformers")
    files = {file: hashlib.sha256((out / file).read_bytes()).hexdigest() for file in (NETWORK, VOCABULARY)}
    card = {"name": name, "labels": label_set().names(), "files": files}
    (out / CARD).write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_source(network: GlyphClassifier, vocabulary: Path, out: Path) -> None:
    """The network in the format of `transformers`, in half precision, to go on training from."""
    network.half().save_pretrained(out)
    network.float()
    shutil.copyfile(vocabulary, out / VOCABULARY)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", type=Path, help="folder of a fine-tuned network")
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", required=True, help="name and version, which results will carry")
    given = parser.parse_args(arguments)
    export(given.network, given.out, given.name)


if __name__ == "__main__":
    main()
