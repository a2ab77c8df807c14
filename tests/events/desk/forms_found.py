"""The forms that a page holds, as a browser would send them, and the same forms with something in them that no browser
sends."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote_from_bytes, urljoin

from lxml import html

Fields = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Where it goes, and what stands in it. `is_upload`: it is sent in parts, with a part for each file."""

    page: str
    action: str
    fields: Fields
    files: tuple[str, ...] = ()

    @property
    def shape(self) -> tuple:
        """Forms that differ in nothing but in what stands in them are one."""
        return self.action, tuple(sorted({name for name, _value in self.fields}))

    def with_one(self, place: int, value: bytes | None) -> "Form":
        """The field at `place` holds `value`, or is not there."""
        name, _old = self.fields[place]
        put = () if value is None else ((name, value),)
        return replace(self, fields=self.fields[:place] + put + self.fields[place + 1 :])

    def sent(self, client, charset: str = ""):
        body = b"&".join(quoted(name.encode()) + b"=" + quoted(value) for name, value in self.fields)
        kind = f"application/x-www-form-urlencoded{f'; charset={charset}' if charset else ''}"
        return client.generic("POST", self.action, body, content_type=kind)

    def sent_in_parts(self, client, charset: str = ""):
        """As a form with a file is sent."""
        parts = b"".join(_part(name, value) for name, value in self.fields)
        kind = f"multipart/form-data; boundary=edge{f'; charset={charset}' if charset else ''}"
        return client.generic("POST", self.action, parts + b"--edge--\r\n", content_type=kind)


def quoted(value: bytes) -> bytes:
    return quote_from_bytes(value).encode()


def _part(name: str, value: bytes) -> bytes:
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
    return head.encode() + value + b"\r\n"


def forms_of(page: str, content: bytes) -> Iterator[Form]:
    """Each form that is sent by POST, once for each of its buttons that says something."""
    for form in html.fromstring(content).forms:
        if form.method == "POST":
            action = urljoin(page, form.action or page)
            inside = [(name, value.encode()) for name, value in form.form_values()]
            files = tuple(each.name for each in form.inputs if getattr(each, "type", "") == "file" and each.name)
            yield Form(page, action, tuple(inside), files)
            for button in form.xpath(".//button[@name] | .//input[@type='submit'][@name]"):
                said = (button.get("name"), (button.get("value") or "").encode())
                yield Form(page, action, (*inside, said), files)
