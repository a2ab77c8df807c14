"""The JSON shape of the desk's rows: types only.

What a value may be, the models say (`full_clean`), in the very words of the forms; a shape says that a text is a text.
Names that nobody knows are refused. What is not for the client to set may be sent back as it was, and no other way.
"""

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from api.desk.body import shown
from events.models.edtf import EdtfField

LARGEST = 2**63 - 1
REFERENCE = {
    "oneOf": [
        {"type": "integer", "minimum": 1, "maximum": LARGEST},
        {"type": "string", "minLength": 1, "maxLength": 64},
    ]
}


class _AsTyped:
    """The limits are there to be described; the model enforces them, and says so in its own words."""

    def run_validators(self, value: Any) -> None:
        """Nothing: see the model."""

    def run_validation(self, data: Any = empty) -> Any:
        """A row does not ask the fields that were not sent; what an action is given may have a default."""
        if data is empty:
            return self.validate_empty_values(data)[1]
        if data is None:
            if not self.allow_null:
                self.fail("null")
            return None
        return self.to_internal_value(data)


class Words(_AsTyped, serializers.CharField):
    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("This is no text."))
        return data


class Slug(Words, serializers.SlugField):
    pass


class Choice(_AsTyped, serializers.ChoiceField):
    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError(_("This is no text."))
        return data


