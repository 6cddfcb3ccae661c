"""Which channels this installation has: those whose settings are given, and the demo's console."""

from dataclasses import replace

from carenet.core.settings import Settings
from carenet.notifications.channels.aliyun import Key
from carenet.notifications.channels.console import Console
from carenet.notifications.channels.email import Email
from carenet.notifications.channels.group import Group
from carenet.notifications.channels.protocol import Channel
from carenet.notifications.channels.sms import Sms
from carenet.notifications.channels.templates import parse
from carenet.notifications.channels.webhook import Webhook
from carenet.notifications.channels.wechat import FIELD_TAKES, Wechat
from carenet.notifications.services.tokens import KeptTokens


def channel_names(settings: Settings, *, demo: bool) -> set[str]:
    """The channels that this installation has."""
    found = {Group.name}
    if settings.message_webhook_url and settings.message_webhook_secret:
        found.add(Webhook.name)
    if settings.smtp_url and settings.smtp_sender:
        found.add(Email.name)
    if settings.sms_key_id and settings.sms_key_secret and settings.sms_templates:
        found.add(Sms.name)
    if settings.wechat_app_id and settings.wechat_app_secret and settings.wechat_templates:
        found.add(Wechat.name)
    if demo or settings.message_console:
        found.add(Console.name)
    return found


def open_channel(name: str, settings: Settings) -> Channel:
    """One channel that the settings are given for.

    Raises:
        SettingRefused: its templates name what does not exist.

    """
    channel: Channel
    match name:
        case Webhook.name:
            url, secret = settings.message_webhook_url or "", settings.message_webhook_secret or ""
            channel = Webhook(url, secret)
        case Email.name:
            sender = settings.smtp_sender or ""
            channel = Email(settings.smtp_url or "", sender, plain=settings.smtp_plain)
        case Sms.name:
            key = Key(settings.sms_key_id or "", settings.sms_key_secret or "")
            templates = parse("SMS_TEMPLATES", settings.sms_templates or "")
            channel = Sms(settings.sms_url, key, settings.sms_signature or "", templates)
        case Wechat.name:
            channel = open_wechat(settings)
        case Group.name:
            channel = Group()
        case _:
            channel = Console()
    if rate := settings.message_rates.get(name):
        channel.capabilities = replace(channel.capabilities, per_second=rate)
    return channel


def open_wechat(settings: Settings) -> Wechat:
    """The service account.

    Raises:
        SettingRefused: its templates name what does not exist.

    """
    app = (settings.wechat_app_id or "", settings.wechat_app_secret or "")
    templates = parse("WECHAT_TEMPLATES", settings.wechat_templates or "", FIELD_TAKES)
    return Wechat(settings.wechat_url, app, templates, KeptTokens(Wechat.name))


def open_channels(settings: Settings, *, demo: bool) -> dict[str, Channel]:
    """The channels by name; the in-app inbox and the walk to the door need no opening."""
    names = sorted(channel_names(settings, demo=demo))
    return {name: open_channel(name, settings) for name in names}


async def close_channels(channels: dict[str, Channel]) -> None:
    """Let go of every connection."""
    for channel in channels.values():
        await channel.close()
