"""A person binds their WeChat to their account here, and takes it away again."""

import hmac
from typing import Final

import asyncpg

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import blind
from carenet.core.database import definer, transaction
from carenet.core.refusals import N_, Refusal
from carenet.notifications.channels.wechat import Wechat

STATE_SECONDS_MAX: Final = 600


class NotYours(Refusal):
    """The answer from WeChat belongs to another sign-in, or is old."""

    msgid = N_("This took too long or was begun elsewhere. Nothing was changed: please try again.")


class BoundElsewhere(Refusal):
    """The WeChat is another account's."""

    msgid = N_("This WeChat belongs to another account here. It must be unbound there first.")


def state_for(by: Actor) -> str:
    """What goes to WeChat and comes back: bound to this sign-in and this minute."""
    stamp = f"{clock.now().timestamp():.0f}"
    return f"{stamp}-{_mark(by, stamp)}"


def _mark(by: Actor, stamp: str) -> str:
    return blind("wechat", f"{by.sign_in}:{by.id}:{stamp}").hex()[:40]


async def bind(channel: Wechat, code: str, state: str, *, by: Actor) -> None:
    """Bind the WeChat behind a code to the acting account, in place of the former.

    Raises:
        NotYours: the state was not made for this sign-in, or is old.
        BoundElsewhere: it is another account's.
        NoSuchCode: WeChat does not know the code.
        NotNow: WeChat does not answer.

    """
    stamp, _, mark = state.partition("-")
    fresh = stamp.isdigit() and 0 <= clock.now().timestamp() + 1 - int(stamp) <= STATE_SECONDS_MAX
    if not fresh or not hmac.compare_digest(mark, _mark(by, stamp)):
        raise NotYours
    openid = await channel.openid_of(code)
    try:
        async with transaction(by) as db:
            await db.execute(
                """update wechat_bindings set ended_at = $2, ended_because = 'another was bound'
                   where account = $1 and ended_at is null and openid <> $3""",
                by.id, clock.now(), openid,
            )  # fmt: skip
            await db.execute(
                """insert into wechat_bindings (person, account, openid, bound_at)
                   values ($1, $2, $3, $4)
                   on conflict (account) where ended_at is null do nothing""",
                by.me, by.id, openid, clock.now(),
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise BoundElsewhere from None


async def unbind(*, by: Actor) -> None:
    """Take my WeChat away from my account; without one nothing happens."""
    async with transaction(by) as db:
        await db.execute(
            """update wechat_bindings set ended_at = $2, ended_because = 'on the page'
               where account = $1 and ended_at is null""",
            by.id, clock.now(),
        )  # fmt: skip


async def end_by_openid(openid: str) -> None:
    """A person no longer follows the service account."""
    await definer("select app.end_wechat($1, 'does not follow any more')", openid)
