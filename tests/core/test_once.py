"""The same key twice is the same deed once, also when both come at the same moment."""

import asyncio

import pytest

from carenet.core.database import transaction
from carenet.core.once import answered_keys
from carenet.core.refusals import Refusal
from tests.cast import BIN, LIAN


@pytest.fixture
def note(eyes):
    """A verb that leaves one row behind each time it is done."""

    def made(by, words="first"):
        async def work():
            async with transaction(by) as db:
                await db.execute(
                    "insert into tasks (kind, begun_by, state) values ('once', $1, $2)",
                    by.id,
                    words,
                )
            return {"location": f"/{words}"}

        return work

    return made


async def count(eyes):
    return await eyes.fetchval("select count(*) from tasks where kind = 'once'")


async def test_a_repeat_gets_the_first_answer_and_does_nothing(act, eyes, note):
    by = await act(BIN)
    assert await answered_keys("k1", note(by), by=by) == {"location": "/first"}
    assert await answered_keys("k1", note(by, "second"), by=by) == {"location": "/first"}
    assert await count(eyes) == 1


async def test_two_at_the_same_moment_are_one(act, eyes, note):
    by = await act(BIN)
    both = [asyncio.create_task(answered_keys("k1", note(by, f"n{n}"), by=by)) for n in range(4)]
    answers = [answer["location"] for answer in await asyncio.gather(*both)]
    assert len(set(answers)) == 1
    assert await count(eyes) == 1


async def test_what_was_refused_leaves_the_key_free(act, eyes, note):
    by = await act(BIN)

    async def refuse():
        await note(by)()
        raise Refusal

    with pytest.raises(Refusal):
        await answered_keys("k1", refuse, by=by)
    assert await count(eyes) == 0
    assert await answered_keys("k1", note(by, "mended"), by=by) == {"location": "/mended"}


async def test_another_persons_key_is_another_key(act, eyes, note):
    mine, hers = await act(BIN), await act(LIAN)
    await answered_keys("k1", note(mine), by=mine)
    assert (await answered_keys("k1", note(hers, "hers"), by=hers))["location"] == "/hers"
    assert await count(eyes) == 2
