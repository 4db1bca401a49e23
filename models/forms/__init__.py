"""Each form as data, and what loads it."""

from gouji.models.forms.form import (
    EARLIER,
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
    "EARLIER",
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
