"""`key__among=keys`: as `__in`, but one parameter however many there are, so that no statement grows with them."""

from django.core.exceptions import EmptyResultSet
from django.db.models import Field, ForeignKey, Lookup


class Among(Lookup):
    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        values = list(self.rhs)
        if not values:
            raise EmptyResultSet  # nothing is asked, as with `__in`
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*params, values]


def register() -> None:
    for kind in (Field, ForeignKey):
        kind.register_lookup(Among)
