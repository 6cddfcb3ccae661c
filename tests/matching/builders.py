"""Arranges what a round needs: findings and tiers of the cast's children, helpers who offer."""

import json
from datetime import date

from carenet.core import clock
from tests.cast import ADUO, HERE, LAN, LIAN, PING, XIAOSHAN, XIAOYU

LONG_AGO = date(2024, 1, 1)


async def left_behind(eyes, *children, tier=0):
    """These children are left behind, in this tier."""
    for child in children:
        own = (child.id, child.village)
        await eyes.execute(
            """insert into findings (child, village, kind, version, holds, reasons, found_on)
               values ($1, $2, 'left_behind', 'guo2016', true, '[]', $3)""",
            *own,
            clock.today(),
        )
        await eyes.execute(
            """insert into urgencies (child, village, tier, reasons, found_on)
               values ($1, $2, $3, '[]', $4)""",
            *own,
            tier,
            clock.today(),
        )


async def proxy(eyes, *ones, households=3):
    """These adults offer to be proxy parents."""
    for one in ones:
        await eyes.execute(
            "insert into proxy_parents (person, households_max, joined_on, approved_on) values ($1, $2, $3, $3)",
            one.person,
            households,
            LONG_AGO,
        )


async def consent(eyes, child, purpose, *, agreed=True):
    """A guardian's answer on file."""
    from tests.cast import HONG

    await eyes.execute(
        """insert into consents (child, village, purpose, agreed, given_by, relation, basis, channel,
             rules_version, given_at) values ($1, $2, $3, $4, $5, 'mother', 'consent', 'phone', '1',
             now() - interval '1 day')""",
        child.id,
        child.village,
        purpose,
        agreed,
        HONG.person,
    )


async def need(eyes, child, service, *, tier=2, subject=None, group=None, opened=None):
    """An open need, written past every rule."""
    return await eyes.fetchval(
        """insert into needs (child, village, service, subject, group_key, tier, reasons, opened_on,
             rule) values ($1, $2, $3, $4, $5, $6, '[]', $7, 'test') returning id""",
        child.id,
        child.village,
        service,
        subject,
        group,
        tier,
        opened or clock.today(),
    )


async def a_round(act, service="proxy_parent", *, division=None, one=LAN):
    """A round opened by Lan over her township."""
    from carenet.matching.rules import Service
    from carenet.matching.services import open_round

    by = await act(one)
    return await open_round(
        "春", Service(service), division or f"{HERE[:9]}000", clock.today(), by=by
    )


async def solved(act, worker, round_, *, one=LAN):
    """Start the round and run the real job function."""
    from carenet.matching.jobs import solve
    from carenet.matching.services import start_round

    task = await start_round(round_, by=await act(one))
    return await solve({"by": worker}, str(task))


async def proposals(eyes, round_, *states):
    """Its proposals in these states, as {child: person}."""
    rows = await eyes.fetch(
        """select id, child, person, state, terms, next_best from proposals where round = $1
             and ($2::text[] = '{}' or state = any($2)) order by id""",
        round_,
        list(states),
    )
    return {r["child"]: r for r in rows}


async def a_draft(act, eyes, worker):
    """Three children in need of a proxy parent, two who offer; a draft."""
    await left_behind(eyes, XIAOYU, XIAOSHAN, ADUO)
    await proxy(eyes, PING, LIAN)
    round_ = await a_round(act)
    assert await solved(act, worker, round_) == "done"
    return round_


async def agreed_and_published(act, eyes, worker):
    """The same, the siblings' guardian having agreed beforehand, published."""
    from carenet.matching.services import publish

    for child in (XIAOYU, XIAOSHAN):
        await consent(eyes, child, "proxy_parent")
    round_ = await a_draft(act, eyes, worker)
    await publish(round_, None, by=await act(LAN))
    return round_


def words(value):
    return json.dumps(value, ensure_ascii=False)
