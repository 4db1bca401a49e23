"""What the sentences of a report say of the figures in its tables."""
