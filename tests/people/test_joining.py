"""Joining by an invitation: who may invite, what one form writes, and what it does not open."""

import re

import pytest

from carenet.core.refusals import MayNot
from carenet.people.services.invitations import invitation_token, make_invitation
from tests import cast
from tests.cast import BIN, FANG, HERE, HONG, LAN, MEI, QIN, THERE

FORM = {
    "name": "陆新苗",
    "mobile": "138 0000 1234",
    "mon-evening": "yes",
    "sat-morning": "yes",
    "subjects": ["math", "reading"],
    "skills": ["drawing"],
    "explains": ["mandarin"],
    "understands": ["dong"],
    "reach_minutes": "45",
    "hours_week_max": "4",
}


async def invite(act, one=MEI, kind="volunteer", division=HERE, **more):
    made = await make_invitation(
        kind, division, place="凤凰村", **{"uses": 5, "days": 7, **more}, by=await act(one)
    )
    return made, invitation_token(made)


async def test_an_officer_invites_and_a_volunteer_has_joined_and_is_signed_in(visitor, eyes):
    mei = await visitor(MEI)
    answer = await mei.post(
        "/invitations", data={"kind": "volunteer", "place": HERE, "uses": "5", "days": "7"}
    )
    assert answer.status_code == 303
    shown = await mei.get(answer.headers["location"])
    path = re.search(r'value="https://test(/join/[\w-]+)"', shown.text)[1]
    assert "data:image/svg+xml" in shown.text
    newcomer = await visitor()
    form = await newcomer.get(path)
    assert form.status_code == 200
    answer = await newcomer.post(path, data=FORM)
    assert (answer.status_code, answer.headers["location"]) == (303, "/welcome")
    assert (await newcomer.get("/welcome")).status_code == 200
    row = await eyes.fetchrow(
        """select p.id, p.division, p.pinyin, v.subjects, v.reach_minutes, v.hours_week_max, a.phone_index,
             (select array_agg(weekday || part order by weekday) from availabilities where person = p.id) as free,
             (select array_agg(language || can_explain::text order by language) from person_languages where person = p.id) as spoken,
             (select value from contact_ways where person = p.id) as phone,
             (select role from account_roles where account = a.id) as role,
             (select service from offers where person = p.id) as offered,
             app.tier_on(p.id, current_date) as tier
           from people p join volunteers v on v.person = p.id join accounts a on a.person = p.id
           where p.name = '陆新苗'"""
    )
    assert row["division"] == HERE
    assert row["subjects"] == ["math", "reading"]
    assert (row["reach_minutes"], row["hours_week_max"]) == (45, 4)
    assert row["free"] == ["1evening", "6morning"]
    assert row["spoken"] == ["dongfalse", "mandarintrue"]
    assert row["phone"] == "+8613800001234"
    assert (row["role"], row["offered"], row["tier"]) == ("volunteer", "tutoring", None)
    assert " lu" in row["pinyin"]
    listed = await mei.get("/helpers", params={"new": "1"})
    assert "陆新苗" in listed.text
    assert await eyes.fetchval("select count(*) from facts where name = 'HelperJoined'") == 1


async def test_opening_the_link_uses_nothing_up_and_its_last_use_ends_it(visitor, act, eyes):
    _, token = await invite(act, uses=1)
    client = await visitor()
    for _ in range(3):
        assert (await client.get(f"/join/{token}")).status_code == 200
    assert (await client.post(f"/join/{token}", data=FORM)).status_code == 303
    other = await visitor()
    again = await other.post(f"/join/{token}", data={**FORM, "mobile": "13900001234"})
    assert again.status_code == 422
    assert "ended" in again.text
    assert await eyes.fetchval("select count(*) from people where name = '陆新苗'") == 1


async def test_what_was_typed_survives_an_error(visitor, act):
    _, token = await invite(act)
    client = await visitor()
    answer = await client.post(f"/join/{token}", data={**FORM, "mobile": "12345"})
    assert answer.status_code == 422
    assert "陆新苗" in answer.text
    assert 'value="12345"' in answer.text
    assert re.search(r'name="mon-evening" value="yes" checked', answer.text)
    assert re.search(r'name="tue-evening" value="yes">', answer.text)
    assert re.search(r'value="math" checked', answer.text)


async def test_a_number_with_an_account_joins_no_second_time_and_opens_nothing(visitor, act, eyes):
    _, token = await invite(act)
    first = await visitor()
    assert (await first.post(f"/join/{token}", data=FORM)).status_code == 303
    second = await visitor()
    answer = await second.post(f"/join/{token}", data={**FORM, "name": "别的人"})
    assert answer.status_code == 422
    assert "cannot join again" in answer.text
    assert "别的人" in answer.text
    assert (await second.get("/me")).status_code == 303
    assert await eyes.fetchval("select count(*) from people where name = '别的人'") == 0
    assert await eyes.fetchval("select uses_left from links where kind = 'join'") == 4


