"""A provider that asks for a slower pace is waited for; danger is not kept waiting."""

from datetime import timedelta

import httpx
import pytest

from carenet.core import clock
from carenet.notifications.channels.protocol import Busy, NotNow
from carenet.notifications.channels.webhook import Webhook
from carenet.notifications.rules.retrying import is_patient
from carenet.notifications.services.handing_over import hand_over
from carenet.notifications.services.sending import send_one
from tests.cast import BIN, MEI
from tests.notifications.conftest import URL
from tests.notifications.provider import Provider
from tests.notifications.test_email import message

ALARM = {"time": "16:50", "place": "凤凰村儿童之家"}


async def test_nine_times_asked_for_patience_is_no_attempt(
    say, drain, awake, rows, provider, travel
):
    await awake(BIN)
    await say(BIN)
    provider.is_busy(9, timedelta(minutes=1))
    for _ in range(9):
        await drain()
        row = (await rows(BIN))["webhook"]
        assert (row["state"], row["attempts"]) == ("queued", 0)
        travel(clock._shift + timedelta(minutes=2))
    await drain()
    row = (await rows(BIN))["webhook"]
    assert (row["state"], row["attempts"]) == ("sent", 1)
    assert len(provider.accepted) == 1


async def test_danger_takes_the_next_way_at_once(say, worker, rows):
    channels = {"webhook": Provider(), "email": Provider("email")}
    channels["webhook"].is_busy(1, timedelta(hours=1))
    await say(MEI, "alarm.child", "alarm:1", **ALARM)
    await hand_over(channels, worker)
    while await send_one(channels, URL, worker):
        pass
    found = await rows(MEI)
    assert (found["webhook"]["state"], found["email"]["state"]) == ("failed", "sent")


@pytest.mark.parametrize(
    ("wait", "waited", "urgent", "patient"),
    [(60, 0, False, True), (None, 86_400, False, True), (60, 86_401, False, False),
     (30, 0, True, True), (31, 0, True, False), (None, 31, True, False)],
)  # fmt: skip
def test_patience_has_an_end(wait, waited, urgent, patient):
    asked = wait and timedelta(seconds=wait)
    assert is_patient(asked, timedelta(seconds=waited), urgent=urgent) == patient


@pytest.mark.parametrize(("status", "kind"), [(429, Busy), (503, NotNow)])
async def test_the_gateway_says_how_long(status, kind):
    answer = httpx.Response(status, headers={"retry-after": "120"})
    gateway = Webhook("https://g.example.org", "s" * 16, httpx.MockTransport(lambda _: answer))
    with pytest.raises(kind) as said:
        await gateway.send(message())
    assert type(said.value) is kind
    assert said.value.wait == timedelta(seconds=120)
