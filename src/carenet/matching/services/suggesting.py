"""For each child at high risk without a proxy parent, whom the latest round's prices suggest: worked out as things happen.

A child director reads no round of the township; what is suggested for a child of the village stands
in a row of its own. It is nothing but a suggestion: people decide, and nobody has been asked.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.columns import uuid7
from carenet.core.database import Scope, transaction
from carenet.core.refusals import NotFound
from carenet.matching.pairing.arriving import Suggested
from carenet.matching.pairing.field import TooMany
from carenet.matching.queries.between import suggested_now
from carenet.matching.rules import BETWEEN_DAYS, HIGH_TIER_MAX

OTHERS_KEPT: Final = 2
NEEDS_MAX: Final = 200
ROUNDS_MAX: Final = 20
# The rounds whose prices say something about needs of these villages or of this round, latest first.
ROUNDS: Final = f"""
select distinct on (n.id) n.id as need, m.id as round from needs n
  join children c on c.id = n.child and c.left_on is null and c.merged_into is null
  join matching_rounds m on m.state in ('draft', 'published') and m.lo <= n.village and n.village < m.hi
    and 'proxy_parent' = any(m.also || m.service) and m.solved_at > $3::timestamptz - interval '{BETWEEN_DAYS} days'
where n.service = 'proxy_parent' and n.tier <= {HIGH_TIER_MAX} and n.met_at is null and n.closed_at is null
  and (n.id = any($2) or exists (select from unnest($1::text[]) lo where starts_with(n.village, lo)))
  and not exists (select from proposals p where p.need = n.id and p.state in ('draft', 'locked', 'published', 'agreed', 'accepted'))
order by n.id, m.solved_at desc limit $4"""
KEEP: Final = """
insert into need_suggestions (id, need, child, village, round, person, terms, price, others, made_at)
select $1, n.id, n.child, n.village, $3, $4, $5, $6, $7, $8 from needs n where n.id = $2
on conflict (need) do update set round = excluded.round, person = excluded.person, terms = excluded.terms,
  price = excluded.price, others = excluded.others, made_at = excluded.made_at, village = excluded.village"""
OVER: Final = """
delete from need_suggestions s using needs n where n.id = s.need and (n.met_at is not null or n.closed_at is not null
  or exists (select from proposals p where p.need = n.id and p.state in ('draft', 'locked', 'published', 'agreed', 'accepted')))"""


async def suggest_for_urgent(payloads: Sequence[Mapping[str, Any]], by: Actor) -> None:
    """Listener of NeedsOpened, NeedLeftOpen and RoundSolved: what is suggested there is worked out anew."""
    left = [UUID(p["need"]) for p in payloads if "need" in p]
    solved = [UUID(p["round"]) for p in payloads if "begun_by" in p]
    found: dict[UUID, set[UUID]] = {}
    async with transaction(by) as db:
        rounds = await db.fetch("select lo from matching_rounds where id = any($1)", solved)
        areas = {str(p["lo"]) for p in payloads if "lo" in p} | {r["lo"] for r in rounds}
        await db.execute(OVER)
        for row in await db.fetch(ROUNDS, sorted(areas), left, clock.now(), NEEDS_MAX):
            found.setdefault(row["round"], set()).add(row["need"])
    for round_, needs in list(found.items())[:ROUNDS_MAX]:
        await _suggest(round_, needs, by)


async def _suggest(round_: UUID, needs: set[UUID], by: Actor) -> None:
    try:
        told = await suggested_now(round_, by=by)
    except (NotFound, TooMany):  # closed meanwhile, or too large to be said at once
        return
    async with transaction(by) as db:
        for one in told:
            for want in one.group.wants:
                if want.need in needs:
                    await _keep(db, round_, want.need, one)


async def _keep(db: Scope, round_: UUID, need: UUID, one: Suggested) -> None:
    others = [
        {"person": str(o.person), "told": o.told.to_json()} for o in one.options[:OTHERS_KEPT]
    ]
    await db.execute(
        KEEP, uuid7(), need, round_, one.helper.person if one.helper else None,
        json.dumps(one.told.to_json()) if one.told else None, one.price, json.dumps(others),
        clock.now(),
    )  # fmt: skip