async def test_nothing_is_left_of_a_joining_that_fails_half_way(act, eyes):
    from carenet.people.services.joining import Newcomer, join

    _, token = await invite(act)
    with pytest.raises(Exception, match="value too long"):
        await join(token, Newcomer("陆半路", "13800009999", subjects=["x" * 90]))
    assert await eyes.fetchval("select count(*) from people where name = '陆半路'") == 0
    assert await eyes.fetchval("select uses_left from links where kind = 'join'") == 5


@pytest.mark.parametrize("one", [BIN, HONG, FANG])
async def test_who_has_no_duty_over_a_place_invites_nobody(visitor, act, one):
    assert (await (await visitor(one)).get("/invitations")).status_code == 403
    with pytest.raises(MayNot):
        await make_invitation("volunteer", HERE, place="x", uses=1, days=1, by=await act(one))


async def test_nobody_invites_to_a_place_outside_its_duty(act):
    with pytest.raises(MayNot):
        await make_invitation("volunteer", THERE, place="x", uses=1, days=1, by=await act(MEI))
    with pytest.raises(MayNot):
        await make_invitation("volunteer", THERE, place="x", uses=1, days=1, by=await act(QIN))


async def test_a_lead_invites_volunteers_to_the_own_centre_and_nobody_else(act):
    qin = await act(QIN)
    assert await make_invitation(
        "volunteer", HERE, place="x", organisation=cast.CENTRE, uses=1, days=1, by=qin
    )
    with pytest.raises(MayNot):
        await make_invitation("host", HERE, place="x", uses=1, days=1, by=qin)


async def test_an_ended_invitation_lets_nobody_in(visitor, act):
    made, token = await invite(act)
    mei = await visitor(MEI)
    assert (await mei.post(f"/invitations/{made}/ending")).status_code == 303
    client = await visitor()
    assert (await client.get(f"/join/{token}")).status_code == 422
    assert (await client.post(f"/join/{token}", data=FORM)).status_code == 422


async def test_an_invitation_ends_by_itself(visitor, act, eyes):
    _, token = await invite(act)
    await eyes.execute("update links set ends = now() - interval '1 second' where kind = 'join'")
    assert (await (await visitor()).get(f"/join/{token}")).status_code == 422


async def test_the_township_sees_a_directors_invitation_and_the_next_county_does_not(visitor, act):
    made, _ = await invite(act)
    assert (await (await visitor(LAN)).get(f"/invitations/{made}")).status_code == 200
    assert (await (await visitor(cast.GUO)).get(f"/invitations/{made}")).status_code == 404


async def test_the_address_is_nowhere_in_the_database(act, eyes):
    _, token = await invite(act)
    for table in ("links", "audit_events"):
        rows = await eyes.fetch(f"select {table}::text as t from {table}")
        assert rows
        assert all(token not in r["t"] for r in rows)


async def test_a_host_family_applies_and_is_approved_by_nobody_yet(visitor, act, eyes):
    _, token = await invite(act, kind="host")
    client = await visitor()
    answer = await client.post(
        f"/join/{token}",
        data={"name": "石安家", "mobile": "13700001111", "sex": "f", "beds": "2",
              "takes": ["girls"], "care": "full", "explains": ["dong"]},
    )  # fmt: skip
    assert answer.status_code == 303
    row = await eyes.fetchrow("select * from host_families where entered_by is not null")
    offered = (row["beds"], row["takes_girls"], row["takes_boys"], row["full_care"])
    assert offered == (2, True, False, True)
    assert row["approved_on"] is None
    assert row["village"] == HERE


async def test_a_proxy_parent_joins_for_at_most_three_households(visitor, act, eyes):
    _, token = await invite(act, kind="proxy_parent")
    client = await visitor()
    data = {"name": "莫远芳", "mobile": "13600002222", "households_max": "4"}
    assert (await client.post(f"/join/{token}", data=data)).status_code == 422
    data["households_max"] = "3"
    assert (await client.post(f"/join/{token}", data=data)).status_code == 303
    assert await eyes.fetchval("select households_max from proxy_parents") == 3


async def test_my_offer_is_written_anew_by_myself(visitor, eyes):
    await eyes.execute(
        "insert into volunteers (person, joined_on, subjects, skills) values ($1, current_date, '{}', '{}')",
        BIN.person,
    )
    client = await visitor(BIN)
    answer = await client.post(
        "/me/offer", data={"tue-noon": "yes", "subjects": ["english"], "hours_week_max": "6"}
    )
    assert answer.status_code == 303
    shown = await client.get("/me/offer")
    assert re.search(r'name="tue-noon" value="yes" checked', shown.text)
    assert re.search(r'value="english" checked', shown.text)
    hours = await eyes.fetchval(
        "select hours_week_max from volunteers where person = $1", BIN.person
    )
    assert hours == 6
    await client.post("/me/offer", data={"wed-noon": "yes"})
    free = await eyes.fetch(
        "select weekday, part from availabilities where person = $1", BIN.person
    )
    assert [tuple(r) for r in free] == [(3, "noon")]
