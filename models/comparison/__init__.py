"""Reports of one body over the years: what must follow from one to the next, what changed, what was repeated."""
