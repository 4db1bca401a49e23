"""The network that reads figures: convolutions down to one row, and a look to both sides along it."""

from __future__ import annotations

import torch
from torch import nn

from gouji.models.vision.figure_reader import CHARACTERS

WIDTHS = (24, 48, 80, 112)
"""Channels at the full height of a crop, a half, a quarter and an eighth."""

ALONG = 5
"""Steps of two pixels that the last layers see at once."""


def _conv(inside: int, outside: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, 3, 1, 1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )


class FigureNetwork(nn.Module):  # type: ignore[misc]
    """Input ``(crops, 1, 32, width)``, ink in [0, 1] on paper that is 0, width divisible by 2; output logits ``(crops,
    width / 2, characters)`` for CTC."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.seen = nn.Sequential(
            _conv(1, a),
            nn.MaxPool2d(2),
            _conv(a, b),
            nn.MaxPool2d((2, 1)),
            _conv(b, c),
            _conv(c, c),
            nn.MaxPool2d((2, 1)),
            _conv(c, d),
            nn.MaxPool2d((2, 1)),
            nn.Conv2d(d, d, (2, 1), bias=False),
            nn.BatchNorm2d(d),
            nn.ReLU(inplace=True),
        )
        self.along = nn.Sequential(
            nn.Conv1d(d, d, ALONG, padding=ALONG // 2, bias=False),
            nn.BatchNorm1d(d),
            nn.ReLU(inplace=True),
            nn.Conv1d(d, d, ALONG, padding=ALONG // 2, bias=False),
            nn.BatchNorm1d(d),
            nn.ReLU(inplace=True),
        )
        self.head = nn.Linear(d, len(CHARACTERS))

    def forward(self, crops: torch.Tensor) -> torch.Tensor:
        """Logits of the characters at each step."""
        row = self.seen(crops).squeeze(2)
        logits: torch.Tensor = self.head(self.along(row).transpose(1, 2))
        return logits
