"""Describe the HTTP interface as OpenAPI, from the models it is made of."""

from typing import Any

from aiohttp import web
from pydantic.json_schema import models_json_schema

from bot.web.history import CURSOR
from bot.web.models import (
    UUID,
    Health,
    History,
    NewVisitor,
    Problem,
    Replies,
    SendMessage,
    Visitor,
)
from bot.web.refusals import STATUSES, Refusal

TITLE = "LuoWen web chat"
DESCRIPTION = (
    "Send a message or a button's action, read replies and history, follow the conversation. "
    "A browser is known by its cookie, a portal's visitor by a bearer token."
)
_SCHEMAS = "#/components/schemas/"

# What may befall any call below /api/, and any call that carries a body.
_ALWAYS = (Refusal.HOST_REFUSED, Refusal.TOO_FAST, Refusal.UNAVAILABLE, Refusal.BUG)
_WITH_BODY = (
    Refusal.BAD_JSON,
    Refusal.ORIGIN_REFUSED,
    Refusal.TOO_LARGE,
    Refusal.NOT_JSON,
)


async def document(_request: web.Request) -> web.Response:
    """Answer `GET /openapi.json`."""
    return web.json_response(describe())


def describe() -> dict[str, Any]:
    """Return the whole description."""
    _, schemas = models_json_schema(
        [
            *((model, "validation") for model in (NewVisitor, SendMessage)),
            *((model, "serialization") for model in (Visitor, Replies, History, Problem, Health)),
        ],
        ref_template=_SCHEMAS + "{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": "1", "description": DESCRIPTION},
        "paths": _paths(),
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"visitor": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> dict[str, Any]:
    known = (*_ALWAYS, Refusal.VISITOR_UNKNOWN)
    return {
        "/api/visitors": {
            "post": {
                "summary": "Make a visitor, for a portal that keeps the token itself",
                "requestBody": {"required": True, **_json_of("NewVisitor")},
                "responses": _answers(201, "Visitor", *_ALWAYS, *_WITH_BODY),
            }
        },
        "/api/messages": {
            "post": {
                "summary": "Send a message or an action; repeat it safely with its message_id",
                "security": [{"visitor": []}],
                "requestBody": {"required": True, **_json_of("SendMessage")},
                "responses": _answers(200, "Replies", *known, *_WITH_BODY),
            }
        },
        "/api/files": {"post": _upload(known)},
        "/api/files/{id}": {"get": _download(known)},
        "/api/history": {
            "get": {
                "summary": "Read the newest entries, or those after a cursor",
                "security": [{"visitor": []}],
                "parameters": [
                    _query("after", {"type": "string", "pattern": f"^{CURSOR}$"}),
                    _query("limit", {"type": "integer", "minimum": 1, "maximum": 200}),
                ],
                "responses": _answers(200, "History", *known, Refusal.BAD_FIELDS),
            }
        },
        "/api/stream": {"get": _stream(known)},
        "/readyz": {
            "get": {
                "summary": "Whether a message would be answered",
                "responses": {
                    "200": {"description": "ready", **_json_of("Health")},
                    "503": {"description": "not ready", **_json_of("Health")},
                },
            }
        },
    }


def _upload(known: tuple[Refusal, ...]) -> dict[str, Any]:
    refusals = (*known, Refusal.ORIGIN_REFUSED, Refusal.BAD_FIELDS, Refusal.TOO_LARGE)
    name = {"type": "string", "minLength": 1, "maxLength": 200}
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {
        "summary": "Send a file; what became of it is told in the replies",
        "security": [{"visitor": []}],
        "parameters": [
            _query("message_id", {"type": "string", "pattern": UUID}, required=True),
            _query("name", name, required=True),
        ],
        "requestBody": {"required": True, "content": content},
        "responses": _answers(200, "Replies", *refusals),
    }


def _download(known: tuple[Refusal, ...]) -> dict[str, Any]:
    responses = _answers(200, "", *known, Refusal.NOT_FOUND)
    content = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    responses["200"] = {"description": "The visitor's own file", "content": content}
    number = {"type": "integer", "minimum": 1, "maximum": 999_999_999_999_999}
    return {
        "summary": "Save one of the visitor's own files",
        "security": [{"visitor": []}],
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": number}],
        "responses": responses,
    }


def _stream(known: tuple[Refusal, ...]) -> dict[str, Any]:
    responses = _answers(200, "", *known, Refusal.BAD_FIELDS)
    responses["200"] = {
        "description": (
            "Server-sent events named `entry`; the data is an entry of the history, the id "
            "a cursor. After a broken connection an entry may come again."
        ),
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
    return {
        "summary": "Follow the conversation",
        "security": [{"visitor": []}],
        "parameters": [
            _query("after", {"type": "string", "pattern": f"^{CURSOR}$"}),
            {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}},
        ],
        "responses": responses,
    }


def _json_of(name: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": {"$ref": _SCHEMAS + name}}}}


def _query(name: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema}


def _answers(status: int, name: str, *refusals: Refusal) -> dict[str, Any]:
    answers: dict[str, Any] = {str(status): {"description": "done", **_json_of(name)}}
    for why in refusals:
        answers[str(STATUSES[why])] = {"description": why.value, **_json_of("Problem")}
    return answers
