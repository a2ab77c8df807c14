"""Companies in JSON, with their names, their numbers, and who owns them."""

from api.desk.serializers.rows import SHARED, Row
from api.desk.shapes import MaybeNamed, Named, Ref, Rows, RowSerializer
from companies.models import Company, CompanyName, Identifier, Ownership


class NameRow(Row):
    class Meta(Row.Meta):
        model = CompanyName
        fields = ("id", "name", "kind", "language", "since", "until")


class IdentifierRow(Row):
    class Meta(Row.Meta):
        model = Identifier
        fields = ("id", "scheme", "value")


class OwnershipRow(Row):
    """Who owns the company, since when and until when."""

    parent = Named(kind=Company)

    class Meta(Row.Meta):
        model = Ownership
        fields = ("id", "parent", "share", "since", "until")


class CompanySerializer(RowSerializer):
    """An organisation that events name, with its other names, its numbers, and who owns it."""

    lists = {"names": "company", "identifiers": "company", "owners": "child"}

    ref = Ref()
    merged_into = MaybeNamed(kind=Company, read_only=True)
    names = NameRow(many=True, required=False)
    identifiers = IdentifierRow(many=True, required=False)
    owners = OwnershipRow(many=True, required=False)

    class Meta:
        model = Company
        list_serializer_class = Rows
        fields = (*SHARED, "ref", "name", "kind", "country", "about", "merged_into", "names", "identifiers", "owners")
