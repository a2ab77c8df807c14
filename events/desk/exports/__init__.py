"""What a list shows, as a file for a spreadsheet: streamed, and read back by the import without loss."""
