"""Text messages by Aliyun (Dysmsapi 2017-05-25). Our key goes along as OutId, so that it can be asked.

Sources: the provider's pages on SendSms, QuerySendDetails, SmsReport and SmsUp, and its error codes
(https://help.aliyun.com/zh/sms/developer-reference/api-error-codes). Another provider is another file.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import httpx

from carenet.core import clock
from carenet.notifications.channels.aliyun import Aliyun, Key
from carenet.notifications.channels.protocol import (
    Address,
    Busy,
    Capabilities,
    NotNow,
    Receipt,
    Refused,
    Rendered,
    Unclear,
)
from carenet.notifications.channels.templates import Template, template_for

VERSION: Final = "2017-05-25"
FIELD_LETTERS_MAX: Final = {"*": 35}
"""What a variable of a template may hold."""
BODY_LETTERS_MAX: Final = 500
APPEARS: Final = timedelta(minutes=3)
"""A message that was taken may be missing from the provider's list for so long."""
DETAILS_MAX: Final = 50
REFUSED: Final = frozenset(
    {
        "isv.MOBILE_NUMBER_ILLEGAL", "isv.BLACK_KEY_CONTROL_LIMIT", "isv.MOBILE_IN_BLACK",
        "MOBILE_IN_BLACK", "isv.PARAM_LENGTH_LIMIT", "isv.PARAM_NOT_SUPPORT_URL",
        "isv.TEMPLATE_MISSING_PARAMETERS", "isv.TEMPLATE_PARAMS_ILLEGAL", "isv.SMS_TEMPLATE_ILLEGAL",
        "isv.SMS_SIGNATURE_ILLEGAL", "isv.INVALID_JSON_PARAM", "isv.INVALID_PARAMETERS",
        "isv.SMS_CONTENT_ILLEGAL", "isv.UNSUPPORTED_CONTENT", "isv.SMS_SIGN_ILLEGAL",
        "isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "isv.DENY_IP_RANGE",
    }
)  # fmt: skip
"""Of this message or this number: no use in trying again."""
LATER: Final[Mapping[str, timedelta]] = {
    "isv.BUSINESS_LIMIT_CONTROL": timedelta(hours=1),  # one number: 1 a minute, 5 an hour, 10 a day
    "isv.DAY_LIMIT_CONTROL": timedelta(hours=6),
    "isv.MONTH_LIMIT_CONTROL": timedelta(hours=24),
    "isv.AMOUNT_NOT_ENOUGH": timedelta(minutes=30),
    "isv.OUT_OF_SERVICE": timedelta(minutes=30),
    "isv.ACCOUNT_NOT_EXISTS": timedelta(minutes=30),
    "isv.ACCOUNT_ABNORMAL": timedelta(minutes=30),
    "isp.RAM_PERMISSION_DENY": timedelta(minutes=30),
    "SignatureDoesNotMatch": timedelta(minutes=30),
    "InvalidAccessKeyId.NotFound": timedelta(minutes=30),
}
"""Of the account or a limit: nothing was taken, and it may pass. Without a line: soon again."""
BUSY: Final = frozenset(
    {
        "isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL",
        "Throttling", "Throttling.User", "Throttling.Api",
    }
)  # fmt: skip
"""Limits: nothing is wrong with the message or the account but the pace."""
UNSURE: Final = frozenset({"isp.SYSTEM_ERROR", "ServiceUnavailable", "InternalError"})
ARRIVED: Final = 3


class Sms:
    """The text messages of one Aliyun account under one signature."""

    name = "sms"
    capabilities = Capabilities(
        body_letters_max=BODY_LETTERS_MAX, at_once_max=8, asks=True, receipts=True,
        free_text=False, cost_fen=4.5,
    )  # fmt: skip

    def __init__(
        self, url: str, key: Key, signature: str, templates: Mapping[str, Template],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:  # fmt: skip
        self._api = Aliyun(url, VERSION, key, transport)
        self._signature, self._templates = signature, templates

    def reaches(self, to: Address) -> bool:
        """Whoever has a mobile number."""
        return bool(to.phone)

    async def send(self, message: Rendered) -> Receipt:
        """Hand it over.

        Raises:
            Refused: the number or the template will never do.
            NotNow: a limit, the account, or nobody there.
            Unclear: the provider broke after it had the request.

        """
        template = template_for(self._templates, message.kind)
        if template is None:
            raise Refused("no template says this kind")
        given = template.filled(message.values, FIELD_LETTERS_MAX)
        query = {
            "PhoneNumbers": _domestic(message.to.phone or ""),
            "SignName": self._signature,
            "TemplateCode": template.id,
            "OutId": str(message.key),
        }
        if given:
            query["TemplateParam"] = json.dumps(given, ensure_ascii=False)
        try:
            answer = await self._api.call("SendSms", query)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as wrong:
            raise NotNow(type(wrong).__name__) from None
        except (httpx.HTTPError, ValueError) as wrong:
            raise Unclear(type(wrong).__name__) from None
        code = str(answer.get("Code"))
        if code == "OK":
            return Receipt(str(answer.get("BizId"))[:120])
        raise _meaning(code)

    async def ask(self, key: UUID, to: Address, since: datetime) -> Receipt | None:
        """Look among what the provider sent to this number since then.

        Raises:
            Unclear: it does not say, or it is too soon to believe a no.

        """
        if not to.phone:
            raise Unclear("the number is gone")
        day = since
        while clock.day_of(day) <= clock.today():
            if (found := await self._sent_on(day, key, to.phone)) is not None:
                return found
            day += timedelta(days=1)
        if clock.now() - since < APPEARS:
            raise Unclear("too soon to tell")
        return None

    async def _sent_on(self, day: datetime, key: UUID, phone: str) -> Receipt | None:
        query = {
            "PhoneNumber": _domestic(phone),
            "SendDate": f"{clock.day_of(day):%Y%m%d}",
            "PageSize": str(DETAILS_MAX),
            "CurrentPage": "1",
        }
        try:
            answer = await self._api.call("QuerySendDetails", query)
        except (httpx.HTTPError, ValueError) as wrong:
            raise Unclear(type(wrong).__name__) from None
        if answer.get("Code") != "OK":
            raise Unclear(str(answer.get("Code")))
        lines: list[dict[str, Any]] = (answer.get("SmsSendDetailDTOs") or {}).get(
            "SmsSendDetailDTO"
        ) or []
        line = next((x for x in lines if x.get("OutId") == str(key)), None)
        return Receipt(delivered=line.get("SendStatus") == ARRIVED) if line else None

    async def close(self) -> None:
        """Let go of the connections."""
        await self._api.close()


def _domestic(phone: str) -> str:
    """The number as the provider writes it: mainland numbers bare, others with their country."""
    return phone.removeprefix("+86") if phone.startswith("+86") else phone.removeprefix("+")


def _meaning(code: str) -> Refused | NotNow | Unclear:
    """What an error code means for this message."""
    if code in REFUSED:
        return Refused(code)
    if code in UNSURE:
        return Unclear(code)
    return (Busy if code in BUSY else NotNow)(code[:100], LATER.get(code))
