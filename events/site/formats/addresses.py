"""Addresses as they stand in what leaves the site: whole, and the same for ever."""

from django.conf import settings

from events.site.language import in_language


def absolute(path: str) -> str:
    return settings.SITE_ADDRESS.rstrip("/") + path


def permanent(path: str) -> str:
    """Without the language: one thing has one id in both."""
    return absolute(in_language(path, settings.LANGUAGE_CODE))


def path_of(address: str) -> str | None:
    """The path and query of an address of ours; None for a foreign one."""
    root = settings.SITE_ADDRESS.rstrip("/")
    return address.removeprefix(root) if address.startswith(f"{root}/") else None


def beside(page: str, ending: str) -> str:
    """The address of a page in another form: `/companies/1/` as `/companies/1.csv`."""
    return f"{page.rstrip('/')}.{ending}"
