"""E-mail over SMTP. The Message-ID is made of our key, so that a repeat folds into the first."""

import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib

from carenet.core import clock
from carenet.core.refusals import N_
from carenet.core.words import gettext, speaking
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
OPEN: Final = N_("Open in carenet")
LEAVE: Final = N_("No more e-mails from here")
HTML: Final = """<!doctype html>
<html lang="{lang}"><meta charset="utf-8"><title>{title}</title>
<body style="margin:0;padding:24px;font:17px/1.6 sans-serif;color:#1c2621;background:#f6f5f0">
<div style="max-width:34em;margin:0 auto;padding:24px;background:#fff;border-radius:12px">
<h1 style="font-size:20px;margin:0 0 12px">{title}</h1>
<p style="margin:0 0 20px">{body}</p>
<p style="margin:0"><a href="{link}" style="display:inline-block;padding:12px 20px;border-radius:8px;
background:#1f6f54;color:#fff;text-decoration:none">{open}</a></p></div>
{foot}</body></html>
"""
FOOT: Final = '<p style="text-align:center;font-size:14px"><a href="{leave}">{words}</a></p>\n'


class Email:
    """One message, one connection: slow and plain."""

    name = "email"
    capabilities = Capabilities(body_letters_max=4000, at_once_max=4, asks=False, quiet=True)

    def __init__(self, url: str, sender: str, *, plain: bool = False) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._plain = plain
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender = sender

    def reaches(self, to: Address) -> bool:
        """Whoever has an address."""
        return bool(to.email)

    def compose(self, message: Rendered) -> EmailMessage:
        """The letter as text and as a page, the same at every attempt but for its date."""
        letter = EmailMessage(policy=SMTP)
        letter["From"] = self._sender
        letter["To"] = message.to.email or ""
        letter["Subject"] = message.title
        letter["Date"] = format_datetime(clock.now())
        letter["Message-ID"] = f"<{message.key}@{self._sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter["Content-Language"] = message.language.replace("_", "-")
        if message.urgent:
            letter["Importance"] = "high"
        if message.leave:
            letter["List-Unsubscribe"] = f"<{message.leave}>"
            letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        with speaking(message.language):
            opens, leaves = gettext(OPEN), gettext(LEAVE)
        foot = f"\n-- \n{leaves}: {message.leave}\n" if message.leave else ""
        letter.set_content(f"{message.body}\n\n{message.link}\n{foot}", cte="base64")
        page_foot = FOOT.format(leave=escape(message.leave), words=leaves) if message.leave else ""
        page = HTML.format(
            lang=message.language.replace("_", "-"), title=escape(message.title),
            body=escape(message.body), link=escape(message.link), open=opens, foot=page_foot,
        )  # fmt: skip
        letter.add_alternative(page, subtype="html", cte="base64")
        return letter

    async def _connected(self) -> aiosmtplib.SMTP:
        """A connection that is encrypted and signed in.

        Raises:
            NotNow: the server is not there, offers no encryption, or refuses the login.

        """
        secure = ssl.create_default_context() if not self._plain else None
        client = aiosmtplib.SMTP(
            hostname=self._host, port=self._port, use_tls=self._tls, tls_context=secure,
            start_tls=not self._tls and not self._plain, timeout=SECONDS_MAX,
        )  # fmt: skip
        try:
            await client.connect()
            if self._user and self._password:
                await client.login(self._user, self._password)
        except (aiosmtplib.SMTPException, OSError) as wrong:
            client.close()
            raise NotNow(type(wrong).__name__) from None
        return client

    async def send(self, message: Rendered) -> Receipt:
        """Hand it to the mail server.

        Raises:
            Refused: the address or the letter is refused for good.
            NotNow: the server is not there, or says later.
            Unclear: the connection broke while the letter was on its way.

        """
        letter = self.compose(message).as_bytes()
        client = await self._connected()
        try:
            await self._introduced(client, message.to.email or "")
            await client.data(letter)
        except aiosmtplib.SMTPResponseException as wrong:
            raise _answer(wrong.code) from None
        except (aiosmtplib.SMTPException, OSError) as wrong:
            raise Unclear(type(wrong).__name__) from None
        finally:
            client.close()
        return Receipt()

    async def _introduced(self, client: aiosmtplib.SMTP, address: str) -> None:
        """Say from whom and to whom: until then nothing was taken."""
        try:
            await client.mail(self._sender)
        except (aiosmtplib.SMTPException, OSError) as wrong:  # no fault of the one it is for
            raise NotNow(_said(wrong)) from None
        try:
            await client.rcpt(address)
        except aiosmtplib.SMTPResponseException as wrong:
            if wrong.code >= PERMANENT:
                raise Refused("the address is refused") from None
            raise NotNow("the address is put off") from None
        except (aiosmtplib.SMTPException, OSError) as wrong:
            raise NotNow(type(wrong).__name__) from None

    async def ask(self, key: UUID, to: Address, since: datetime) -> Receipt | None:
        """SMTP cannot be asked."""
        del to, since
        raise Unclear(str(key))

    async def close(self) -> None:
        """Every letter has a connection of its own."""


def _said(wrong: Exception) -> str:
    code = getattr(wrong, "code", None)
    return f"SMTP {code}" if code else type(wrong).__name__


def _answer(code: int) -> Refused | NotNow:
    """What the server's answer to the letter itself means."""
    return Refused(f"SMTP {code}") if code >= PERMANENT else NotNow(f"SMTP {code}")
