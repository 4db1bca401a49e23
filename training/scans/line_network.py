"""The network that sees where the sides of cells run on the picture of a page, drawn or not."""

from __future__ import annotations

import torch
from torch import nn

WIDTHS = (16, 24, 40, 64, 96)
"""Channels at a half, a quarter, an eighth, a sixteenth and a thirty-second of the picture's size."""

REACH = 21
"""Places to which a strip looks along rows and along columns: rules that are not drawn go on from others in line."""


def _conv(inside: int, outside: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inside, outside, 3, stride, 1, bias=False), nn.BatchNorm2d(outside), nn.ReLU(inplace=True)
    )


class _Residual(nn.Module):  # type: ignore[misc]
    """Two convolutions beside the way straight through."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.one = _conv(width, width)
        self.two = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Of the shape of ``x``."""
        return torch.relu(x + self.two(self.one(x)))


class _Strips(nn.Module):  # type: ignore[misc]
    """Looks far along rows and along columns, each channel by itself, and mixes what is seen."""

    def __init__(self, width: int) -> None:
        super().__init__()
        pad = REACH // 2
        self.across = nn.Conv2d(width, width, (1, REACH), padding=(0, pad), groups=width, bias=False)
        self.down = nn.Conv2d(width, width, (REACH, 1), padding=(pad, 0), groups=width, bias=False)
        self.mixed = nn.Sequential(nn.Conv2d(2 * width, width, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Of the shape of ``x``."""
        return torch.relu(x + self.mixed(torch.cat((self.across(x), self.down(x)), 1)))


class _Up(nn.Module):  # type: ignore[misc]
    """Twice the size, beside what was seen at that size on the way down."""

    def __init__(self, inside: int, skipped: int, outside: int) -> None:
        super().__init__()
        self.narrowed = nn.Conv2d(inside, outside, 1)
        self.joined = _conv(outside + skipped, outside)

    def forward(self, x: torch.Tensor, skipped: torch.Tensor) -> torch.Tensor:
        """Of the size of ``skipped``."""
        larger = nn.functional.interpolate(self.narrowed(x), scale_factor=2.0, mode="nearest")
        joined: torch.Tensor = self.joined(torch.cat((larger, skipped), 1))
        return joined


class LineNetwork(nn.Module):  # type: ignore[misc]
    """A U-net. Input ``(pages, 1, height, width)``, greys in [0, 1], sides divisible by 32; output logits ``(pages, 2,
    height / 2, width / 2)``: of level sides of cells, and of upright ones."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d, e = WIDTHS
        self.stem = nn.Sequential(nn.PixelUnshuffle(2), _conv(4, a))
        self.quarter = nn.Sequential(_conv(a, b, 2), _Residual(b))
        self.eighth = nn.Sequential(_conv(b, c, 2), _Residual(c), _Strips(c))
        self.sixteenth = nn.Sequential(_conv(c, d, 2), _Residual(d), _Strips(d), _Residual(d))
        self.bottom = nn.Sequential(_conv(d, e, 2), _Residual(e), _Strips(e), _Residual(e))
        self.up_sixteenth, self.at_sixteenth = _Up(e, d, d), _Strips(d)
        self.up_eighth, self.at_eighth = _Up(d, c, c), nn.Sequential(_Residual(c), _Strips(c))
        self.up_quarter, self.at_quarter = _Up(c, b, b), _Residual(b)
        self.up_half = _Up(b, a, a)
        self.head = nn.Conv2d(a, 2, 1)
        nn.init.constant_(self.head.bias, -3.0)

    def forward(self, pages: torch.Tensor) -> torch.Tensor:
        """Logits of the sides."""
        half = self.stem(pages)
        quarter = self.quarter(half)
        eighth = self.eighth(quarter)
        sixteenth = self.sixteenth(eighth)
        x = self.at_sixteenth(self.up_sixteenth(self.bottom(sixteenth), sixteenth))
        x = self.at_eighth(self.up_eighth(x, eighth))
        x = self.at_quarter(self.up_quarter(x, quarter))
        logits: torch.Tensor = self.head(self.up_half(x, half))
        return logits
