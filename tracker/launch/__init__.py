"""What stands behind `make run` and `make test`: from a fresh clone to a running Answerable.

Everything here but `reach` and `catalogues` runs before any package is installed, so it imports the standard library
only. A failure that the person at the keyboard can mend is a `Trouble`, and is told in one sentence.
"""
