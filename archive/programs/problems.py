"""What programs are told went wrong: problem documents of RFC 9457, in English and in Arabic."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from ninja import Field, NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

NOT_THERE = _("There is nothing at this address.")
ONLY_READ = _("This interface is only read: ask with GET.")
NOT_UNDERSTOOD = _("Some parameters are not as the documentation has them.")


class Invalid(Schema):
    parameter: str
    reason: str = Field(description="In English")


class Problem(Schema):
    type: str = "about:blank"
    title: str = Field(description="The phrase of the status")
    status: int
    detail: str = Field(description="What went wrong, in English")
    detail_ar: str = Field(description="The same in Arabic")
    errors: list[Invalid] = Field(description="The parameters at fault, where some are")


PROBLEMS: dict[Any, Any] = {404: Problem, 422: Problem}


def problem(status: int, detail: str | Promise, errors: tuple[Invalid, ...] = ()) -> HttpResponse:
    said = {}
    for language in ("en", "ar"):
        with override(language):
            said[language] = str(detail)
    told = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        detail=said["en"],
        detail_ar=said["ar"],
        errors=list(errors),
    )
    return JsonResponse(told.dict(), status=status, content_type="application/problem+json")


def tell_problems(api: NinjaAPI) -> None:
    """Have whatever goes wrong in an interface told so."""

    @api.exception_handler(Http404)
    def not_there(request: HttpRequest, error: Http404) -> HttpResponse:
        detail = error.args[0] if error.args and isinstance(error.args[0], Promise) else NOT_THERE
        return problem(HTTPStatus.NOT_FOUND, detail)

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, error.message)

    @api.exception_handler(ValidationError)
    def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = (Invalid(parameter=named(one["loc"]), reason=one["msg"]) for one in error.errors)
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, NOT_UNDERSTOOD, tuple(errors))


def named(place: Iterable[str | int]) -> str:
    """The parameter that a place in what was given belongs to.

    >>> named(("query", "asked", "date", 0))
    'date'
    """
    return [part for part in place if isinstance(part, str)][-1]
