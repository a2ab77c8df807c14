"""News of the record by e-mail, without an account: asked for, confirmed, sent once, stopped at one click."""
