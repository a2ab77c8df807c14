"""One spelling for one page: addresses without trackers and fragment."""

from urllib.parse import urlsplit, urlunsplit

from courlan import clean_url


def canonical(address: str) -> str:
    """`address` in lower-case scheme and host, without default port, tracking parameters and fragment.

    Parameters keep their order and everything that may name a page. An address that cannot be read comes back
    stripped of blanks and otherwise as it is: whether it may be fetched is for others to say.
    """
    address = address.strip()
    try:
        cleaned = clean_url(address) or address
        parts = urlsplit(cleaned)
        return urlunsplit(parts._replace(scheme=parts.scheme.lower(), fragment=""))
    except ValueError:
        return address
