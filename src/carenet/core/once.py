"""The same thing asked twice is done once: the first answer is kept with the change that it tells of.

A phone that lost the reply sends its record again under the same key. The key is written in the
verb's transaction, so that either both stand or neither does; of two that run at the same time the
second waits for the first and gets its answer.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from carenet.core.actors import Actor
from carenet.core.database import transaction

KEY_LETTERS_MAX: Final = 80
KEPT_DAYS: Final = 90
"""How long an answer is kept; a phone keeps what it could not send for 14 days."""

_TAKE = """
insert into answered_keys (account, key_value, answer) values ($1, $2, '{}')
on conflict (account, key_value) do nothing returning id"""
_FIRST = "select answer from answered_keys where account = $1 and key_value = $2"
_ANSWER = "update answered_keys set answer = $2 where id = $1"

Answered = dict[str, Any]


async def answered_keys(
    key: str | None, work: Callable[[], Awaitable[Answered]], *, by: Actor
) -> Answered:
    """Do `work` unless this account's key was answered before; the first answer either way.

    Args:
        key: the idempotency key; None or an empty one is no promise, the work is done.
        work: a verb, in whose transaction the key is written; its answer must be plain JSON.
        by: who acts; another account's key of the same text is another key.

    Raises:
        Refusal: whatever `work` refuses; then the key is free for a corrected try.

    """
    if not key:
        return await work()
    async with transaction(by) as db:
        taken = await db.fetchval(_TAKE, by.id, key[:KEY_LETTERS_MAX])
        if taken is None:
            first: Answered = await db.fetchval(_FIRST, by.id, key[:KEY_LETTERS_MAX])
            return first
        answer = await work()
        await db.execute(_ANSWER, taken, json.dumps(answer, ensure_ascii=False))
        return answer