class Whole(_AsTyped, serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError(_("This is no whole number."))
        if abs(data) > LARGEST:
            raise serializers.ValidationError(_("This number is too large."))
        return data


class Flag(_AsTyped, serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError(_("This is neither true nor false."))
        return data


@extend_schema_field({"type": "string", "pattern": r"^-?[0-9]{1,16}(\.[0-9]{1,4})?$"})
class Amount(_AsTyped, serializers.DecimalField):
    """A decimal as text: JSON's numbers would lose the last digits of a long one."""

    def to_internal_value(self, data: Any) -> Decimal:
        if isinstance(data, bool) or not isinstance(data, int | float | str):
            raise serializers.ValidationError(_("This is no number."))
        text = str(data).strip()
        if len(text) > 30 or not text.isascii():
            raise serializers.ValidationError(_("This is no number."))
        try:
            number = Decimal(text)
        except ArithmeticError:
            raise serializers.ValidationError(_("This is no number.")) from None
        if not number.is_finite():
            raise serializers.ValidationError(_("This is no number."))
        return number

    def to_representation(self, value: Decimal) -> str:
        return format(value.normalize(), "f")


class Several(serializers.ListField):
    """Texts in a list."""

    def run_validation(self, data: Any = empty) -> list[str]:
        if data is empty:
            return self.validate_empty_values(data)[1]
        if not isinstance(data, list) or not all(isinstance(each, str) for each in data):
            raise serializers.ValidationError(_("This is no list of texts."))
        return data


@extend_schema_field(REFERENCE)
class Named(serializers.Field):
    """Another row: its id, or the `ref` of one that the same document brings. `kind` says of which model."""

    def __init__(self, *, kind: type[models.Model], within: bool = False, **options: Any) -> None:
        self.kind, self.within = kind, within
        super().__init__(**options)

    def run_validation(self, data: Any = empty) -> int | str | None:
        if data is None:
            return None
        if isinstance(data, bool) or not isinstance(data, int | str) or (isinstance(data, int) and abs(data) > LARGEST):
            raise serializers.ValidationError(_("Name another row: by its id, a number, or by its `ref`, a text."))
        return data

    def get_attribute(self, instance: models.Model) -> int | None:
        return getattr(instance, f"{self.source}_id")

    def to_representation(self, value: int) -> int:
        return value


@extend_schema_field({"oneOf": [*REFERENCE["oneOf"], {"type": "null"}]})
class MaybeNamed(Named):
    """The same, or null for none."""


@extend_schema_field(REFERENCE["oneOf"][0])
class Above(Named):
    """The row on which another hangs that is sent by itself: it is here already, so it has an id."""


class Ref(Words):
    """What the row is called in this one document, so that others can name it before it has an id."""

    def __init__(self, **options: Any) -> None:
        options = {"required": False, "write_only": True, "max_length": 64, "default": None, **options}
        options.pop("default")
        super().__init__(**options)


class RowSerializer(serializers.ModelSerializer):
    """One row. `lists` are the lists of rows that hang on it: name → the column by which they do; `parts` the same
    for what there is at most one of. `fixed` is the field that says on what the row itself hangs: it is set once.
    """

    lists: dict[str, str] = {}
    parts: dict[str, str] = {}
    fixed: str = ""

    serializer_choice_field = Choice
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.CharField: Words,
        models.TextField: Words,
        models.URLField: Words,
        models.SlugField: Slug,
        EdtfField: Words,
        models.BooleanField: Flag,
        models.PositiveIntegerField: Whole,
        models.PositiveSmallIntegerField: Whole,
        models.BigAutoField: Whole,
        models.DecimalField: Amount,
        ArrayField: Several,
    }

    def get_validators(self) -> list:
        """The models validate."""
        return []

    def build_relational_field(self, field_name: str, relation_info: Any) -> tuple[type, dict]:
        column = relation_info.model_field
        kind = MaybeNamed if column.null else Named
        return kind, {"kind": relation_info.related_model, "required": not column.null}

    def include_extra_kwargs(self, kwargs: dict, extra_kwargs: dict) -> dict:
        """A choice that may be empty says so, even where it is only sent."""
        may_be_empty = "choices" in kwargs and kwargs.get("allow_blank", False)
        options = super().include_extra_kwargs(kwargs, extra_kwargs)
        return options | {"allow_blank": True} if may_be_empty else options

    def run_validation(self, data: Any = empty) -> dict[str, Any] | None:
        return None if data is None and self.allow_null else self.to_internal_value(data)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """What was sent, by name, with its types checked; the model has not seen it yet."""
        if not isinstance(data, Mapping):
            raise serializers.ValidationError([_("This is no object.")])
        errors, values = no_such_fields(data, self.fields), {}
        for name, field in self.fields.items():
            if name in data:
                try:
                    values[name] = data[name] if field.read_only else field.run_validation(data[name])
                except serializers.ValidationError as refused:
                    errors[name] = refused.detail
        if errors:
            raise serializers.ValidationError(errors)
        return values

    def to_representation(self, instance: models.Model) -> dict[str, Any]:
        """All fields that can be read; a part that a row does not have is null."""
        return {name: self._represented(field, instance) for name, field in self.fields.items() if not field.write_only}

    def _represented(self, field: serializers.Field, instance: models.Model) -> Any:
        if field.field_name in self.parts:
            part = getattr(instance, field.field_name, None)
            return None if part is None else field.to_representation(part)
        value = field.get_attribute(instance)
        if value is None or isinstance(value, models.Model):
            return None if value is None else field.to_representation(value)
        return field.to_representation(value)


class Rows(serializers.ListSerializer):
    """A list of rows, with a place for each of its faults."""

    def run_validation(self, data: Any = empty) -> list[dict]:
        if not isinstance(data, list):
            raise serializers.ValidationError([_("This is no list.")])
        values, errors = [], {}
        for position, each in enumerate(data):
            try:
                values.append(self.child.run_validation(each))
            except serializers.ValidationError as refused:
                errors[str(position)] = refused.detail
        if errors:
            raise serializers.ValidationError(errors)
        return values


def no_such_fields(sent: Iterable[str], known: Iterable[str]) -> dict[str, list[str]]:
    known = list(known)
    return {shown(name): [no_such_field(name, known)] for name in sent if name not in known}


def no_such_field(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    hint = _(" Did you mean “%(name)s”?") % {"name": near[0]} if near else ""
    return _("There is no such field.") + hint


def plain(value: Any) -> Any:
    """A value as JSON says it, to be compared with what was sent."""
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return value
