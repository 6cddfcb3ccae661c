"""What people decide about a draft, line by line or many at once: keep, refuse, take back."""

from collections.abc import Sequence
from typing import Any, Final, Literal
from uuid import UUID

from carenet.core import clock
from carenet.core.actors import Actor
from carenet.core.database import Scope, transaction
from carenet.core.refusals import N_, Refusal
from carenet.matching.services.rounds import MAY_MATCH, hold_round

Decision = Literal["lock", "unlock", "refuse", "restore"]
FROM: Final[dict[str, tuple[str, ...]]] = {
    "lock": ("draft",), "unlock": ("locked",), "refuse": ("draft", "locked"),
    "restore": ("refused",),
}  # fmt: skip
INTO: Final = {"lock": "locked", "unlock": "draft", "refuse": "refused", "restore": "draft"}
KIND: Final = {"lock": "lock", "refuse": "ban"}
LINES_MAX: Final = 20_000
DECIDE: Final = """
update proposals p set state = $4 from (
  select x.id from proposals x join needs n on n.id = x.need
  where x.round = $1 and x.state = any($3::text[])
    and ($6::text is null or x.village = $6 or (n.service = 'peer' and exists (select from proposals y join needs m on m.id = y.need
      where y.round = x.round and y.person = x.person and m.group_key = n.group_key and y.village = $6))) and ($7::text is null or x.state = $7) and ($2::uuid[] is null
    or x.id = any($2) or (n.group_key, x.person) in (
      select m.group_key, y.person from proposals y join needs m on m.id = y.need
      where y.id = any($2) and m.group_key is not null
        and m.service in ('proxy_parent', 'host_family', 'peer'))) limit $5) chosen
where p.id = chosen.id
returning p.id, p.child, p.village, p.need, p.person"""


class NeedsReason(Refusal):
    """A refusal is kept with its reason."""

    msgid = N_("Please say why: the reason is kept with the decision.")


async def decide(
    round_: UUID,
    what: Decision,
    proposals: Sequence[UUID] | None,
    *,
    because: str | None = None,
    village: str | None = None,
    state: str | None = None,
    by: Actor,
) -> int:
    """Keep (lock) or refuse (ban) lines of a draft, or take that back; how many it touched.

    Brothers and sisters who go together are decided together. None means all lines, of a village or state where one is named.

    Raises:
        NeedsReason: a refusal without a reason.
        CannotMatch: the round is no draft now.

    """
    by.needs(*MAY_MATCH)
    if what == "refuse" and not because:
        raise NeedsReason
    async with transaction(by) as db:
        await hold_round(db, round_, "draft")
        rows = await db.fetch(
            DECIDE,
            round_,
            list(proposals) if proposals is not None else None,
            list(FROM[what]),
            INTO[what],
            LINES_MAX,
            village,
            state,
        )
        await _keep(db, round_, what, rows, because=because, by=by)
        return len(rows)


async def _keep(
    db: Scope,
    round_: UUID,
    what: Decision,
    rows: Sequence[Any],
    *,
    because: str | None,
    by: Actor,
) -> None:
    """The dated rows behind a decision, and the rule that the next solution keeps to."""
    now = clock.now()
    await db.executemany(
        """insert into proposal_decisions (proposal, child, village, what, by, at, because)
           values ($1, $2, $3, $4, $5, $6, $7)""",
        [(r["id"], r["child"], r["village"], what, by.id, now, because) for r in rows],
    )
    await db.executemany(
        """update pair_rules set lifted_on = $4
           where round = $1 and need = $2 and person = $3 and lifted_on is null""",
        [(round_, r["need"], r["person"], clock.today()) for r in rows],
    )
    if kind := KIND.get(what):
        await db.executemany(
            """insert into pair_rules (round, child, village, need, person, kind, by, at, because)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
            [
                (
                    round_,
                    r["child"],
                    r["village"],
                    r["need"],
                    r["person"],
                    kind,
                    by.id,
                    now,
                    because,
                )
                for r in rows
            ],
        )
