"""What all kinds of rows have in common in JSON."""

from api.desk.shapes import Rows, RowSerializer

SHARED = ("id", "key", "version", "updated_at")


class Row(RowSerializer):
    """A row that hangs on another, and is written with it."""

    class Meta:
        list_serializer_class = Rows
