"""Each form as data, and what loads it."""

from gouji.models.forms.form import (
    VERSIONS,
    Block,
    Column,
    Era,
    Field,
    Form,
    Identity,
    Labels,
    PrintedRow,
    Row,
    Section,
    load_form,
    other_eras,
)

__all__ = [
    "VERSIONS",
    "Block",
    "Column",
    "Era",
    "Field",
    "Form",
    "Identity",
    "Labels",
    "PrintedRow",
    "Row",
    "Section",
    "load_form",
    "other_eras",
]
