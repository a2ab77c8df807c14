"""The reader's pages, one file per subject: fetch, put into words, answer."""
