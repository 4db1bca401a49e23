"""Review: what is not certain goes before a person, and nothing that a person decided is lost."""
