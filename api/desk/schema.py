"""How the desk API describes itself in OpenAPI 3.1: a document of its own, made from the serializers."""

from collections.abc import Iterator
from contextlib import contextmanager
from inspect import cleandoc
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.settings import spectacular_settings

from api.desk.examples import examples_of, is_taken
from api.problems import PROBLEMS

START = "/api/v1/desk/"
VERBS = {"GET": "get", "POST": "create", "PUT": "replace", "PATCH": "change", "DELETE": "delete"}
TITLE = "Answerable: the desk"
ABOUT = (
    "All that an editor can do, by a program: the same rights, the same rules, the same sentences. Nothing of anybody "
    "else’s draft is there. See docs/desk-api.md."
)
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "current": {"type": "string", "description": "The `ETag` as it is now."},
        "differences": {"type": "array", "items": {"type": "object"}},
        "missing": {"type": "array", "items": {"type": "object"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "detail": {"type": "string"},
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                },
            },
        },
    },
}
ALWAYS = (400, 401, 403, 404, 406, 429, 503)
CHANGING = (409, 411, 413, 415, 422)


class DeskSchema(AutoSchema):
    """Each operation says what it does, what it needs, and every way in which it is refused."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation:
            operation["responses"] |= {str(status): _problem(status) for status in self._refusals()}
            operation.setdefault("parameters", []).extend(self._conditions())
            operation["security"] = [{"key": []}, {"session": []}]
        return operation

    def _is_guarded(self) -> bool:
        return self.method in {"PUT", "PATCH", "DELETE"} or (self.method == "POST" and self.view.is_guarded)

    def _refusals(self) -> list[int]:
        in_another_state = (409,) if self.view.wants_a_state else ()
        changing = CHANGING if self.method != "GET" else in_another_state
        return [*ALWAYS, *changing, *((412, 428) if self._is_guarded() else ())]

    def _conditions(self) -> list[dict[str, Any]]:
        text = {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}
        header = {"in": "header", "schema": text}
        found = []
        if self._is_guarded():
            sentence = "The `ETag` of what the change is made from."
            found.append({"name": "If-Match", **header, "required": True, "description": sentence})
        if self.method == "POST" and self.view.is_one_go:
            sentence = "A name of your own for this request: sent again with it, nothing is done again."
            found.append({"name": "Idempotency-Key", **header, "description": sentence})
        return found

    def get_operation_id(self) -> str:
        """`listCompanies`, `getCompany`, `publishIncident`: the view's name, and what is done."""
        name = type(self.view).__name__
        if name.endswith("List"):
            noun = name.removesuffix("List")
            return f"list{noun}" if self.method == "GET" else f"create{noun}"
        verb = VERBS[self.method] if name.endswith("One") else ""
        noun = name.removesuffix("One").removesuffix("View")
        return f"{verb}{noun}" if verb else noun[0].lower() + noun[1:]

    def get_summary(self) -> str:
        return self.get_description().split(". ")[0].split(".\n")[0].rstrip(".")

    def get_description(self) -> str:
        handler = getattr(self.view, self.method.lower(), None)
        return " ".join(cleandoc((handler and handler.__doc__) or type(self.view).__doc__ or "").split())

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix(START).split("/")[0] or "index"]

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.view.is_list and self.method == "GET"

    def get_response_serializers(self) -> Any:
        answers = getattr(self.view, "answers", None) if self.method == "POST" else None
        if self.method == "DELETE":
            return {204: None}
        found = self.get_serializer_class_of(answers)
        made = 201 if self.view.is_list else getattr(self.view, "done_is", 200)
        status = {"POST": made}.get(self.method, 200)
        return found if self._is_list_view() else {status: found}

    def get_serializer_class_of(self, answers: Any) -> Any:
        return answers or self.view.get_serializer_class()


def _problem(status: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": PROBLEMS[status][1], "content": content}


def description() -> dict[str, Any]:
    """The whole OpenAPI document."""
    from api.desk.urls import described  # noqa: PLC0415  the addresses lead to views, which describe themselves by this

    with settings_of_the_desk():
        document = SchemaGenerator(patterns=described()).get_schema(public=True)
    document["info"] |= {"title": TITLE, "description": ABOUT}
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    _say_what_is_refused(schemas)
    schemas["Problem"] = PROBLEM
    _give_examples(document, schemas)
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
    }
    return document


def _say_what_is_refused(schemas: dict[str, Any]) -> None:
    """In what is taken: a name that nobody knows, and a text of blanks where there has to be one. What is not for the
    client to set is known, for it may be sent back as it is.
    """
    for name, schema in schemas.items():
        if is_taken(name, schemas) and "properties" in schema:
            sent = schemas.get(name.removeprefix("Patched").removesuffix("Request"), {}).get("properties", {})
            known = {each: said | {"readOnly": True} for each, said in sent.items() if each not in schema["properties"]}
            for said in schema["properties"].values():
                if said.get("type") == "string" and said.get("minLength") and not {"pattern", "format"} & said.keys():
                    said["pattern"] = r"\S"
            schema["properties"] |= known
            schema["additionalProperties"] = False


def _give_examples(document: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Of each body that is taken or sent, where nobody gave one at the view."""
    examples = examples_of(schemas)
    for path in document["paths"].values():
        for operation in path.values():
            sent = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
            for body in (operation.get("requestBody", {}), *sent):
                for media in body.get("content", {}).values():
                    if "examples" not in media:
                        media["examples"] = {"usual": {"value": examples.of(media["schema"])}}


@contextmanager
def settings_of_the_desk() -> Iterator[None]:
    """What is sent and what is taken are described apart: much of what is sent cannot be set."""
    spectacular_settings.apply_patches({"COMPONENT_SPLIT_REQUEST": True, "PREPROCESSING_HOOKS": []})
    try:
        yield
    finally:
        spectacular_settings.clear_patches()
