"""Bots of staff groups: added by an officer, tested, removed; each morning they say the day's counts."""

from datetime import time, timedelta
from typing import Final
from uuid import UUID, uuid5

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.ciphers import seal, unseal
from carenet.core.columns import uuid7
from carenet.core.database import reading, transaction
from carenet.core.refusals import N_, NotFound, Refusal
from carenet.notifications.channels.group import NoBot, bot_at
from carenet.notifications.channels.protocol import Address

AT: Final = time(7, 30)
STALE: Final = timedelta(hours=5)
"""A morning's text that could not leave by noon is of no use."""
BOTS_MAX: Final = 500
BOTS_OF_AN_OFFICE_MAX: Final = 5
PLACE: Final = ("group_bots", "address")
KIND: Final = "office.morning"
LANGUAGE: Final = "zh_Hans"
OFFICE: Final = """
select id, division from organisations where id = $1 and closed_on is null
union all select id, village from centres where id = $1 and closed_on is null"""
MORNING: Final = """
insert into outgoing (id, recipient, channel, kind, subject, details, language, urgent, state,
  state_at, not_before, expires_at, created_at)
select t.id, b.id, 'group', $3, 'office:' || b.office, jsonb_build_object('sessions', c.sessions,
    'short', c.short, 'calls', c.calls), $4, false, 'queued', $5, $5, $6, $5
from unnest($1::uuid[], $2::uuid[]) t(id, bot) join group_bots b on b.id = t.bot
cross join lateral (select
  (select count(*) from care_sessions s where s.on_day = $7 and s.cancelled_at is null
     and s.village like b.division || '%') as sessions,
  (select count(*) from care_sessions s where s.on_day = $7 and s.cancelled_at is null
     and s.village like b.division || '%' and app.lacks_adults(s)) as short,
  (select count(*) from call_tasks k where k.done_at is null and k.withdrawn_at is null
     and k.division like b.division || '%') as calls) c
where c.short + c.calls > 0
on conflict (id) do nothing returning id"""


class NoSuchBot(Refusal):
    """The address is none of a bot's."""

    msgid = N_(
        "This is not the address of a bot of WeCom, DingTalk or Feishu. Copy it from the group's"
        " settings: it begins with https://."
    )


class TooManyBots(Refusal):
    """An office has enough."""

    msgid = N_("An office can have at most %(most)s bots.")


async def add_bot(office: UUID, name: str, url: str, secret: str, *, by: Actor) -> UUID:
    """Keep the bot of an office's group, its address under seal.

    Raises:
        NoSuchBot: the address is none of the three providers'.
        NotFound: the office is not in my area.
        TooManyBots: it has enough.

    """
    try:
        bot = bot_at(url, secret)
    except NoBot:
        raise NoSuchBot from None
    id_ = uuid7()
    async with transaction(by) as db:
        row = await db.fetchrow(OFFICE, office)
        if row is None or not any(d.lo <= row["division"] < d.hi for d in by.duties):
            raise NotFound
        live = await db.fetchval(
            "select count(*) from group_bots where office = $1 and ended_at is null", office
        )
        if live >= BOTS_OF_AN_OFFICE_MAX:
            raise TooManyBots(most=BOTS_OF_AN_OFFICE_MAX)
        await db.execute(
            """insert into group_bots (id, office, division, name, provider, address, added_at,
                 added_by) values ($1, $2, $3, $4, $5, $6, $7, $8)""",
            id_, office, _area(row["division"]), name, bot.provider, seal(bot.text, *PLACE, id_),
            clock.now(), by.id,
        )  # fmt: skip
    return id_


def _area(code: str) -> str:
    """What all codes below a county, a township or a village begin with."""
    if code.endswith("000000"):
        return code[:6]
    return code[:9] if code.endswith("000") else code


async def address_of(bot: UUID, *, by: Actor) -> Address:
    """A bot's address, opened for one post.

    Raises:
        NotFound: there is no such bot in my area.

    """
    async with reading(by) as db:
        sealed = await db.fetchval(
            "select address from group_bots where id = $1 and ended_at is null", bot
        )
    if sealed is None:
        raise NotFound
    return Address(bot, bot=unseal(sealed, *PLACE, bot))


async def end_bot(bot: UUID, *, by: Actor) -> None:
    """The bot says nothing more.

    Raises:
        NotFound: there is no such bot in my area.

    """
    async with transaction(by) as db:
        touched = await db.execute(
            "update group_bots set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null",
            bot, clock.now(), by.id,
        )  # fmt: skip
    if not touched:
        raise NotFound


async def make_mornings(by: Actor) -> int:
    """After half past seven: what lacks an adult today and who is to be called, as figures.

    A message's id is that of the bot and the day. A day on which nothing lacks says nothing.
    """
    now = clock.now()
    today = clock.day_of(now)
    due = clock.at(today, AT)
    if not due <= now < due + STALE:
        return 0
    async with transaction(by) as db:
        bots = await db.fetch(
            "select id from group_bots where ended_at is null order by id limit $1", BOTS_MAX
        )
        if not bots:
            return 0
        ids = [uuid5(row["id"], f"{today}") for row in bots]
        made = await db.fetch(
            MORNING, ids, [row["id"] for row in bots], KIND, LANGUAGE, now, due + STALE, today
        )
    return len(made)
