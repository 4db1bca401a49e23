"""The reader of figures as it is shipped, made ready to learn on: its weights come from the ONNX file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import nn

from gouji.models.errors import ConfigurationError
from gouji.training.scans.figure_network import FigureNetwork


class SettledNetwork(FigureNetwork):
    """A network whose normalisation stays as it was learnt, whatever the batches are made of.

    In the file it is folded into the convolutions, and what people corrected is too little to learn it anew from.
    """

    def train(self, mode: bool = True) -> SettledNetwork:
        """As always, but for the normalisation."""
        super().train(mode)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
                layer.eval()
        return self

    def eval(self) -> SettledNetwork:
        """As always."""
        super().eval()
        return self


def settled_network(path: Path) -> SettledNetwork:
    """The network of a file that ``learn_figures`` or ``finetune`` wrote; it computes what the file does.

    Raises:
        ConfigurationError: the file is missing or holds no such network.
    """
    network = SettledNetwork()
    try:
        weights = list(_weights(onnx.load(str(path))))
        layers = list(_layers(network))
        for (conv, norm), (kernel, bias) in zip(layers, weights[:-1], strict=True):
            _fill(conv, norm, kernel, bias)
        kernel, bias = weights[-1]
        network.head.load_state_dict({"weight": kernel.T, "bias": bias})
    except Exception as error:
        raise ConfigurationError(f"不能在这个数字模型上继续训练：{path}（{type(error).__name__}）") from error
    return network.eval()


def _weights(model: onnx.ModelProto) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """Kernel and bias of each layer in order."""
    known = {one.name: torch.from_numpy(numpy_helper.to_array(one).copy()) for one in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Conv":
            yield known[node.input[1]], known[node.input[2]]
    (head,) = (node for node in model.graph.node if node.op_type == "MatMul")
    (added,) = (node for node in model.graph.node if node.op_type == "Add")
    yield known[head.input[1]], next(known[name] for name in added.input if name in known)


def _layers(network: FigureNetwork) -> Iterator[tuple[nn.Module, nn.Module]]:
    """Each convolution with its normalisation, in order."""
    own = [layer for layer in network.modules() if isinstance(layer, nn.Conv1d | nn.Conv2d)]
    norms = [layer for layer in network.modules() if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d)]
    return zip(own, norms, strict=True)


def _fill(conv: nn.Module, norm: nn.Module, kernel: torch.Tensor, bias: torch.Tensor) -> None:
    """Normalisation that changes nothing but for the bias."""
    conv.load_state_dict({"weight": kernel})
    one = torch.ones_like(bias)
    norm.load_state_dict(
        {
            "weight": one,
            "bias": bias,
            "running_mean": torch.zeros_like(bias),
            "running_var": one - norm.eps,
            "num_batches_tracked": torch.tensor(0),
        }
    )
