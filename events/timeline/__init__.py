"""The public tables: what is public now, rendered for reading. Made from the record alone, and again at any time."""
