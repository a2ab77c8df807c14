"""WHO: organisations, their names, identifiers and ownership. Knows nothing of events."""

from companies.models.company import Company, CompanyKind
from companies.models.identifier import Identifier, Scheme
from companies.models.name import CompanyName, NameKind
from companies.models.ownership import Ownership

__all__ = ["Company", "CompanyKind", "CompanyName", "Identifier", "NameKind", "Ownership", "Scheme"]
