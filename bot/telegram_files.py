"""Files over Telegram: evidence comes in, papers go out as documents.

What Telegram won't hand over, or what is larger than we take, arrives as a file with a
fault, and the conversation says so.
"""

import structlog
from telegram import InputFile
from telegram.error import BadRequest
from telegram.ext import ExtBot

from bot.scanner import Scanner
from bot.telegram_updates import CHANNEL, SentFile
from handlers import own_files
from handlers.services import Services
from handlers.turn import Attachment, Fault

log = structlog.get_logger()


class TelegramFiles:
    """Fetches what people send, and sends what is theirs."""

    def __init__(self, services: Services, scanner: Scanner | None = None) -> None:
        """Take files up to the service's limit, checked by the scanner when there is one."""
        self._services = services
        self._scanner = scanner

    async def fetch(self, bot: ExtBot[int], sent: SentFile) -> Attachment:
        """Return a file somebody sent, with its content unless it has a fault.

        Raises what the library raises when Telegram can't be reached: the update comes again.
        """
        limit = self._services.largest_file
        if sent.size > limit:
            return Attachment(sent.name, fault=Fault.TOO_LARGE)
        try:
            found = await bot.get_file(sent.file_id)
        except BadRequest:  # Telegram hands bots nothing above 20 MB
            log.info("telegram_file_refused")
            return Attachment(sent.name, fault=Fault.TOO_LARGE)
        content = bytes(await found.download_as_bytearray())
        if len(content) > limit:
            return Attachment(sent.name, fault=Fault.TOO_LARGE)
        fault = await self._scanner.check(content) if self._scanner else None
        return Attachment(sent.name, fault=fault) if fault else Attachment(sent.name, content)

    def own(self, address: str, file_id: int) -> InputFile:
        """Return a person's own file as Telegram takes it.

        Raises:
            NotFound: there is no such file, or it is somebody else's.
        """
        file = own_files.fetch(self._services, channel=CHANNEL, address=address, file_id=file_id)
        return InputFile(file.content, filename=file.name)
