"""What makes reports, trains, evaluates and measures. Scripts that read top to bottom."""
