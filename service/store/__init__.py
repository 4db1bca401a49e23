"""What is kept: documents and where they were seen, readings, failures, batches, decisions. SQLite or PostgreSQL."""
