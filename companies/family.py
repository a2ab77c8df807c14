"""Who owns whom around one company, upwards and downwards, as a tree for a page."""

from collections import defaultdict
from dataclasses import dataclass, field

from companies.models import Company, Ownership

# Longer chains are cut: nobody reads them, and a circle of holdings has no end.
DEEPEST = 12

LINKS = """
WITH RECURSIVE up(id, parent_id, child_id, depth) AS (
    SELECT id, parent_id, child_id, 1 FROM companies_ownership WHERE child_id = %(company)s
    UNION
    SELECT o.id, o.parent_id, o.child_id, depth + 1
    FROM companies_ownership o JOIN up ON o.child_id = up.parent_id WHERE depth < %(deepest)s
), down(id, parent_id, child_id, depth) AS (
    SELECT id, parent_id, child_id, 1 FROM companies_ownership WHERE parent_id = %(company)s
    UNION
    SELECT o.id, o.parent_id, o.child_id, depth + 1
    FROM companies_ownership o JOIN down ON o.parent_id = down.child_id WHERE depth < %(deepest)s
)
SELECT * FROM companies_ownership WHERE id IN (SELECT id FROM up UNION SELECT id FROM down)
ORDER BY since, id
"""


@dataclass(slots=True)
class Member:
    """A company of the family; `link` is the holding by which it belongs there, `again` if it was shown before."""

    company: Company
    link: Ownership
    again: bool = False
    members: list["Member"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Family:
    """`owners` of a company with theirs, `owned` companies with theirs."""

    owners: list[Member]
    owned: list[Member]

    def __bool__(self) -> bool:
        return bool(self.owners or self.owned)


def family_of(company: Company) -> Family:
    """Everybody above and below `company`, in two queries whatever its size."""
    links = list(Ownership.objects.raw(LINKS, {"company": company.pk, "deepest": DEEPEST}))
    companies = Company.objects.in_bulk({key for link in links for key in (link.parent_id, link.child_id)})
    above, below = defaultdict(list), defaultdict(list)
    for link in links:
        above[link.child_id].append((companies[link.parent_id], link))
        below[link.parent_id].append((companies[link.child_id], link))
    return Family(
        owners=_members(company.pk, above, {company.pk}),
        owned=_members(company.pk, below, {company.pk}),
    )


def _members(of: int, links: dict[int, list[tuple[Company, Ownership]]], shown: set[int]) -> list[Member]:
    """Each with its own; who was shown before is named again, and not followed a second time."""
    members = []
    for company, link in links[of]:
        again = company.pk in shown
        shown.add(company.pk)
        members.append(Member(company, link, again, [] if again else _members(company.pk, links, shown)))
    return members
