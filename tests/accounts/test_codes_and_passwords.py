"""One-time codes and passwords."""

import pytest

from carenet.accounts.entry import COOKIE
from carenet.accounts.services import _DECOY, HASHER, hash_password, phone_index
from tests.cast import BIN

NUMBER = "13800001111"


@pytest.fixture
def sent(app):
    """A channel that keeps what it was given."""
    kept = []

    async def keep(account, number, code):
        kept.append((account, code))

    app.state.send_code = keep
    return kept


async def with_phone(eyes, one=BIN):
    await eyes.execute(
        "update accounts set phone_index = $1 where id = $2", phone_index(NUMBER), one.account
    )


async def ask(client):
    return await client.post("/sign-in/code", data={"number": NUMBER})


async def test_a_code_lets_in_once(visitor, eyes, sent):
    await with_phone(eyes)
    client = await visitor()
    assert (await ask(client)).status_code == 200
    [(account, code)] = sent
    assert account == BIN.account
    data = {"number": NUMBER, "code": f"{code[:3]} {code[3:]}"}
    assert (await client.post("/sign-in/code/entry", data=data)).status_code == 303
    assert (await client.get("/me")).status_code == 200
    other = await visitor()
    assert (await other.post("/sign-in/code/entry", data=data)).status_code == 422


async def test_an_unknown_number_gets_the_same_answer_and_no_code(visitor, eyes, sent):
    await with_phone(eyes)
    client = await visitor()
    known = await ask(client)
    unknown = await client.post("/sign-in/code", data={"number": "13999998888"})
    assert known.status_code == unknown.status_code == 200
    assert known.text == unknown.text.replace("13999998888", NUMBER)
    assert len(sent) == 1


async def test_five_wrong_tries_end_a_code(visitor, eyes, sent):
    await with_phone(eyes)
    client = await visitor()
    await ask(client)
    right = sent[0][1]
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(5):
        answer = await client.post("/sign-in/code/entry", data={"number": NUMBER, "code": wrong})
        assert answer.status_code == 422
        assert wrong not in answer.text
    answer = await client.post("/sign-in/code/entry", data={"number": NUMBER, "code": right})
    assert answer.status_code == 422


async def test_a_new_code_ends_the_one_before(visitor, eyes, sent):
    await with_phone(eyes)
    client = await visitor()
    await ask(client)
    await ask(client)
    (_, first), (_, second) = sent
    assert (await client.post("/sign-in/code/entry", data={"number": NUMBER, "code": first})).status_code == 422 or first == second  # fmt: skip
    assert (await client.post("/sign-in/code/entry", data={"number": NUMBER, "code": second})).status_code == 303  # fmt: skip


async def test_a_code_that_has_ended_lets_nobody_in(visitor, eyes, sent):
    await with_phone(eyes)
    client = await visitor()
    await ask(client)
    await eyes.execute("update one_time_codes set ends = now() - interval '1 second'")
    answer = await client.post("/sign-in/code/entry", data={"number": NUMBER, "code": sent[0][1]})
    assert answer.status_code == 422


async def test_codes_to_one_number_are_counted(visitor, eyes, sent):
    await with_phone(eyes)
    client = await visitor()
    answers = [await ask(client) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "Please try again in 15 min." in answers[-1].text
    assert len(sent) == 4


async def test_the_code_is_nowhere_in_the_database(visitor, eyes, sent):
    await with_phone(eyes)
    await ask(await visitor())
    row = await eyes.fetchrow("select one_time_codes::text as t from one_time_codes")
    assert sent[0][1] not in row["t"].split(",")
    assert await eyes.fetchval("select count(*) from reminders") == 0


async def test_without_a_channel_no_code_is_promised(visitor):
    client = await visitor()
    assert "cannot be sent" in (await client.get("/sign-in/code")).text
    assert (await ask(client)).status_code == 422


async def test_a_password_is_set_and_changed_with_the_present_one(visitor, eyes):
    client, elsewhere = await visitor(BIN), await visitor(BIN)
    before = client.cookies[COOKIE]
    answer = await client.post("/me/password", data={"new": "three words here"})
    assert answer.status_code == 303
    assert (await elsewhere.get("/me")).status_code == 303, "other sign-ins end"
    copy = await visitor()
    copy.cookies.set(COOKIE, before, domain="test.local", path="/")
    assert (await copy.get("/me")).status_code == 303, "the old token is dead"
    assert (await client.get("/me")).status_code == 200
    wrong = await client.post("/me/password", data={"new": "other words here", "present": "no"})
    assert wrong.status_code == 422
    assert "other words" not in wrong.text
    right = {"new": "other words here", "present": "three words here"}
    assert (await client.post("/me/password", data=right)).status_code == 303
    stranger = await visitor()
    answer = await stranger.post("/sign-in", data={"name": "bin", "password": "other words here"})
    assert answer.status_code == 303


async def test_a_short_password_is_refused_and_a_plain_long_one_taken(visitor):
    client = await visitor(BIN)
    assert (await client.post("/me/password", data={"new": "Aa1!Aa1!A"})).status_code == 422
    assert (await client.post("/me/password", data={"new": "aaaaaaaaaa"})).status_code == 303


async def test_the_present_password_is_asked_for_before_any_change(visitor, eyes):
    await eyes.execute(
        "update accounts set password_hash = $1 where id = $2",
        await hash_password("three words here"), BIN.account,
    )  # fmt: skip
    client = await visitor(BIN)
    assert (await client.post("/me/password", data={"new": "other words here"})).status_code == 422


def test_who_has_no_account_waits_as_long_as_who_has():
    assert not HASHER.check_needs_rehash(_DECOY)  # the same passes over the same memory
