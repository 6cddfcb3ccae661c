"""The settings of the ways out of the house: e-mail, text messages, WeChat, a gateway's webhook."""

from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from carenet.core.refusals import N_
from carenet.core.setting_kinds import Expected, origin, rates, url

TEMPLATES: Final = (
    r"^(?:\*|[a-z]+\.[a-z_]+)=[A-Za-z0-9_-]+(?:/[a-z]+[a-z_]*\d*:[a-z]+)*"
    r"(?:\s*,\s*(?:\*|[a-z]+\.[a-z_]+)=[A-Za-z0-9_-]+(?:/[a-z]+[a-z_]*\d*:[a-z]+)*)*$"
)
"""`kind=template/field:variable/…`, separated by commas; `*` is for every kind without its own."""
Secret16 = Annotated[str, Field(min_length=16, max_length=120)]


class MessageSettings(BaseModel):
    """What the channels were told."""

    smtp_url: Annotated[
        Annotated[str, url("smtp", "smtps")] | None,
        Expected(
            N_("a URL like smtps://user:password@host:465, or smtp:// for a server with STARTTLS"),
            secret=True,
        ),
    ] = None
    smtp_sender: Annotated[
        Annotated[str, Field(pattern=r"^[^@\s<>,;]+@[^@\s<>,;]+$", max_length=120)] | None,
        Expected(N_("the e-mail address that messages come from")),
    ] = None
    smtp_plain: Annotated[
        bool, Expected(N_("yes or no: hand letters over unencrypted, to a server on this machine"))
    ] = False
    message_webhook_url: Annotated[
        Annotated[str, url("http", "https")] | None,
        Expected(N_("the http(s) address of a gateway that takes messages"), secret=True),
    ] = None
    message_webhook_secret: Annotated[
        Annotated[str, Field(min_length=16)] | None,
        Expected(N_("16 or more characters that the gateway knows too"), secret=True),
    ] = None
    sms_key_id: Annotated[
        Annotated[str, Field(pattern=r"^[A-Za-z0-9]{8,64}$")] | None,
        Expected(N_("the AccessKey ID of an Aliyun account that sends text messages")),
    ] = None
    sms_key_secret: Annotated[
        Secret16 | None, Expected(N_("the secret of that AccessKey"), secret=True)
    ] = None
    sms_signature: Annotated[
        Annotated[str, Field(pattern=r"^[^\[\]【】\s]{2,24}$")] | None,
        Expected(N_("the approved signature of text messages, without brackets")),
    ] = None
    sms_templates: Annotated[
        Annotated[str, Field(pattern=TEMPLATES)] | None,
        Expected(N_("approved templates by kind, like session.soon=SMS_1,*=SMS_2")),
    ] = None
    sms_receipts_token: Annotated[
        Secret16 | None,
        Expected(
            N_("16 or more characters of the address that receipts are pushed to"), secret=True
        ),
    ] = None
    sms_url: Annotated[
        Annotated[str, AfterValidator(origin)],
        Expected(N_("the address of the text message service, without a path")),
    ] = "https://dysmsapi.aliyuncs.com"
    wechat_app_id: Annotated[
        Annotated[str, Field(pattern=r"^wx[0-9a-f]{16}$")] | None,
        Expected(N_("the AppID of a WeChat service account, like wx0123456789abcdef")),
    ] = None
    wechat_app_secret: Annotated[
        Secret16 | None, Expected(N_("the AppSecret of the service account"), secret=True)
    ] = None
    wechat_token: Annotated[
        Annotated[str, Field(pattern=r"^[A-Za-z0-9]{3,32}$")] | None,
        Expected(N_("the Token of the service account's server settings"), secret=True),
    ] = None
    wechat_templates: Annotated[
        Annotated[str, Field(pattern=TEMPLATES)] | None,
        Expected(
            N_("templates by kind with their fields, like session.soon=ID/thing1:title/time2:time")
        ),
    ] = None
    wechat_url: Annotated[
        Annotated[str, AfterValidator(origin)],
        Expected(N_("the address of the WeChat service, without a path")),
    ] = "https://api.weixin.qq.com"
    message_rates: Annotated[
        Annotated[dict[str, Annotated[float, Field(gt=0, le=10_000)]], BeforeValidator(rates)],
        Expected(N_("messages a second by channel, like email=5,webhook=100")),
    ] = {}
    message_console: Annotated[
        bool, Expected(N_("yes or no: write messages into the worker's log, for development"))
    ] = False


TOGETHER: Final = (
    ("smtp_url", "smtp_sender"),
    ("message_webhook_url", "message_webhook_secret"),
    ("sms_key_id", "sms_key_secret", "sms_signature", "sms_templates"),
    ("wechat_app_id", "wechat_app_secret", "wechat_token", "wechat_templates"),
)
"""A channel needs all of its settings; half of them is a mistake that would say nothing."""


def halves(settings: MessageSettings) -> list[str]:
    """The fields that are missing beside others of the same channel."""
    return [
        field
        for group in TOGETHER
        if any(getattr(settings, f) for f in group)
        for field in group
        if not getattr(settings, field)
    ]
