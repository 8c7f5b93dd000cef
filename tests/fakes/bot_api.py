"""A Bot API server of our own: speaks the real protocol, refuses what the real one refuses.

`BotApi` is the service a bot talks to; who is on the other side is in `chatter`. Everything
the bot sent is in `BotApi.sent`.
"""

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.fakes import bot_api_checks as checks
from tests.fakes.bot_api_checks import Refused
from tests.fakes.bot_api_updates import Updates

TOKEN = "123456:fake-token-of-the-test-bot-0000000"
BOT = {"id": 123456, "is_bot": True, "first_name": "LuoWen", "username": "luowen_test_bot"}
JSON_FIELDS = {"reply_markup", "allowed_updates", "commands", "link_preview_options",
               "reply_parameters"}  # fmt: skip
Params = dict[str, Any]


@dataclass
class Sent:
    """A message the bot sent and the service accepted."""

    chat: int
    message_id: int
    text: str
    source: str
    buttons: list[list[dict[str, Any]]] = field(default_factory=list)
    reply_to: int | None = None

    @property
    def labels(self) -> list[str]:
        """The words on the buttons, row after row."""
        return [button["text"] for row in self.buttons for button in row]


class BotApi:
    """One bot's service on a loopback port."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self.sent: list[Sent] = []
        self.calls: list[tuple[str, Params]] = []
        self.refused: list[tuple[str, str]] = []
        self.answered_queries: list[str] = []
        self.commands: list[dict[str, str]] = []
        self.left: list[int] = []
        self.laid: dict[str, bytes] = {}
        self.documents: list[tuple[int, str, bytes]] = []
        self.updates = Updates()
        self.updates.on_change = self._tell
        self.latency = 0.0
        self._known: dict[int, str] = {}
        self._blocked: set[int] = set()
        self._queries: set[str] = set()
        self._busy: list[float] = []
        self._away = 0
        self._ids = itertools.count(1)
        self._news = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.updates.stop()
        assert self._runner is not None
        await self._runner.cleanup()

    def know(self, chat: int, kind: str = "private") -> dict[str, Any]:
        """Open a chat with the bot and return it as updates carry it."""
        self._known[chat] = kind
        return {"id": chat, "type": kind, "first_name" if kind == "private" else "title": "C"}

    def be_busy(self, times: int, retry_after: float = 1) -> None:
        """Answer the next calls that send something with 429."""
        self._busy += [retry_after] * times

    def be_away(self, times: int) -> None:
        """Fail the next calls, as a broken gateway does."""
        self._away = times

    def be_busy_after(self, messages: int) -> None:
        """Take so many messages more, then answer one call with 429."""
        self._busy += [0.0] * messages + [1.0]

    def block(self, chat: int) -> None:
        """Let the person behind a chat block the bot."""
        self._blocked.add(chat)

    def query(self, data: dict[str, Any]) -> int:
        """Queue a button press."""
        self._queries.add(data["id"])
        return self.updates.add({"callback_query": data})

    def to(self, chat: int) -> list[Sent]:
        """Return what a chat received."""
        return [sent for sent in self.sent if sent.chat == chat]

    async def until(self, condition: Callable[[], Any], within: float = 15) -> None:
        """Wait until something became true of the service; fail after `within` seconds."""
        async with asyncio.timeout(within):
            while not condition():
                self._news.clear()
                await self._news.wait()

    def _tell(self) -> None:
        self._news.set()

    async def _call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        params = await self._params(request)
        if self._away:
            self._away -= 1
            return web.Response(status=502)
        try:
            if request.match_info["token"] != self.token:
                raise Refused(401, "Unauthorized")
            handler = getattr(self, f"_on_{method.lower()}", None)
            if handler is None:
                raise Refused(404, "Not Found")
            self.calls.append((method, params))
            result = await handler(params)
        except Refused as refusal:
            self.refused.append((method, refusal.description))
            return web.json_response(refusal.body(), status=refusal.code)
        finally:
            self._tell()
        return web.json_response({"ok": True, "result": result})

    async def _params(self, request: web.Request) -> Params:
        if request.content_type == "application/json":
            return dict(await request.json())
        fields = {**request.query, **await request.post()}
        return {
            key: json.loads(str(value)) if key in JSON_FIELDS else value
            for key, value in fields.items()
        }

    async def _on_getme(self, _: Params) -> dict[str, Any]:
        return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False,
                "supports_inline_queries": False}  # fmt: skip

    async def _on_getupdates(self, params: Params) -> list[Any]:
        return await self.updates.pull(
            int(params.get("offset", 0)),
            max(1, min(100, int(params.get("limit", 100)))),
            float(params.get("timeout", 0)),
        )

    async def _on_setwebhook(self, params: Params) -> bool:
        if not str(params.get("url", "")).startswith(("http://127.0.0.1", "https://")):
            raise Refused(
                400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
            )
        checks.check_secret(str(params.get("secret_token", "")))
        self.updates.listen(params["url"], str(params.get("secret_token", "")))
        return True

    async def _on_deletewebhook(self, params: Params) -> bool:
        if str(params.get("drop_pending_updates", "")).lower() == "true":
            self.updates.pending.clear()
        self.updates.listen("", "")
        return True

    async def _on_setmycommands(self, params: Params) -> bool:
        checks.check_commands(params.get("commands"))
        self.commands = params["commands"]
        return True

    async def _on_answercallbackquery(self, params: Params) -> bool:
        query = str(params.get("callback_query_id", ""))
        if query not in self._queries:
            raise Refused(400, "Bad Request: query is too old and response timeout expired")
        self.answered_queries.append(query)
        return True

    async def _on_leavechat(self, params: Params) -> bool:
        chat = self._reachable(params)
        del self._known[chat]
        self.left.append(chat)
        return True

    async def _on_sendmessage(self, params: Params) -> dict[str, Any]:
        chat = self._reachable(params)
        if self._busy and (wait := self._busy.pop(0)):
            raise Refused(429, f"Too Many Requests: retry after {wait:g}", retry_after=wait)
        text = checks.checked_text(params)
        checks.check_keyboard(params.get("reply_markup"))
        sent = Sent(
            chat,
            next(self._ids),
            text,
            str(params["text"]),
            (params.get("reply_markup") or {}).get("inline_keyboard", []),
            (params.get("reply_parameters") or {}).get("message_id"),
        )
        self.sent.append(sent)
        self._tell()
        await asyncio.sleep(self.latency)
        return self._message(sent)

    def lay(self, content: bytes, **content_of: Any) -> dict[str, Any]:
        """Lay a file people send with the service; return it as messages carry it."""
        file_id = f"file{len(self.laid) + 1}"
        self.laid[file_id] = content
        return {"file_id": file_id, "file_unique_id": f"u{file_id}",
                "file_size": len(content), **content_of}  # fmt: skip

    async def _on_getfile(self, params: Params) -> dict[str, Any]:
        content = self.laid.get(str(params.get("file_id")))
        if content is None or len(content) > 20 * 1024 * 1024:
            raise Refused(400, "Bad Request: file is too big")
        file_id = str(params["file_id"])
        return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_path": file_id}

    async def _download(self, request: web.Request) -> web.Response:
        return web.Response(body=self.laid[request.match_info["path"]])

    async def _on_senddocument(self, params: Params) -> dict[str, Any]:
        chat, document = self._reachable(params), params["document"]
        self.documents.append((chat, document.filename, document.file.read()))
        sent = Sent(chat, next(self._ids), document.filename, document.filename)
        named = {"file_id": f"d{sent.message_id}", "file_unique_id": f"d{sent.message_id}"}
        return self._message(sent) | {"document": named}

    def _reachable(self, params: Params) -> int:
        chat = int(params.get("chat_id") or 0)
        if chat in self._blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat not in self._known:
            raise Refused(400, "Bad Request: chat not found")
        return chat

    def _message(self, sent: Sent) -> dict[str, Any]:
        chat = self.know(sent.chat, self._known.get(sent.chat, "private"))
        message = {"message_id": sent.message_id, "date": int(time.time()), "chat": chat,
                   "from": BOT, "text": sent.text}  # fmt: skip
        return message | (
            {"reply_markup": {"inline_keyboard": sent.buttons}} if sent.buttons else {}
        )
