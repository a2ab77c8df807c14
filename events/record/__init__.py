"""The ledger: publications and editions, only ever appended to. Knows documents, not models."""
