"""What reads a report. Knows nothing of HTTP, jobs, databases or training."""
