"""Errors as RFC 9457 asks: `application/problem+json`, with a sentence and the number of the request."""
