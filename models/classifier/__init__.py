"""The token classifier: which part of the form each glyph of a document belongs to, with probabilities."""
