"""Who may do what: keys that are shown once and kept as hashes, what each may do and how often."""
