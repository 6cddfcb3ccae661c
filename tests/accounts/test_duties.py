"""Duties: proposed by one, approved by another, ended with everything they opened."""

from datetime import timedelta

import asyncpg
import pytest

from carenet.accounts.rules.duties import ROLES, may_give
from carenet.accounts.services.duties import (
    AlreadySettled,
    ApprovedByAnother,
    DatesDoNotFit,
    approve_duty,
    end_duty,
    propose_duty,
)
from carenet.core import clock
from carenet.core.refusals import MayNot, NeedsSecondFactor
from tests import cast
from tests.cast import AUD, BIN, GUO, HERE, LAN, MEI, QIN, SEC, SYS, YE

NEXT_YEAR = timedelta(days=300)


async def propose(by, one=BIN, role="director", division=HERE, **more):
    today = clock.today()
    dates = {"starts_on": today, "ends_on": today + NEXT_YEAR, **more}
    return await propose_duty(one.account, role, division, by=by, **dates)


async def test_proposed_by_one_approved_by_another_and_then_it_counts(act, visitor, eyes):
    duty = await propose(await act(LAN))
    before = await act(BIN)
    assert not before.has("director")
    await approve_duty(duty, by=await act(YE))
    bin_ = await act(BIN)
    assert bin_.has("director")
    assert (bin_.lo, bin_.role) == (HERE, "carenet_officer")
    assert await eyes.fetchval("select count(*) from facts where name = 'DutyApproved'") == 1


async def test_whoever_proposed_it_does_not_approve_it(act, eyes):
    lan = await act(LAN)
    duty = await propose(lan)
    with pytest.raises(ApprovedByAnother):
        await approve_duty(duty, by=lan)
    assert await eyes.fetchval("select approved_at from duties where id = $1", duty) is None


async def test_the_holder_does_not_approve_it(act):
    lan = await act(LAN)
    duty = await propose(await act(YE), one=LAN, role="lead", organisation=cast.CENTRE)
    with pytest.raises(ApprovedByAnother):
        await approve_duty(duty, by=lan)


async def test_the_database_itself_refuses_oneself(eyes, act):
    duty = await propose(await act(LAN))
    for who in (LAN.account, BIN.account):
        with pytest.raises(asyncpg.CheckViolationError):
            await eyes.execute(
                "update duties set approved_by = $2, approved_at = now() where id = $1", duty, who
            )


