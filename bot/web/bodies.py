"""Read a JSON body into its model, or refuse it with the reason a person can be told."""

import json
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from bot.web.refusals import Refusal, Refused

Model = TypeVar("Model", bound=BaseModel)


async def read(request: web.Request, model: type[Model]) -> Model:
    """Return the request's body as the model.

    Raises:
        Refused: not JSON by its header or in fact, or not of this shape.
        web.HTTPRequestEntityTooLarge: longer than the application allows.
    """
    if request.content_type != "application/json":
        raise Refused(Refusal.NOT_JSON)
    try:
        content = json.loads((await request.read()).decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refused(Refusal.BAD_JSON) from None
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise Refused(_reason(error)) from None


def _reason(error: ValidationError) -> Refusal:
    kinds = {(item["type"], item["loc"][:1]) for item in error.errors(include_input=False)}
    if any(kind == "string_unicode" for kind, _ in kinds):
        return Refusal.BAD_TEXT
    if kinds == {("string_too_long", ("text",))}:
        return Refusal.TEXT_TOO_LONG
    return Refusal.BAD_FIELDS
