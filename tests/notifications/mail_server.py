"""A mail server on loopback that keeps what it took and can be told to answer otherwise."""

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default


class MailServer:
    """Speaks enough SMTP; `answers` says what a command is answered instead, or "hang up"."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.envelopes: list[tuple[str, str]] = []
        self.answers: dict[str, str] = {}
        self.logins: list[str] = []
        self.extensions = ["8BITMIME"]

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        self._server.close()

    async def _serve(self, reader, writer) -> None:
        def say(line):
            writer.write(f"{line}\r\n".encode())

        say("220 fake ESMTP")
        sender = to = ""
        while line := (await reader.readline()).decode().strip():
            verb, _, rest = line.partition(" ")
            given = self.answers.get(verb.upper())
            if given == "hang up":
                break
            if given:
                say(given)
            elif verb.upper() == "EHLO":
                say("250-fake greets you")
                for extension in self.extensions:
                    say(f"250-{extension}")
                say("250 HELP")
            elif verb.upper() == "AUTH":
                self.logins.append(rest)
                say("235 welcome")
            elif verb.upper() == "DATA":
                say("354 go on")
                body = await reader.readuntil(b"\r\n.\r\n")
                ending = self.answers.get("BODY")
                if ending == "hang up":
                    break
                if not ending:
                    self.taken.append(message_from_bytes(body[:-5], policy=default))
                    self.envelopes.append((sender, to))
                say(ending or "250 taken")
            elif verb.upper() == "QUIT":
                say("221 bye")
                break
            else:
                if verb.upper() == "MAIL":
                    sender = rest
                if verb.upper() == "RCPT":
                    to = rest
                say("250 well")
        writer.close()
