"""What providers push: receipts, answers from telephones, events of WeChat. Each proves who it is."""

import hmac
import json
import os
from typing import Any, Final
from uuid import UUID

from litestar import MediaType, Request, Response, get, post
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath

from carenet.core.refusals import NotFound
from carenet.core.settings import load
from carenet.notifications.channels import wechat
from carenet.notifications.channels.webhook import SIGNATURE_HEADER, TIME_HEADER, is_signed
from carenet.notifications.services.binding import end_by_openid
from carenet.notifications.services.receipts import take_receipt, take_receipt_by_number
from carenet.notifications.services.stopping import stop_by_reply, wants_to_stop

RECEIPT_BYTES_MAX: Final = 4096
PUSH_BYTES_MAX: Final = 262_144
PUSH_LINES_MAX: Final = 500
SIGNED: Final = {"public": True, "signed": True}


@post("/receipts/webhook", opt=SIGNED, status_code=204)
async def create_receipt(request: Request[Any, Any, Any]) -> None:
    """The gateway says what became of a message: signed, by our key.

    Raises:
        NotFound: there is no gateway, or it knows no such message.
        PermissionDeniedException: the signature is wrong or old.

    """
    secret = load(os.environ).message_webhook_secret
    if secret is None:
        raise NotFound
    body = await request.body()
    stamp = request.headers.get(TIME_HEADER, "")
    if len(body) > RECEIPT_BYTES_MAX or not is_signed(
        secret, stamp, body, request.headers.get(SIGNATURE_HEADER, "")
    ):
        raise PermissionDeniedException
    try:
        said = json.loads(body)
        key, delivered = UUID(str(said["key"])), said["state"] == "delivered"
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotFound from None
    await take_receipt(key, "webhook", delivered=delivered, because=str(said.get("because", "")))


async def _lines(request: Request[Any, Any, Any], token: str) -> list[dict[str, Any]]:
    """The lines of a push by the text message service, whose address holds our token.

    Raises:
        NotFound: there is no such address.

    """
    known = load(os.environ).sms_receipts_token
    if known is None or not hmac.compare_digest(known.encode(), token.encode()):
        raise NotFound
    body = await request.body()
    try:
        lines = json.loads(body) if len(body) <= PUSH_BYTES_MAX else None
    except (ValueError, RecursionError):
        raise NotFound from None
    if not isinstance(lines, list):
        raise NotFound
    return [line for line in lines[:PUSH_LINES_MAX] if isinstance(line, dict)]


@post("/receipts/sms/{token:str}", opt=SIGNED, status_code=200)
async def create_sms_receipts(
    request: Request[Any, Any, Any], token: FromPath[str]
) -> dict[str, Any]:
    """SmsReport: what became of text messages, by our key as OutId. What is unknown is passed over."""
    for line in await _lines(request, token):
        try:
            key = UUID(str(line.get("out_id")))
            because = "" if line.get("success") is True else str(line.get("err_code", ""))
            await take_receipt(key, "sms", delivered=line.get("success") is True, because=because)
        except (ValueError, NotFound):
            continue  # another program's, or said before
    return {"code": 0, "msg": "OK"}


@post("/receipts/sms/{token:str}/answers", opt=SIGNED, status_code=200)
async def create_sms_answers(
    request: Request[Any, Any, Any], token: FromPath[str]
) -> dict[str, Any]:
    """SmsUp: what people answered. TD and its kin stop text messages to that number."""
    for line in await _lines(request, token):
        phone = str(line.get("phone_number", ""))
        if phone.isdigit() and wants_to_stop(str(line.get("content", ""))[:20]):
            await stop_by_reply(f"+{phone}" if len(phone) > 11 else f"+86{phone}")
    return {"code": 0, "msg": "OK"}


def _check_wechat(request: Request[Any, Any, Any]) -> None:
    """Did WeChat sign this?

    Raises:
        NotFound: there is no service account.
        PermissionDeniedException: the signature is wrong or old.

    """
    token = load(os.environ).wechat_token
    if token is None:
        raise NotFound
    said = request.query_params
    if not wechat.is_signed(
        token, said.get("timestamp", ""), said.get("nonce", ""), said.get("signature", "")
    ):
        raise PermissionDeniedException


@get("/receipts/wechat", opt=SIGNED, media_type=MediaType.TEXT)
async def show_wechat(request: Request[Any, Any, Any]) -> Response[str]:
    """WeChat asks whether the address is ours: its word comes back."""
    _check_wechat(request)
    return Response(request.query_params.get("echostr", "")[:100], media_type="text/plain")


@post("/receipts/wechat", opt=SIGNED, media_type=MediaType.TEXT, status_code=200)
async def create_wechat_event(request: Request[Any, Any, Any]) -> Response[str]:
    """What became of a template message, and who no longer follows the account.

    Raises:
        NotFound: the message is not known (yet): WeChat pushes again.

    """
    _check_wechat(request)
    event = wechat.event_in(await request.body())
    if event and event.kind == "TEMPLATESENDJOBFINISH":
        ok = event.status == "success"
        because = "" if ok else event.status
        await take_receipt_by_number(event.number, "wechat", delivered=ok, because=because)
    elif event and event.kind == "unsubscribe":
        await end_by_openid(event.openid)
    return Response("success", media_type="text/plain")


HANDLERS = [
    create_receipt,
    create_sms_receipts,
    create_sms_answers,
    show_wechat,
    create_wechat_event,
]
