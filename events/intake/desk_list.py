"""The desk's companies, as the list that a text is searched for."""

from companies.models import Company, CompanyKind, CompanyName
from events.intake.proposals import DeskCompany


def desk_companies() -> list[DeskCompany]:
    """Every company that stands, with its other names and those of the companies merged into it; two queries.

    Former names too: an old article uses them.
    """
    aliases: dict[int, list[str]] = {}
    rows = Company.objects.values_list("id", "merged_into_id", "name", "kind").order_by("id")
    merged = {pk: into for pk, into, _, _ in rows if into}
    for pk, name in CompanyName.objects.values_list("company_id", "name").order_by("id"):
        aliases.setdefault(_survivor(pk, merged), []).append(name)
    for pk, into, name, _ in rows:
        if into:
            aliases.setdefault(_survivor(pk, merged), []).append(name)
    return [
        DeskCompany(pk, name, tuple(dict.fromkeys(aliases.get(pk, ()))), media=kind == CompanyKind.MEDIA)
        for pk, into, name, kind in rows
        if not into
    ]


def _survivor(pk: int, merged: dict[int, int]) -> int:
    """Follows merges to the company that stands; a merge never leads back."""
    while pk in merged:
        pk = merged[pk]
    return pk
