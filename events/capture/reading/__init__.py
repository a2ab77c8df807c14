"""What runs in the child process: strange documents to text. Nothing here knows Django, the database or a secret."""


class Unreadable(Exception):
    """The document cannot be read; `code` is one that the parent has a sentence for."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)
