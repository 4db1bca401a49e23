"""Results as tables: files that other programs open, and sums over many reports."""
