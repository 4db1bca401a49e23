"""Jobs: many files sent at once, kept in the store, read one by one, results fetched when done."""
