"""The running text of a report, and what of it was there the year before."""

from __future__ import annotations

import random

import pytest
from editions import make_edition
from hypothesis import given
from hypothesis import strategies as st
from printed_sample import SAMPLE

from gouji.models.comparison.edition import Sentence
from gouji.models.comparison.prose import sentences
from gouji.models.comparison.repetition import compare_prose
from gouji.models.comparison.result import ProseComparison
from gouji.models.sources.text import read_text
