"""What can be taken away, one module a format: pure functions from faces to text, bytes or their parts.

They ask no database and see no request, so that pages, feeds and the API can make the same of the same face.
"""
