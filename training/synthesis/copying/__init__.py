"""Reports as text: what copying, converting and OCR make of a manuscript, with what can still be decided in it."""
