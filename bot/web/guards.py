"""What stands between the network and the handlers: hosts, origins, headers, error answers.

Decides from the settings alone which names we answer to and which pages may speak to us.
Knows no route; the words of a refusal are in the wording.
"""

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.settings import Settings
from bot.web import refusals
from bot.web.keys import LIMITS, SERVICES, SETTINGS
from bot.web.refusals import Refusal, Refused
from storage.database import is_outage

log = structlog.get_logger()

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104  # compared with, not bound to
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
LARGEST_BODY = 64 * 1024


@dataclass(frozen=True)
class Rules:
    """Which host names are ours, and which origins may change something."""

    hosts: frozenset[str]
    own_origins: frozenset[str]
    portals: frozenset[str]

    def knows_host(self, header: str) -> bool:
        """Whether a Host header names us; a page of somebody else's name must not reach us."""
        return _name(f"//{header}") in self.hosts

    def may_change(self, request: web.Request) -> bool:
        """Whether the page this request comes from may change something here.

        No page at all is fine: then there is no visitor's cookie to misuse.
        """
        origin = request.headers.get("Origin")
        if origin is None:
            return request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
        if self.is_portal(request):
            return True
        ours = {f"http://{request.host}", f"https://{request.host}"} | self.own_origins
        return origin.lower() in {known.lower() for known in ours}

    def is_portal(self, request: web.Request) -> bool:
        """Whether a portal's page calls the interface that portals may call."""
        origin = request.headers.get("Origin", "").lower()
        return origin in self.portals and request.path.startswith("/api/")


def rules_of(settings: Settings) -> Rules:
    """Return the rules that follow from the settings."""
    urls = [url for url in (settings.public_url, settings.telegram_webhook_url) if url]
    names = [settings.host, *_listed(settings.allowed_hosts)]
    hosts = {*LOOPBACK, *(name.lower().strip("[]") for name in names), *map(_name, urls)}
    return Rules(
        hosts=frozenset(hosts - {"", *ANY_ADDRESS}),
        own_origins=frozenset(filter(None, [_origin(settings.public_url)])),
        portals=frozenset(map(_origin, _listed(settings.portal_origins))) - {""},
    )


def _listed(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _name(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.netloc else ""


def remote_of(request: web.Request) -> str:
    """Return the network address to count a request against.

    Behind a proxy of ours (a public address is set and the caller is a private one) that
    is the last address the proxy noted, which the caller can't choose.
    """
    remote = request.remote or ""
    noted = _listed(request.headers.get("X-Forwarded-For", ""))
    if noted and request.app[SETTINGS].public_url and is_private(remote):
        return noted[-1]
    return remote


def is_private(address: str) -> bool:
    """Whether an address is this machine's or inside a private network."""
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


class Guard:
    """The rules at work: one middleware, and one signal for the headers."""

    def __init__(self, rules: Rules) -> None:
        """Keep the rules."""
        self.rules = rules
        ancestors = " ".join(["'self'", *sorted(rules.portals)])
        self._headers = {
            "Content-Security-Policy": _policy(ancestors),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    def install(self, app: web.Application) -> None:
        """Put the guard around everything the application serves."""

        @web.middleware
        async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._answer(request, handler)

        app.middlewares.append(guarded)
        app.on_response_prepare.append(self._add_headers)

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        services = request.app[SERVICES]
        try:
            self._check(request)
            if request.method == "OPTIONS" and self.rules.is_portal(request):
                return web.Response(status=204, headers=_PREFLIGHT)
            return await handler(request)
        except Refused as refused:
            return refusals.answer(request, services, refused.why, headers=refused.headers)
        except web.HTTPException as error:
            if error.status < 400:
                raise
            why = refusals.of_http_error(error)
            headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
            return refusals.answer(request, services, why, status=error.status, headers=headers)
        except Exception as error:
            if is_outage(error):
                log.warning("database_out_of_reach", error=type(error).__name__)
                return refusals.answer(request, services, Refusal.UNAVAILABLE)
            log.exception("request_failed", method=request.method, route=_route(request))
            return refusals.answer(request, services, Refusal.BUG)

    def _check(self, request: web.Request) -> None:
        if not self.rules.knows_host(request.headers.get("Host", "")):
            raise Refused(Refusal.HOST_REFUSED)
        if request.method not in SAFE_METHODS and not self.rules.may_change(request):
            raise Refused(Refusal.ORIGIN_REFUSED)
        if request.path.startswith("/api/"):
            request.app[LIMITS].network.take(remote_of(request))

    async def _add_headers(self, request: web.Request, response: web.StreamResponse) -> None:
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        is_asset = request.path.startswith("/static/")
        response.headers.setdefault("Cache-Control", "no-cache" if is_asset else "no-store")
        if self.rules.is_portal(request):
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
            response.headers["Vary"] = "Origin"


_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID",
    "Access-Control-Max-Age": "600",
}


def _policy(ancestors: str) -> str:
    rules: Iterable[str] = (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        f"frame-ancestors {ancestors}",
    )
    return "; ".join(rules)


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""
