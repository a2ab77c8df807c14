"""How the views describe themselves in OpenAPI 3.1: from what they take and send, in the same words."""

from inspect import cleandoc
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema

from api.problems import PROBLEMS
from api.public.components import COMPONENTS, SHAPEABLE, ref, shapeable
from api.public.examples import EXAMPLES
from api.public.formats import described
from api.public.parameters import LARGEST, SLUG, Parameter

PROBLEM_ANSWERS = {
    400: "The request is not understood.",
    401: "Nobody holds the key that was sent.",
    404: "Nothing public has this address.",
    413: "A read takes no body.",
    414: "The query is too long.",
    429: "More requests a minute than are answered; `Retry-After` says when to ask again.",
    503: "The database did not answer in time; `Retry-After` says when to ask again.",
}
KEY = {"type": "http", "scheme": "bearer", "description": "A free key, for more requests a minute (`/data/key/`)."}
NUMBERED = {410: "It was public and was taken back."}
CHOSEN = {406: "`Accept` names no format that this has."}


class ReadingSchema(AutoSchema):
    """No serializer says what is sent, because nothing is serialized: the names in `sends` are components."""

    def get_operation(self, *args, **kwargs) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation:
            operation["parameters"] = [*self._in_path(), *(_described(each) for each in self.view.taken)]
            operation["responses"] = self._responses()
        return operation

    def get_summary(self) -> str:
        return self.get_description().split(".")[0]

    def get_description(self) -> str:
        return cleandoc(self.view.__doc__)

    def get_operation_id(self) -> str:
        """The view's name, which says what it is, in the manner of JSON: `companyTimeline`."""
        name = type(self.view).__name__.removesuffix("View")
        return name[0].lower() + name[1:]

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/v1/").split("/")[0] or "index"]

    def get_request_serializer(self) -> None:
        return None

    def get_response_serializers(self) -> dict:
        return {}

    def get_filter_backends(self) -> list:
        return []

    def _in_path(self) -> list[dict[str, Any]]:
        number = {"type": "integer", "minimum": 1, "maximum": LARGEST}
        slug = {"type": "string", "pattern": f"^{SLUG.pattern}$"}
        of_problem = {"type": "string", "enum": [name for name, _meaning in PROBLEMS.values()]}
        schemas = {"number": number, "version": number, "slug": of_problem if "problems" in self.path else slug}
        return [
            {
                "name": name,
                "in": "path",
                "required": True,
                "schema": schemas[name],
                "example": "labour" if schemas[name] is slug else schemas[name].get("enum", [1])[0],
            }
            for name in schemas
            if f"{{{name}}}" in self.path
        ]

    def _responses(self) -> dict[str, Any]:
        others = described(self.view.takes)
        found = {"description": "Found.", "content": {"application/json": _sent(self.view), **others}}
        numbered = "{number}" in self.path
        moved = {"301": {"description": "Merged: `Location` names the successor."}} if "compan" in self.path else {}
        problems = (
            PROBLEM_ANSWERS
            | (NUMBERED if numbered else {})
            | (CHOSEN if self.view.is_data else {})
            | getattr(self.view, "refuses", {})
        )
        return {
            "200": found,
            **(moved if numbered else {}),
            "304": {"description": "Nothing changed since the `ETag` of `If-None-Match`."},
            **{str(status): _problem(sentence) for status, sentence in problems.items()},
        }


def _described(parameter: Parameter) -> dict[str, Any]:
    """Several values of one parameter stand in it separated by commas."""
    example = parameter.schema.get("default") if parameter.example is None else parameter.example
    several = {"style": "form", "explode": False} if parameter.schema["type"] == "array" else {}
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": parameter.schema,
        **several,
        **({"required": True} if parameter.required else {}),
        **({"example": example} if example is not None else {}),
    }


def _sent(view: Any) -> dict[str, Any]:
    """What a view answers, by the name of its component, with the example of it; less, where `fields` asks for less."""
    can_be_less = view.sends in SHAPEABLE and any(parameter.name == "fields" for parameter in view.takes)
    schema = shapeable(view.sends) if can_be_less else ref(view.sends)
    return {"schema": schema, "examples": {"usual": {"$ref": f"#/components/examples/{view.sends}"}}}


def _problem(sentence: str) -> dict[str, Any]:
    return {"description": sentence, "content": {"application/problem+json": {"schema": ref("Problem")}}}


def description() -> dict[str, Any]:
    """The whole OpenAPI document."""
    document = SchemaGenerator().get_schema(public=True)
    sent = {name for name in COMPONENTS if f"'#/components/examples/{name}'" in str(document["paths"])}
    examples = {name: {"value": EXAMPLES.of(ref(name))} for name in sorted(sent)}
    document["components"] = {
        "schemas": COMPONENTS,
        "examples": examples,
        "securitySchemes": {"readersKey": KEY},
    }
    document["security"] = [{}, {"readersKey": []}]  # either
    return document


def without_the_desk(endpoints: list[tuple]) -> list[tuple]:
    """The addresses of this half: the other one describes itself."""
    return [endpoint for endpoint in endpoints if not endpoint[0].startswith("/api/v1/desk/")]
