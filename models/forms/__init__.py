"""Each form as data, and what loads it."""

from gouji.models.forms.form import (
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
