"""Who is told on the way to take part: always whoever's turn it is, once a step.

Each question takes today and now and answers recipient, subject and values, like every round.
"""

from typing import Final

# Who holds a duty over a village now, by nearness.
OVER: Final = """
select distinct a.person, d.role from duties d join accounts a on a.id = d.account
where d.role in ({roles}) and d.approved_at is not null and d.starts_on <= $1 and d.ends_on >= $1
  and not exists (select from duty_endings e where e.duty = d.id)
  and d.lo <= {of} and {of} < d.hi and (d.towns = '{{}}' or left({of}, 9) = any (d.towns))"""
DIRECTOR: Final = OVER.format(roles="'director'", of="c.village")
OFFICERS: Final = OVER.format(roles="'director', 'township'", of="c.village")
# The adults of a home with an account, or the proxy parent.
ADULTS: Final = """
select x.person from unnest(app.adults_of(c.id)) p join accounts x on x.person = p
where not exists (select from account_endings e where e.account = x.id and e.undone_at is null)"""
RUNS: Final = "c.done_at is null and c.ended_at is null and $1::date is not null and $2::timestamptz is not null"
STANDS: Final = "exists (select from home_checks k where k.candidacy = c.id and k.voided_at is null"

ASKED: Final = f"""
select a.person as recipient, 'way:' || c.id as subject from candidacies c join lateral ({ADULTS}) a on true
where {RUNS} and c.confirmed_on is null and c.how = 'nominated'"""
RENEWAL: Final = f"""
select a.person as recipient, 'way:' || c.id as subject, d.due_on as date from candidacies c
join home_duties d on d.kind = 'renewal' and d.met_at is null and d.missed_at is null and (d.family = c.family or d.person = c.person)
  and not (d.exempted_at is not null or app.home_duty_rests(d.village, d.kind, $1::date))
join lateral ({ADULTS}) a on true where {RUNS} and c.confirmed_on is null and c.how = 'renewal'"""
PAPERS: Final = f"""
select o.person as recipient, 'way:' || c.id as subject, c.id as id from candidacies c
join lateral ({DIRECTOR}) o on true
where {RUNS} and c.confirmed_on is not null and app.unmet(c.id) && array['adults', 'documents', 'cleared']"""
VISIT: Final = f"""
select o.person as recipient, 'way:' || c.id || ':' || (select count(*) from home_checks k where k.candidacy = c.id) as subject,
  c.id as id from candidacies c join lateral ({OFFICERS}) o on true
where {RUNS} and c.confirmed_on is not null and not {STANDS})
  and not app.unmet(c.id) && array['adults', 'documents']"""
SECOND: Final = f"""
select k.second_person as recipient, 'home_check:' || k.id as subject, c.id as id
from home_checks k join candidacies c on c.id = k.candidacy where {RUNS} and k.answered_at is null and k.voided_at is null"""
DECIDE: Final = f"""
select a.person as recipient, 'way:' || c.id || ':' || k.id as subject, c.id as id from candidacies c
join home_checks k on k.candidacy = c.id and k.agreed and k.voided_at is null
join lateral (select o.person, rank() over (order by o.role desc) as near from ({OVER.format(roles="'township', 'county'", of="c.village")}) o
  join accounts x on x.person = o.person where app.may_decide(c.id, x.id, x.person)) a on a.near = 1
where {RUNS} and not app.unmet(c.id) && array['confirmed', 'adults', 'documents', 'visit', 'cleared'] and 'decision' = any (app.unmet(c.id))"""
SENT_BACK: Final = f"""
select p.person as recipient, 'way:' || c.id || ':' || d.id as subject, c.id as id from candidacies c
join candidacy_decisions d on d.candidacy = c.id and not d.agreed and d.at > $2::timestamptz - interval '14 days'
join home_checks k on k.candidacy = c.id and k.voided_because = 'sent_back' and k.voided_at between d.at - interval '1 second' and d.at + interval '1 second'
join lateral (select k.first_person as person union select k.second_person) p on true where {RUNS}"""
INTRODUCE: Final = f"""
select o.person as recipient, 'way:' || c.id || ':' || d.id as subject, c.id as id from candidacies c
join candidacy_decisions d on d.candidacy = c.id and d.agreed and d.voided_at is null
join lateral ({DIRECTOR}) o on true where {RUNS} and c.how in ('nominated', 'applied')"""
DONE: Final = f"""
select a.person as recipient, 'way:' || c.id || ':done' as subject,
  coalesce((select f.renew_by from host_families f where f.id = c.family),
    (select max(x.renew_by) from proxy_parents x where x.person = c.person and x.left_on is null)) as date
from candidacies c join lateral ({ADULTS}) a on true
where c.done_at > $2::timestamptz - interval '14 days' and $1::date is not null"""
# What of the quarter is due soon; `join` names who is told.
_ROSTER: Final = """
from home_duties d join host_families f on f.id = d.family and f.left_on is null
join lateral ({join}) o on true
where d.kind = 'roster' and d.met_at is null and d.missed_at is null and d.due_on <= $1::date + 14 and $2::timestamptz is not null
  and not (d.exempted_at is not null or app.home_duty_rests(d.village, d.kind, $1::date))"""
