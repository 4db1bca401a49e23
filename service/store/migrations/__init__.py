"""How the tables came to be: Alembic runs these, oldest first, whenever a store is opened."""
