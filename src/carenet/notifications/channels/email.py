"""E-mail over SMTP. The Message-ID is made of our key, so that a repeat folds into the first."""

import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

from carenet.core import clock
from carenet.notifications.channels.protocol import (
    Address,
    Capabilities,
    NotNow,
    Receipt,
    Refused,
    Rendered,
    Unclear,
)

SECONDS_MAX: Final = 15
PERMANENT: Final = 500


class Email:
    """One message, one connection: slow and plain."""

    name = "email"
    capabilities = Capabilities(body_letters_max=4000, at_once_max=4, asks=False)

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = sender

    def reaches(self, to: Address) -> bool:
        """Whoever has an address."""
        return bool(to.email)

    def compose(self, message: Rendered) -> EmailMessage:
        """The letter, the same bytes' worth at every attempt but for its date."""
        letter = EmailMessage()
        letter["From"] = self._sender
        letter["To"] = message.to.email or ""
        letter["Subject"] = message.title
        letter["Date"] = format_datetime(clock.now())
        letter["Message-ID"] = f"<{message.key}@{self._sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        if message.urgent:
            letter["Importance"] = "high"
        letter.set_content(f"{message.body}\n\n{message.link}\n")
        return letter

    async def send(self, message: Rendered) -> Receipt:
        """Hand it to the mail server.

        Raises:
            Refused: the address or the letter is refused for good.
            NotNow: the server is not there, or says later.
            Unclear: the connection broke after the letter was on its way.

        """
        client = aiosmtplib.SMTP(
            hostname=self._host, port=self._port, use_tls=self._tls, timeout=SECONDS_MAX,
            tls_context=ssl.create_default_context() if self._tls else None,
        )  # fmt: skip
        try:
            await client.connect()
            if self._user and self._password:
                await client.login(self._user, self._password)
        except (aiosmtplib.SMTPException, OSError) as wrong:
            client.close()
            raise NotNow(type(wrong).__name__) from None
        try:
            await client.send_message(self.compose(message))
        except aiosmtplib.SMTPRecipientsRefused as wrong:
            if all(r.code >= PERMANENT for r in wrong.recipients):
                raise Refused("the address is refused") from None
            raise NotNow("the address is put off") from None
        except aiosmtplib.SMTPResponseException as wrong:
            if wrong.code >= PERMANENT:
                raise Refused(f"SMTP {wrong.code}") from None
            raise NotNow(f"SMTP {wrong.code}") from None
        except (aiosmtplib.SMTPException, OSError) as wrong:
            raise Unclear(type(wrong).__name__) from None
        finally:
            client.close()
        return Receipt()

    async def ask(self, key: UUID) -> Receipt | None:
        """SMTP cannot be asked."""
        raise Unclear(str(key))

    async def close(self) -> None:
        """Every letter has a connection of its own."""
