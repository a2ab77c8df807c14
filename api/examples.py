"""An example of what is sent or taken, made from its schema: so that it can never be of another form."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = dict[str, Any]

MOMENT = "2026-03-03T12:00:00.000000Z"
UUID = "7f3c1d52-0b0e-5c6b-9b5e-2f6d1a4c8e90"
OF_FORMAT = {"date-time": MOMENT, "date": "2026-03-03", "uuid": UUID, "uri": "https://example.org/"}


def whole(component: str, schema: Schema) -> Iterable[str]:
    """The properties that always are there, or all."""
    return schema.get("required") or schema["properties"]


@dataclass(frozen=True, slots=True)
class Examples:
    """Made of `schemas`, the components of a description. `said` is what properties of these names say, where their
    schema allows it; `own` what a component says otherwise; `shown` the properties of a component that are told.
    """

    schemas: Mapping[str, Schema]
    said: Mapping[str, Any]
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    shown: Callable[[str, Schema], Iterable[str]] = whole

    def of(self, schema: Schema, name: str = "", component: str = "") -> Any:
        """A value of this schema, as it would stand in a property `name`."""
        if "$ref" in schema:
            component = schema["$ref"].rpartition("/")[2]
            return self.of(self.schemas[component], name, component)
        if either := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
            return None if name in self.said and self.said[name] is None else self.of(either[0], name)
        if "enum" in schema:
            return self.said[name] if self.said.get(name) in schema["enum"] else schema["enum"][0]
        return self._of_type(schema, name, component)

    def _of_type(self, schema: Schema, name: str, component: str) -> Any:
        kind, said = schema.get("type"), self.said.get(name)
        match kind[0] if isinstance(kind, list) else kind:
            case "object" if "properties" in schema:
                return self._of_properties(schema, component)
            case "object":
                return said if isinstance(said, dict) else self.own.get(component, {})
            case "array":
                return said if isinstance(said, list) else [self.of(schema["items"], name)]
            case "integer":
                return said if isinstance(said, int) else 1
            case "boolean":
                return said is True
            case "number":
                return 1
            case None:
                return said
        return (
            said
            if isinstance(said, str) and schema.get("format") != "date-time"
            else OF_FORMAT.get(schema.get("format", ""), "")
        )

    def _of_properties(self, schema: Schema, component: str) -> dict[str, Any]:
        shown, own = set(self.shown(component, schema)), self.own.get(component, {})
        return {
            name: own[name] if name in own else self.of(schema["properties"][name], name)
            for name in schema["properties"]
            if name in shown
        }
