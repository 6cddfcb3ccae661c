"""Signing in and out: what the cookie is worth, and when it ends."""

import pytest

from carenet.accounts.entry import COOKIE
from carenet.accounts.routes.door import safe_path
from carenet.accounts.services import hash_password
from tests.cast import BIN, LAN, MEI


async def with_password(eyes, one, password):
    await eyes.execute(
        "update accounts set password_hash = $1 where id = $2",
        await hash_password(password),
        one.account,
    )


async def test_the_right_password_opens_and_the_cookie_is_guarded(visitor, eyes):
    await with_password(eyes, BIN, "correct horse")
    client = await visitor()
    answer = await client.post("/sign-in", data={"name": "bin", "password": "correct horse"})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {p.strip() for p in cookie.split(";")}
    assert (await client.get("/me")).status_code == 200


async def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(visitor, eyes):
    await with_password(eyes, BIN, "correct horse")
    client = await visitor()
    wrong = await client.post("/sign-in", data={"name": "bin", "password": "battery"})
    unknown = await client.post("/sign-in", data={"name": "nobody", "password": "battery"})
    assert wrong.status_code == unknown.status_code == 422
    assert "do not fit" in wrong.text
    assert wrong.text.replace('value="bin"', "") == unknown.text.replace('value="nobody"', "")
    assert "battery" not in wrong.text


async def test_a_planted_cookie_is_never_adopted(visitor, eyes):
    await with_password(eyes, BIN, "correct horse")
    client = await visitor()
    client.cookies.set(COOKIE, "ATTACKERCHOSEN", domain="test.local", path="/")
    await client.post("/sign-in", data={"name": "bin", "password": "correct horse"})
    tokens = {c.value for c in client.cookies.jar if c.name == COOKIE}
    assert tokens - {"ATTACKERCHOSEN"}
    other = await visitor()
    other.cookies.set(COOKIE, "ATTACKERCHOSEN", domain="test.local", path="/")
    assert (await other.get("/me")).status_code == 303


async def test_after_signing_out_a_copy_of_the_cookie_is_dead(visitor):
    client = await visitor(BIN)
    token = client.cookies[COOKIE]
    copy = await visitor()
    copy.cookies.set(COOKIE, token, domain="test.local", path="/")
    assert (await copy.get("/me")).status_code == 200
    await client.post("/sign-out")
    assert (await copy.get("/me")).headers["location"].startswith("/sign-in")


async def test_ending_a_duty_between_two_requests_ends_what_it_opened(visitor, eyes):
    client = await visitor(MEI)
    assert (await client.get("/me")).status_code == 200
    await eyes.execute("select app.end_sign_ins($1, 'duty ended')", MEI.account)
    assert (await client.get("/me")).status_code == 303


async def test_a_write_from_another_site_is_refused(visitor):
    client = await visitor(BIN)
    answer = await client.post(
        "/sign-out", headers={"origin": "https://evil.test", "accept-language": "en"}
    )
    assert answer.status_code == 403
    assert "another site" in answer.text
    assert "duties" not in answer.text
    answer = await client.post(
        "/sign-out", headers={"sec-fetch-site": "cross-site", "origin": "https://test"}
    )
    assert answer.status_code == 403
    assert (await client.get("/me")).status_code == 200


async def test_a_sign_in_link_works_once_and_only_by_its_button(visitor):
    from carenet.accounts.services import make_link

    token = await make_link("sign-in", LAN.account)
    client = await visitor()
    for _ in range(3):  # messengers fetch ahead
        assert (await client.get(f"/sign-in/link/{token}")).status_code == 200
    assert (await client.post(f"/sign-in/link/{token}")).status_code == 303
    assert (await client.get("/me")).status_code == 200
    again = await visitor()
    assert (await again.post(f"/sign-in/link/{token}")).status_code == 422
    assert (await again.get("/me")).status_code == 303


async def test_the_tokens_are_nowhere_in_the_database(visitor, eyes):
    client = await visitor(BIN)
    token = client.cookies[COOKIE]
    for table in ("sign_ins", "links", "audit_events"):
        rows = await eyes.fetch(f"select {table}::text as t from {table}")
        assert all(token not in r["t"] for r in rows)


async def test_a_device_is_named_by_kind_and_never_fingerprinted(visitor, eyes):
    await with_password(eyes, BIN, "correct horse")
    client = await visitor(
        **{
            "user-agent": "Mozilla/5.0 (Linux; Android 12; ABC-1) AppleWebKit/537.36 Chrome/142.0 Mobile MicroMessenger/8.0.63"
        }
    )
    await client.post("/sign-in", data={"name": "bin", "password": "correct horse"})
    assert (
        await eyes.fetchval("select device from sign_ins where account = $1", BIN.account)
        == "WeChat · Android"
    )


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "/\\evil.example", "/\t/evil.example", "/./\r/evil.example", "https://evil.example"],
)  # fmt: skip
def test_whoever_signs_in_is_never_led_to_another_site(elsewhere):
    assert safe_path(elsewhere) == "/"
    assert safe_path("/children?page=2&q=%E8%A6%83") == "/children?page=2&q=%E8%A6%83"
