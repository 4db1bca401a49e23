"""An image of a page to words, rules, tables and cells."""