@pytest.mark.parametrize("one", [LAN, YE, MEI])
async def test_no_officer_writes_a_duty_past_the_functions(act, one):
    from carenet.core.database import transaction

    by = await act(one)
    for sql in (
        "insert into duties (account, role, lo, hi, towns, starts_on, ends_on) values ($1, 'county', '450226', '450226~', '{}', current_date, current_date)",
        "update duties set approved_at = now(), approved_by = uuidv7() where account = $1",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(by) as db:
                await db.execute(sql, one.account)


async def test_approving_takes_two_factors(act):
    duty = await propose(await act(LAN))
    with pytest.raises(NeedsSecondFactor):
        await approve_duty(duty, by=await act(YE, factors=1))


@pytest.mark.parametrize(
    ("one", "role", "division"),
    [
        (LAN, "township", "450226101000"),  # not its own kind
        (LAN, "director", "450226203201"),  # another township's village
        (LAN, "county", "450226000000"),
        (YE, "county", "450226000000"),
        (YE, "sysadmin", "450226000000"),
        (MEI, "director", HERE),
        (GUO, "director", HERE),  # the next county
        (AUD, "director", HERE),
        (BIN, "director", HERE),
        (QIN, "lead", HERE),
    ],
)
async def test_nobody_gives_what_it_may_not(act, one, role, division):
    with pytest.raises(MayNot):
        await propose(await act(one), role=role, division=division)


async def test_administrators_give_each_other_nothing_alone(act):
    duty = await propose(await act(SYS), role="auditor", division="450226000000")
    with pytest.raises(ApprovedByAnother):
        await approve_duty(duty, by=await act(SYS))
    await approve_duty(duty, by=await act(SEC))


async def test_dates_that_do_not_fit_are_refused(act):
    lan, today = await act(LAN), clock.today()
    for starts, ends in (
        (today - timedelta(days=1), today),
        (today, today - timedelta(days=1)),
        (today, today + timedelta(days=5 * 366)),
    ):
        with pytest.raises(DatesDoNotFit):
            await propose(lan, starts_on=starts, ends_on=ends)


async def test_the_end_of_a_duty_blinds_within_one_request(act, visitor, eyes):
    mei = await visitor(MEI)
    assert (await mei.get("/helpers")).status_code == 200
    await eyes.execute(
        """insert into feeds (token_sha256, account, person, purpose, language, ends)
           values (sha256('x'), $1, $2, 'own', 'zh_Hans', now() + interval '9 days')""",
        MEI.account, MEI.person,
    )  # fmt: skip
    await end_duty(cast.id_of("duty mei"), "moved to town", by=await act(LAN))
    answer = await mei.get("/helpers")
    assert answer.headers["location"].startswith("/sign-in")
    live = await eyes.fetchval(
        """select (select count(*) from sign_ins where account = $1 and ended_at is null)
             + (select count(*) from feeds where account = $1 and ended_at is null)""",
        MEI.account,
    )
    assert live == 0
    assert not (await act(MEI)).is_officer


async def test_the_end_and_what_ends_with_it_are_one_transaction(act, eyes):
    from carenet.core.database import transaction

    await act(MEI)
    lan = await act(LAN)

    async def fails_afterwards():
        async with transaction(lan):
            await end_duty(cast.id_of("duty mei"), "moved to town", by=lan)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails_afterwards()
    assert await eyes.fetchval("select count(*) from duty_endings") == 0
    live = await eyes.fetchval(
        "select count(*) from sign_ins where account = $1 and ended_at is null", MEI.account
    )
    assert live == 1


async def test_a_duty_ends_once(act):
    lan = await act(LAN)
    await end_duty(cast.id_of("duty mei"), "moved to town", by=lan)
    with pytest.raises(AlreadySettled):
        await end_duty(cast.id_of("duty mei"), "moved to town", by=lan)


async def test_a_proposal_that_is_turned_down_cannot_be_approved(act):
    duty = await propose(await act(LAN))
    ye = await act(YE)
    await end_duty(duty, "not the right person", by=ye)
    with pytest.raises(AlreadySettled):
        await approve_duty(duty, by=ye)


@pytest.mark.parametrize("one", [GUO, BIN, AUD, QIN])
async def test_who_may_not_end_a_duty(act, one):
    with pytest.raises(MayNot):
        await end_duty(cast.id_of("duty mei"), "no reason of mine", by=await act(one))


async def test_the_list_shows_what_one_may_give_and_nothing_else(visitor):
    lan = await visitor(LAN)
    page = await lan.get("/duties")
    assert MEI.name in page.text
    assert YE.name not in page.text
    assert GUO.name not in page.text
    for one in (MEI, BIN, AUD):
        assert (await (await visitor(one)).get("/duties")).status_code == 403


async def test_a_duty_is_proposed_and_approved_on_the_pages(visitor, eyes):
    lan = await visitor(LAN)
    assert 'href="/duties/new?role=director"' in (await lan.get("/duties/new")).text
    found = await lan.post("/duties/new", data={"q": "weibin", "role": "director"})
    assert BIN.name in found.text
    today = clock.today()
    answer = await lan.post(
        "/duties",
        data={"account": str(BIN.account), "role": "director", "place": HERE,
              "starts_on": str(today), "ends_on": str(today + NEXT_YEAR)},
    )  # fmt: skip
    assert answer.status_code == 303
    path = answer.headers["location"]
    own = await lan.post(f"{path}/approval")
    assert own.status_code == 422
    assert "Somebody else" in own.text
    ye = await visitor(YE)
    assert (await ye.post(f"{path}/approval")).status_code == 303
    assert "held" in (await ye.get(path)).text


def test_nobody_gives_its_own_role_but_the_administrators():
    for role in ROLES:
        assert (role in may_give([role])) == (role in ("sysadmin", "security"))


async def test_what_the_page_offers_is_what_the_database_allows(act):
    from carenet.core.database import reading

    for one in (LAN, YE, SYS, SEC, MEI, AUD):
        by = await act(one)
        offered = set(may_give([d.role for d in by.duties]))
        async with reading(by) as db:
            allowed = {
                role
                for role in ROLES
                if await db.fetchval("select app.may_give($1, $2, $2 || '~')", role, HERE)
            }
        assert offered == allowed, one.handle