_LIVING: Final = """
select x.person from host_family_adults h join accounts x on x.person = h.person where h.family = f.id and h.left_on is null
  and not exists (select from account_endings e where e.account = x.id and e.undone_at is null)"""
HERE: Final = OVER.format(roles="'director'", of="f.village")
ROSTER: Final = f"""
select o.person as recipient, 'home_duty:' || d.id as subject, d.due_on as date {_ROSTER.format(join=_LIVING)}"""
ROSTER_FOR: Final = f"""
select o.person as recipient, 'home_duty:' || d.id as subject, d.due_on as date, f.id as id
{_ROSTER.format(join=HERE)} and not exists ({_LIVING})"""
ROSTER_LATE: Final = f"""
select o.person as recipient, 'home_duty:' || d.id as subject, d.due_on as date, f.id as id
from home_duties d join host_families f on f.id = d.family and f.left_on is null
join lateral ({OVER.format(roles="'director', 'township'", of="f.village")}) o on true
where d.kind = 'roster' and d.missed_at > $2::timestamptz - interval '14 days' and d.exempted_at is null
  and $1::date is not null
  and not exists (select from home_duties n where n.family = f.id and n.kind = 'roster' and n.met_at > d.missed_at)"""
LAPSED: Final = f"""
select o.person as recipient, 'way:' || c.id || ':lapsed' as subject, d.due_on as date, c.id as id
from home_duties d join candidacies c on (c.family = d.family or c.person = d.person) and c.how = 'renewal' and c.done_at is null
join lateral ({OFFICERS}) o on true
where d.kind = 'renewal' and d.exempted_at is null and d.missed_at > $2::timestamptz - interval '14 days' and $1::date is not null
  and c.begun_at < d.missed_at"""

# Once a term each child in somebody's care is asked how it is there.
REVIEW: Final = f"""
select o.person as recipient, 'review:' || t.id as subject, t.ends_on as date
from terms t join lateral (select distinct p.village from placements p
  where p.ends_on is null and p.kind in ('full_care', 'half_care', 'proxy_parent', 'centre_place') and coalesce(p.starts_on, p.planned_from) < t.ends_on - 30
    and starts_with(p.village, rtrim(t.division, '0'))
    and not exists (select from placement_reviews r where r.placement = p.id and r.term = t.id)) c on true
join lateral ({DIRECTOR}) o on true
where $1::date between t.ends_on - 28 and t.ends_on and $2::timestamptz is not null
group by o.person, t.id, t.ends_on"""

# The same for a child with a place at a centre: whoever leads it is told, and the child director.
PLACE_REVIEW: Final = f"""
select o.person as recipient, 'place-review:' || t.id as subject, t.ends_on as date
from terms t join lateral (select distinct e.centre, e.village from enrolments e
  where e.starts_on < t.ends_on - 30 and (e.ends_on is null or e.ends_on >= $1::date)
    and starts_with(e.village, rtrim(t.division, '0'))
    and not exists (select from place_reviews r where r.child = e.child and r.centre = e.centre and r.term = t.id)) c on true
join lateral (({DIRECTOR}) union ({OVER.format(roles="'lead'", of="c.village")} and d.organisation = c.centre)) o on true
where $1::date between t.ends_on - 28 and t.ends_on and $2::timestamptz is not null
group by o.person, t.id, t.ends_on"""

# Another adult sleeping in a home is said to the director on the day it is written, whatever the hour.
GUEST: Final = f"""
select distinct o.person as recipient, 'guest:' || f.id || ':' || g.on_day as subject, g.on_day as date, f.id as id,
  (select count(distinct x.on_day) from day_logs x join placements y on y.child = x.child and y.host_family = f.id
     where x.other_adult_tonight and x.on_day > g.on_day - 30 and x.on_day <= g.on_day) as count
from day_logs g join placements p on p.child = g.child and p.kind = 'full_care' and p.ends_on is null
join host_families f on f.id = p.host_family
join lateral ({HERE}) o on true
where g.other_adult_tonight and g.on_day between $1::date - 1 and $1::date and $2::timestamptz is not null"""
GUESTS: Final = (("taking.guest", GUEST),)
REVIEWS: Final = (("placement.review", REVIEW), ("place.review", PLACE_REVIEW))
HOMES: Final = (
    ("taking.asked", ASKED), ("taking.renewal", RENEWAL), ("taking.papers", PAPERS), ("taking.visit", VISIT),
    ("taking.second", SECOND), ("taking.decide", DECIDE), ("taking.sent_back", SENT_BACK),
    ("taking.introduce", INTRODUCE), ("taking.done", DONE), ("taking.roster", ROSTER),
    ("taking.roster_for", ROSTER_FOR), ("taking.roster_late", ROSTER_LATE), ("taking.lapsed", LAPSED),
)  # fmt: skip
