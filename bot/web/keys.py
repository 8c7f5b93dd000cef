"""What every web handler may ask its application for. Set once, in `app.build_app`."""

from aiohttp import web

from bot.dispatch import Dispatch
from bot.scanner import Scanner
from bot.settings import Settings
from bot.web.hub import Hub
from bot.web.limits import Limits
from bot.worker import Worker
from handlers.services import Services

SERVICES = web.AppKey("services", Services)
DISPATCH = web.AppKey("dispatch", Dispatch)
SETTINGS = web.AppKey("settings", Settings)
WORKER = web.AppKey("worker", Worker)
SCANNER = web.AppKey("scanner", Scanner)
HUB = web.AppKey("hub", Hub)
LIMITS = web.AppKey("limits", Limits)
