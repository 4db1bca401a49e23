"""Bytes of one kind of file to pages of positioned lines."""
