"""Recipients as the workers know them: language, duties, wishes and ways, many in one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from carenet.core.actors import Actor
from carenet.core.database import reading
from carenet.notifications.channels.protocol import Address, Channels
from carenet.notifications.rules.quiet import Quiet, periods_of
from carenet.notifications.rules.ways import Wishes

RECIPIENTS = """
with r as materialized (select r.id, a.* from unnest($1::uuid[]) r(id)
  left join lateral (select x.id as account, x.language from accounts x where x.person = r.id
    and not exists (select from account_endings e where e.account = x.id and e.undone_at is null)
    order by x.created_at limit 1) a on true)
select r.id as person, coalesce(p.division, c.village, g.village) as division, r.account,
  r.language, d.email, d.phone, d.openid, s.stopped, c.village is not null as carer,
  coalesce((select array_agg(x.role::text) from account_roles x where x.account = r.account
    and x.starts_on <= app.local_today() and (x.ends_on is null or x.ends_on >= app.local_today())),
    '{}') as roles,
  r.account in (select app.on_duty(array(select account from r))) as staff,
  n.channels, n.quiet_from, n.quiet_until, n.digest, n.paused_until
from r
left join people p on p.id = r.id
left join app.addresses($1::uuid[]) d on d.person = r.id
left join (select x.person, array_agg(x.channel::text) as stopped from channel_stops x
  where x.person = any ($1::uuid[]) and x.lifted_at is null group by x.person) s on s.person = r.id
left join lateral (select x.village from carers x where x.person = r.id and x.ends_on is null
  limit 1) c on true
left join lateral (select x.village from guardians x where x.person = r.id and x.ends_on is null
  limit 1) g on true
left join notification_preferences n on n.person = r.id"""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person who is to be told something."""

    person: UUID
    account: UUID | None
    language: str
    division: str | None
    to: Address
    stopped: frozenset[str]
    roles: tuple[str, ...]
    wishes: Wishes
    own_quiet: tuple[time | None, time | None]

    @property
    def quiet(self) -> tuple[Quiet, ...]:
        """The person's quiet hours."""
        return periods_of(self.roles, self.own_quiet)

    def possible(self, channels: Channels) -> set[str]:
        """The outside channels that have a way to this person and were not stopped by it."""
        return {
            name
            for name, channel in channels.items()
            if name not in self.stopped and channel.reaches(self.to)
        }


async def recipients(people: Sequence[UUID], by: Actor) -> Mapping[UUID, Recipient]:
    """Everything needed to choose ways and times; somebody unknown has no account and no way."""
    async with reading(by) as db:
        rows = await db.fetch(RECIPIENTS, list(dict.fromkeys(people)))
    found = {}
    for r in rows:
        roles = (
            *r["roles"],
            *(("staff",) if r["staff"] else ()),
            *(("carer",) if r["carer"] else ()),
        )
        paused: datetime | None = r["paused_until"]
        found[r["person"]] = Recipient(
            person=r["person"],
            account=r["account"],
            language=r["language"] or "zh_Hans",
            division=r["division"],
            to=Address(r["person"], r["email"], r["phone"], r["openid"]),
            stopped=frozenset(r["stopped"] or ()),
            roles=roles,
            wishes=Wishes(tuple(r["channels"] or ()), r["digest"] in ("daily", "weekly"), paused),
            own_quiet=(r["quiet_from"], r["quiet_until"]),
        )
    return found
