"""Forms: what a browser sends, as what pydantic expects; what was typed is never lost."""

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from litestar import Request
from litestar.datastructures import FormMultiDict
from pydantic import BaseModel, ValidationError

from carenet.core.refusals import N_, NotFound, Refusal
from carenet.core.words import sentence, translate

F = TypeVar("F", bound=BaseModel)
FIELDS_MAX: Final = 2000
WRONG: Final = N_("Please check this.")
YEAR: Final = N_("This year cannot be right. Please check the date.")
YEAR_MIN, YEAR_MAX = 1900, 2200
SENTENCES: Final = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("This is too short: at least %(min_length)s characters."),
    "string_too_long": N_("This is too long: at most %(max_length)s characters."),
    "string_pattern_mismatch": N_("This does not look right. Please check it."),
    "too_short": N_("Please choose at least one."),
    "too_long": N_("Please choose fewer."),
    "int_parsing": N_("Please write a whole number."),
    "int_type": N_("Please write a whole number."),
    "float_parsing": N_("Please write a number."),
    "greater_than_equal": N_("This must be at least %(ge)s."),
    "less_than_equal": N_("This must be at most %(le)s."),
    "greater_than": N_("This must be more than %(gt)s."),
    "less_than": N_("This must be less than %(lt)s."),
    "date_from_datetime_parsing": N_("Please give a date like 2026-11-25."),
    "date_parsing": N_("Please give a date like 2026-11-25."),
    "time_parsing": N_("Please give a time like 16:30."),
    "uuid_parsing": N_("Please choose from the list."),
    "literal_error": N_("Please choose one of the answers."),
    "enum": N_("Please choose one of the answers."),
    "bool_parsing": N_("Please answer yes or no."),
}


class Wrong(ValueError):  # noqa: N818  raised by validators, shown to people
    """A validator's own sentence about a field: an English msgid with named values."""

    def __init__(self, msgid: str, **values: Any) -> None:
        super().__init__(msgid)
        self.msgid, self.values = msgid, values


class Typed(dict[str, Any]):
    """What was typed, by field; a field that was not sent reads as empty, as the page shows it."""

    def __missing__(self, field_name: str) -> str:
        return ""


@dataclass
class Submission(Generic[F]):
    """What was typed, and the form it makes, or a sentence for each field that is wrong."""

    typed: Typed
    form: F | None = None
    errors: dict[str, str] = field(default_factory=dict)
    refusal: str | None = None

    def because(self, refusal: Refusal) -> "Submission[F]":
        """The same submission with a verb's refusal on top.

        Raises:
            NotFound: what the form is about is not there: no form can say so better than a 404.

        """
        if isinstance(refusal, NotFound):
            raise refusal
        return replace(self, refusal=sentence(refusal))

    def named(self, field_name: str) -> UUID:
        """The thing whose id stands in a field, also when other fields are wrong.

        Raises:
            NotFound: the field holds no id.

        """
        try:
            return UUID(str(self.typed[field_name]))
        except ValueError:
            raise NotFound from None

    @classmethod
    def blank(cls, **typed: Any) -> "Submission[F]":
        """A form shown for the first time, with these values in it."""
        return cls(Typed({k: v for k, v in typed.items() if v is not None}))


def _parts(annotation: Any) -> set[Any]:
    origin = typing.get_origin(annotation)
    if origin in (typing.Union, types.UnionType):
        return {part for a in typing.get_args(annotation) for part in _parts(a)}
    if origin is typing.Annotated:
        return _parts(typing.get_args(annotation)[0])
    return {origin or annotation}


def decode(model: type[BaseModel], form: FormMultiDict) -> dict[str, Any]:
    """Groups as lists, an empty box as absent, the last of repeated values."""
    out: dict[str, Any] = {}
    for name, spec in model.model_fields.items():
        key, kinds = spec.alias or name, _parts(spec.annotation)
        sent = [v.strip().replace("\r\n", "\n") for v in form.getall(key, []) if isinstance(v, str)]
        if any("\0" in v for v in sent):  # PostgreSQL stores no NUL: fail here, not at the INSERT
            out[key] = ["\0"]
        elif kinds & {list, set, frozenset, tuple}:
            out[key] = [v for v in sent if v]
        elif sent and sent[-1]:  # a hidden 0 before a checkbox's 1 works
            out[key] = sent[-1]
        elif types.NoneType in kinds and spec.is_required():
            out[key] = None
    return out


def _said(error: Any) -> str:
    own = error.get("ctx", {}).get("error")
    if isinstance(own, Wrong):
        return translate(own.msgid, **own.values)
    return translate(SENTENCES.get(error["type"], WRONG), **error.get("ctx", {}))


def check(model: type[F], typed: Mapping[str, Any], given: dict[str, Any]) -> Submission[F]:
    """Validate decoded values; each fault becomes a sentence at its field."""
    try:
        form = model.model_validate(given)
    except ValidationError as wrong:
        errors: dict[str, str] = {}
        for error in wrong.errors():
            errors.setdefault(str(error["loc"][0]) if error["loc"] else "", _said(error))
        return Submission(Typed(typed), errors=errors)
    far = {
        spec.alias or name: translate(YEAR)
        for name, spec in model.model_fields.items()
        if _is_far(getattr(form, name))
    }
    return Submission(Typed(typed), errors=far) if far else Submission(Typed(typed), form)


def _is_far(value: Any) -> bool:
    """A day so far off that it is a slip, and that sums of days cannot hold."""
    if isinstance(value, list | tuple | set | frozenset):
        return any(_is_far(one) for one in value)
    return isinstance(value, date) and not YEAR_MIN <= value.year <= YEAR_MAX


def _shown(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


async def read(model: type[F], request: Request[Any, Any, Any]) -> Submission[F]:
    """Read a posted form."""
    return read_fields(model, await request.form())


def read_fields(model: type[F], form: FormMultiDict) -> Submission[F]:
    """Read a form's fields, however they came."""
    sent = {k: [_shown(v) for v in form.getall(k)] for k in form}
    typed = {k: v if len(v) > 1 else v[0] for k, v in sent.items()}
    return check(model, typed, decode(model, form))
