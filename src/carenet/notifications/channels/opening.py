"""Which channels this installation has: those whose settings are given, and the demo's console."""

from dataclasses import replace

from carenet.core.settings import Settings
from carenet.notifications.channels.console import Console
from carenet.notifications.channels.email import Email
from carenet.notifications.channels.protocol import Channel
from carenet.notifications.channels.webhook import Webhook


def channel_names(settings: Settings, *, demo: bool) -> set[str]:
    """The channels that this installation has."""
    found = set()
    if settings.message_webhook_url and settings.message_webhook_secret:
        found.add(Webhook.name)
    if settings.smtp_url and settings.smtp_sender:
        found.add(Email.name)
    if demo or settings.message_console:
        found.add(Console.name)
    return found


def open_channels(settings: Settings, *, demo: bool) -> dict[str, Channel]:
    """The channels by name; the in-app inbox and the walk to the door need no opening."""
    names = channel_names(settings, demo=demo)
    found: list[Channel] = []
    if Webhook.name in names:
        address, secret = settings.message_webhook_url or "", settings.message_webhook_secret or ""
        found.append(Webhook(address, secret))
    if Email.name in names:
        found.append(Email(settings.smtp_url or "", settings.smtp_sender or ""))
    if Console.name in names:
        found.append(Console())
    for channel in found:
        if rate := settings.message_rates.get(channel.name):
            channel.capabilities = replace(channel.capabilities, per_second=rate)
    return {channel.name: channel for channel in found}


async def close_channels(channels: dict[str, Channel]) -> None:
    """Let go of every connection."""
    for channel in channels.values():
        await channel.close()
