"""What a document says of itself, put into the empty fields of its source. What a person typed is never overwritten."""

from django.db.transaction import atomic

from events.models import Source

FIELDS = ("publisher", "authors", "published", "language")
# What is read off an address or a file's own date is concluded, and not said by the document.
INFERRED = ("address", "PDF CreationDate")


@atomic
def fill(source_id: int, found: dict[str, dict[str, str]]) -> list[str]:
    """Fills what is empty, and the title where it still is the address; returns the names of the fields."""
    source = Source.objects.select_for_update(no_key=True).get(pk=source_id)
    filled = [field for field in FIELDS if field in found and not getattr(source, field)]
    if "title" in found and is_placeholder(source):
        filled.append("title")
    for field in filled:
        setattr(source, field, found[field]["value"])
    if "published" in filled and found["published"]["place"] in INFERRED:
        source.published_inferred = True
    if filled:
        source.save(update_fields=[*filled, "published_inferred", "updated_at"])
    return filled


def is_placeholder(source: Source) -> bool:
    """Whether nobody has given it a title yet: a source that was just added is called by its address."""
    return source.title in {address[:300] for address in (source.url, source.canonical) if address}
