"""Our own copies of documents: fetched safely, kept as they came, read as text, and looked at again."""
