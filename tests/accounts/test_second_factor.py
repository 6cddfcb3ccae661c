"""The second factor: set up with a picture, each code good once, a new token at the step up."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carenet.accounts.entry import COOKIE
from carenet.accounts.rules.totp import STEP_SECONDS, fitting_step, new_secret
from carenet.core import clock
from tests.cast import BIN, LAN, MEI, SEC, SYS


def secret_on(page):
    shown = re.search(r'<p class="num" translate="no">([A-Z2-7 ]+)</p>', page.text)[1]
    return shown.replace(" ", "")


def digits(secret, ahead=0):
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=ahead))


async def enrol(client):
    assert (await client.post("/second-factor/enrolment", data={"next": "/me"})).status_code == 303
    page = await client.get("/second-factor?next=/me")
    assert "data:image/svg+xml" in page.text
    secret = secret_on(page)
    answer = await client.post("/second-factor", data={"code": digits(secret), "next": "/me"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    return secret


async def test_it_is_set_up_and_the_step_up_is_a_new_token(visitor, eyes):
    client = await visitor(LAN, factors=1)
    first = client.cookies[COOKIE]
    await enrol(client)
    second = {c.value for c in client.cookies.jar if c.name == COOKIE} - {first}
    assert len(second) == 1
    dead = await visitor()
    dead.cookies.set(COOKIE, first, domain="test.local", path="/")
    assert (await dead.get("/me")).headers["location"].startswith("/sign-in")
    rows = await eyes.fetch(
        "select factors, role, scope_lo from sign_ins where account = $1 and ended_at is null", LAN.account
    )  # fmt: skip
    assert [(r["factors"], r["role"], r["scope_lo"]) for r in rows] == [(2, "carenet_officer", "450226101")]  # fmt: skip


async def test_the_same_digits_are_refused_a_second_time(visitor, travel):
    client = await visitor(LAN, factors=1)
    secret = await enrol(client)
    again = await visitor(LAN, factors=1)
    answer = await again.post("/second-factor", data={"code": digits(secret), "next": "/"})
    assert answer.status_code == 422
    assert "does not fit" in answer.text
    travel(timedelta(seconds=2 * STEP_SECONDS))
    answer = await again.post("/second-factor", data={"code": digits(secret), "next": "/"})
    assert answer.status_code == 303


async def test_wrong_digits_are_refused_and_tries_are_counted(visitor):
    client = await visitor(LAN, factors=1)
    secret = await enrol(client)
    other = await visitor(LAN, factors=1)
    wrong = f"{(int(digits(secret)) + 1) % 10**6:06}"
    codes = [
        (await other.post("/second-factor", data={"code": wrong, "next": "/"})).status_code
        for _ in range(7)
    ]
    assert codes[0] == 422
    assert codes[-1] == 429


async def test_with_a_password_alone_nobody_sets_up_another_one(visitor, eyes):
    await enrol(await visitor(LAN, factors=1))
    thief = await visitor(LAN, factors=1)
    answer = await thief.post("/second-factor/enrolment", data={"next": "/"})
    assert answer.headers["location"].startswith("/second-factor")
    live = await eyes.fetchval("select count(*) from totp_secrets where ended_at is null")
    assert live == 1


async def test_a_new_phone_ends_the_old_one_after_its_first_right_code(visitor, travel, eyes):
    client = await visitor(LAN, factors=1)
    old = await enrol(client)
    travel(timedelta(seconds=2 * STEP_SECONDS))
    new = await enrol(client)
    assert new != old
    other = await visitor(LAN, factors=1)
    travel(timedelta(seconds=4 * STEP_SECONDS))
    assert (await other.post("/second-factor", data={"code": digits(old)})).status_code == 422
    assert (await other.post("/second-factor", data={"code": digits(new)})).status_code == 303


async def test_the_secret_is_nowhere_in_clear(visitor, eyes):
    secret = await enrol(await visitor(LAN, factors=1))
    row = await eyes.fetchrow("select secret from totp_secrets where ended_at is null")
    assert secret.encode() not in bytes(row["secret"])


async def test_staff_are_asked_to_set_one_up_and_helpers_are_not(visitor, eyes):
    from carenet.accounts.services import hash_password

    for one in (MEI, BIN):
        await eyes.execute(
            "update accounts set password_hash = $1 where id = $2",
            await hash_password("correct horse"), one.account,
        )  # fmt: skip
    client = await visitor()
    answer = await client.post("/sign-in", data={"name": "mei", "password": "correct horse"})
    assert answer.headers["location"] == "/second-factor?next=/"
    client = await visitor()
    answer = await client.post("/sign-in", data={"name": "bin", "password": "correct horse"})
    assert answer.headers["location"] == "/"


async def test_a_lost_phone_is_ended_by_another_administrator_and_never_by_oneself(visitor, eyes):
    client = await visitor(SYS, factors=1)
    await enrol(client)
    duties = {r["account"]: r["id"] for r in await eyes.fetch("select id, account from duties")}
    own = await client.post(
        f"/duties/{duties[SYS.account]}/second-factor/ending", data={"because": "myself I saw"}
    )
    assert own.status_code == 422
    security = await visitor(SEC)
    path = f"/duties/{duties[SYS.account]}/second-factor/ending"
    assert (await security.post(path, data={"because": "seen in my office"})).status_code == 303
    assert await eyes.fetchval("select count(*) from totp_secrets where ended_at is null") == 0
    assert (await client.get("/me")).status_code == 303


@given(st.integers(1_600_000_000, 3_000_000_000), st.integers(-200, 200))
def test_a_code_fits_only_near_its_own_time(moment, off):
    now = datetime.fromtimestamp(moment, UTC)
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    code = pyotp.TOTP(secret).at(now)
    found = fitting_step(secret, code, now + timedelta(seconds=off))
    step = int(now.timestamp()) // STEP_SECONDS
    near = abs(int((now + timedelta(seconds=off)).timestamp()) // STEP_SECONDS - step) <= 1
    if near:
        assert found is not None
    elif found is not None:  # two steps may share six digits by chance
        assert pyotp.HOTP(secret).at(found) == code


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code_fits_nothing(code):
    assert fitting_step(new_secret(), code, clock.now()) is None
