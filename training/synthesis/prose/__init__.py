"""The running text of made-up reports: authorities, titles, sections, and what they say of the figures."""

from gouji.training.synthesis.prose.authorities import Authority, invent_authority
from gouji.training.synthesis.prose.writing import Prose, Remarks, write_prose

__all__ = ["Authority", "Prose", "Remarks", "invent_authority", "write_prose"]
