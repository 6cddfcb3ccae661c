"""Which channels this installation has: those whose settings are given, and the demo's console."""

from carenet.core.settings import Settings
from carenet.notifications.channels.console import Console
from carenet.notifications.channels.email import Email
from carenet.notifications.channels.protocol import Channel
from carenet.notifications.channels.webhook import Webhook


def open_channels(settings: Settings, *, demo: bool) -> dict[str, Channel]:
    """The channels by name; the in-app inbox and the walk to the door need no opening."""
    found: list[Channel] = []
    if settings.message_webhook_url and settings.message_webhook_secret:
        found.append(Webhook(settings.message_webhook_url, settings.message_webhook_secret))
    if settings.smtp_url and settings.smtp_sender:
        found.append(Email(settings.smtp_url, settings.smtp_sender))
    if demo or settings.message_console:
        found.append(Console())
    return {channel.name: channel for channel in found}


async def close_channels(channels: dict[str, Channel]) -> None:
    """Let go of every connection."""
    for channel in channels.values():
        await channel.close()
