"""Many files: found in folders, archives and remote stores, read by an engine, kept in a store, resumed."""
