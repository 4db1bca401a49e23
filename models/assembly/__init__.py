"""Positioned lines to the fields of a form: labelling, alignment, placement."""
