"""The pages of a round at the desk, of proposals and of the family on the phone."""

from datetime import timedelta

from carenet.core import clock
from tests.cast import ADUO, BIN, GUO, HONG, LAN, LIAN, MEI, PING, XIAOSHAN, XIAOYU, YE
from tests.matching.builders import (
    a_draft,
    a_round,
    agreed_and_published,
    left_behind,
    proposals,
    proxy,
    solved,
)


def a_form(**values):
    return {
        "name": "spring", "service": "proxy_parent", "division": "450226101000",
        "cut_off": str(clock.today()), **values,
    }  # fmt: skip


async def test_a_round_is_opened_solved_and_published_from_the_desk(visitor, eyes, worker):
    from carenet.matching.jobs import solve

    await left_behind(eyes, XIAOYU, XIAOSHAN, ADUO)
    await proxy(eyes, PING, LIAN)
    client = await visitor(LAN)
    assert (await client.get("/matching/rounds")).status_code == 200
    assert "450226101201" in (await client.get("/matching/rounds/new")).text
    made = await client.post("/matching/rounds", data=a_form())
    assert made.status_code == 303
    at = made.headers["location"]
    opened = await client.get(at)
    assert "not been asked yet" in opened.text
    assert ADUO.name in opened.text
    assert (await client.post(f"{at}/solution")).status_code == 303
    running = await client.get(at)
    assert f'hx-get="{at}/progress"' in running.text
    assert (await client.get(f"{at}/progress")).status_code == 200
    await solve({"by": worker}, str(await eyes.fetchval("select id from tasks")))
    assert (await client.get(f"{at}/progress")).status_code == 286
    draft = await client.get(at)
    assert draft.status_code == 200
    assert "Every child of tier 1 has somebody" in draft.text
    assert "First come, first served" in draft.text
    assert "same village" in draft.text
    line = (await proposals(eyes, at.rsplit("/", 1)[1]))[ADUO.id]["id"]
    detail = await client.get(f"/matching/proposals/{line}")
    assert "way, in minutes" in detail.text
    nothing = await client.post(f"{at}/decisions", data={"what": "lock"})
    assert nothing.status_code == 422
    assert "choose at least one line" in nothing.text
    kept = await client.post(f"{at}/decisions", data={"what": "lock", "row": str(line)})
    assert kept.status_code == 303
    no = await client.post(f"{at}/decisions", data={"what": "refuse", "row": str(line)})
    assert no.status_code == 422
    assert "say why" in no.text
    await client.post(f"{at}/decisions", data={"what": "publish", "all": "yes"})
    after = await client.get(at)
    assert "Waits for the guardian" in after.text
    assert await eyes.fetchval("select state from matching_rounds") == "published"
    assert "published" in (await client.get(f"/matching/proposals/{line}")).text


async def test_every_name_on_a_draft_page_is_in_the_read_log(visitor, act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    client = await visitor(LAN)
    before = await eyes.fetchval("select count(*) from read_log")
    await client.get(f"/matching/rounds/{round_}")
    children = await eyes.fetch(
        "select distinct child from read_log where purpose = 'matching' and account = $1",
        LAN.account,
    )
    assert {r["child"] for r in children} == {XIAOYU.id, XIAOSHAN.id, ADUO.id}
    assert await eyes.fetchval("select count(*) from read_log") > before


async def test_who_may_not_see_a_round(visitor, act, eyes, worker):
    round_ = await a_draft(act, eyes, worker)
    line = (await proposals(eyes, round_))[ADUO.id]["id"]
    guo = await visitor(GUO)
    for path in (
        f"/matching/rounds/{round_}",
        f"/matching/rounds/{round_}/progress",
        f"/matching/proposals/{line}",
    ):
        assert (await guo.get(path)).status_code == 404, path
        for other in (MEI, BIN, PING, HONG):
            assert (await (await visitor(other)).get(path)).status_code == 403, (path, other)
    assert str(round_) not in (await guo.get("/matching/rounds")).text
    assert (await (await visitor(YE)).get(f"/matching/rounds/{round_}")).status_code == 200


async def test_a_round_over_a_foreign_area_is_refused_with_what_was_typed(visitor):
    client = await visitor(LAN)
    answer = await client.post(
        "/matching/rounds", data=a_form(division="450225100000", name="mine")
    )
    assert answer.status_code == 422
    assert 'value="mine"' in answer.text


async def test_no_childs_name_is_on_the_proposal_page_before_the_yes(visitor, act, eyes, worker):
    round_ = await agreed_and_published(act, eyes, worker)
    line = (await proposals(eyes, round_, "agreed"))[XIAOYU.id]
    one = PING if line["person"] == PING.person else LIAN
    client = await visitor(one)
    shown = await client.get("/proposals")
    assert "2 children of one family" in shown.text
    for child in (XIAOYU, XIAOSHAN):
        assert child.name not in shown.text
        assert child.name[1:] not in shown.text
    other = await visitor(LIAN if one is PING else PING)
    assert "Nothing waits for you" in (await other.get("/proposals")).text
    assert (await other.post(f"/proposals/{line['id']}/acceptance")).status_code == 404
    yes = await client.post(f"/proposals/{line['id']}/acceptance")
    assert yes.status_code == 303
    client.event_hooks = {}  # from the yes on the names are the helper's to see
    page = await client.get(yes.headers["location"])
    assert page.status_code == 200
    assert "Proxy parent" in page.text
    assert (await client.post(f"/proposals/{line['id']}/acceptance")).status_code == 422


async def test_a_helper_says_no_on_the_phone(visitor, act, eyes, worker):
    round_ = await agreed_and_published(act, eyes, worker)
    line = (await proposals(eyes, round_, "agreed"))[XIAOYU.id]
    client = await visitor(PING if line["person"] == PING.person else LIAN)
    assert (
        await client.post(f"/proposals/{line['id']}/refusal", data={"because": "ill"})
    ).status_code == 303
    assert (
        await eyes.fetchval(
            "select because from proposal_decisions where what = 'declined' limit 1"
        )
        == "ill"
    )


async def test_a_guardian_is_asked_on_the_phone_purpose_by_purpose(visitor, act, eyes, worker):
    from carenet.matching.services import publish

    round_ = await a_draft(act, eyes, worker)
    await publish(round_, None, by=await act(LAN))
    client = await visitor(HONG)
    family = await client.get("/family")
    assert "2 questions wait" in family.text
    asked = await client.get("/family/consents")
    assert (
        asked.text.count('name="answer" value="no"')
        == asked.text.count('name="answer" value="yes"')
        == 2
    )
    data = {"child": str(XIAOYU.id), "purpose": "proxy_parent", "answer": "yes"}
    silent = await client.post("/family/consents", data=data)
    assert silent.status_code == 422
    assert "what the child said" in silent.text
    assert (
        await client.post("/family/consents", data=data | {"not_asked": "too_young"})
    ).status_code == 303
    assert XIAOYU.id in await proposals(eyes, round_, "agreed")
    other = {"child": str(XIAOSHAN.id), "purpose": "proxy_parent", "answer": "no"}
    assert (await client.post("/family/consents", data=other)).status_code == 303
    assert XIAOSHAN.id in await proposals(eyes, round_, "withdrawn")
    strange = {"child": str(ADUO.id), "purpose": "proxy_parent", "answer": "yes", "said": "x"}
    assert (await client.post("/family/consents", data=strange)).status_code == 404
    assert (await (await visitor(PING)).get("/family/consents")).status_code == 403


async def test_a_family_asks_for_a_call_and_says_whether_it_spoke(visitor, eyes):
    client = await visitor(HONG)
    assert (await client.get("/family/calls")).status_code == 200
    ahead = clock.today() + timedelta(days=2)
    data = {"child": str(XIAOYU.id), "on_day": str(ahead), "at_time": "19:30"}
    assert (await client.post("/family/calls", data=data)).status_code == 303
    assert (await client.post("/family/calls", data=data | {"at_time": "23:00"})).status_code == 422
    assert (
        await client.post("/family/calls", data=data | {"child": str(ADUO.id)})
    ).status_code == 404
    await client.post("/family/calls/spoken", data={"child": str(XIAOYU.id), "answer": "spoke"})
    rows = await eyes.fetch("select kind, answer, guardian from family_calls order by received_at")
    assert [(r["kind"], r["answer"]) for r in rows] == [("arranged", None), ("own", "spoke")]
    assert "call asked for" in (await client.get("/family/calls")).text


async def test_officers_list_placements_and_open_one(visitor, act, eyes, worker):
    from carenet.placements.services import accept_proposal

    round_ = await agreed_and_published(act, eyes, worker)
    line = (await proposals(eyes, round_, "agreed"))[XIAOYU.id]
    one = PING if line["person"] == PING.person else LIAN
    placement, *_ = await accept_proposal(line["id"], by=await act(one))
    mei = await visitor(MEI)
    listed = await mei.get("/placements?kind=proxy_parent")
    assert str(placement) in listed.text
    assert str(placement) not in (await mei.get("/placements?kind=tutoring")).text
    shown = await mei.get(f"/placements/{placement}")
    assert "the call of the month" in shown.text
    assert (await (await visitor(GUO)).get(f"/placements/{placement}")).status_code == 404
    assert str(placement) not in (await (await visitor(GUO)).get("/placements")).text
    assert (await (await visitor(BIN)).get(f"/placements/{placement}")).status_code == 404
    ended = await mei.post(f"/placements/{placement}/ending", data={"because": "moved"})
    assert ended.status_code == 303
    assert str(placement) in (await mei.get("/placements?state=ended")).text


async def test_a_need_is_written_down_by_hand(visitor, eyes):
    client = await visitor(MEI)
    assert (await client.get(f"/matching/needs/of/{ADUO.id}")).status_code == 200
    data = {
        "child": str(ADUO.id),
        "service": "tutoring",
        "subject": "math",
        "because": "failed twice",
    }
    assert (await client.post("/matching/needs", data=data)).status_code == 303
    row = await eyes.fetchrow("select opened_by, rule, reasons from needs")
    assert (row["opened_by"], row["rule"]) == (MEI.account, None)
    assert row["reasons"] == [{"msgid": "failed twice", "values": {}}]
    again = await client.post("/matching/needs", data=data)
    assert again.status_code == 422
    assert "already open" in again.text
    assert (await (await visitor(GUO)).get(f"/matching/needs/of/{ADUO.id}")).status_code == 404


async def test_an_empty_round_says_so(visitor, act, eyes, worker):
    round_ = await a_round(act, "tutoring")
    await solved(act, worker, round_)
    answer = await (await visitor(LAN)).get(f"/matching/rounds/{round_}")
    assert answer.status_code == 200


async def test_who_needs_attention_is_read_page_by_page_and_only_the_names_shown(
    visitor, act, eyes
):
    await left_behind(eyes, XIAOYU, XIAOSHAN, ADUO)
    round_ = await a_round(act)
    client = await visitor(LAN)
    whole = (await client.get(f"/matching/rounds/{round_}/children")).text
    assert all(child.name in whole for child in (XIAOYU, XIAOSHAN, ADUO))
    await eyes.execute("truncate read_log")
    first = (await client.get(f"/matching/rounds/{round_}/children?size=1")).text
    last = (await client.get(f"/matching/rounds/{round_}/children?size=1&page=3")).text
    shown = [{c.name for c in (XIAOYU, XIAOSHAN, ADUO) if c.name in t} for t in (first, last)]
    assert [len(names) for names in shown] == [1, 1]
    assert shown[0] != shown[1]
    logged = await eyes.fetch(
        "select c.name from read_log r join children c on c.id = r.child where r.purpose = 'matching'"
    )
    assert {r["name"] for r in logged} == shown[0] | shown[1]
    beyond = await client.get(f"/matching/rounds/{round_}/children?page=99")
    assert "Nobody here" in beyond.text
    assert (await client.get(f"/matching/rounds/{round_}/helpers")).status_code == 200
    assert (
        await (await visitor(GUO)).get(f"/matching/rounds/{round_}/children")
    ).status_code == 404


async def test_those_without_anybody_have_pages_of_their_own(visitor, act, eyes, worker):
    await left_behind(eyes, XIAOYU, XIAOSHAN, ADUO)
    round_ = await a_round(act)
    await solved(act, worker, round_)
    client = await visitor(LAN)
    answer = await client.get(f"/matching/rounds/{round_}/missing?size=1&page=2")
    assert answer.status_code == 200
    assert sum(c.name in answer.text for c in (XIAOYU, XIAOSHAN, ADUO)) <= 1
    assert (await (await visitor(GUO)).get(f"/matching/rounds/{round_}/missing")).status_code == 404


async def test_a_round_that_spreads_loads_says_what_that_brings_and_costs(visitor, eyes, worker):
    from carenet.matching.jobs import solve
    from tests.matching.builders import need

    await proxy(eyes, PING, LIAN, households=3)
    for child in (XIAOYU, ADUO):
        await need(eyes, child, "proxy_parent", tier=1)
    client = await visitor(LAN)
    assert (
        "each further child at one helper counts 20 minutes"
        in (await client.get("/matching/rounds/new")).text
    )
    made = await client.post("/matching/rounds", data=a_form(spread="20"))
    at = made.headers["location"]
    assert await eyes.fetchval("select spread from matching_rounds") == 20
    await client.post(f"{at}/solution")
    await solve({"by": worker}, str(await eyes.fetchval("select id from tasks")))
    draft = (await client.get(at)).text
    assert "Loads are spread: the busiest helper has 1" in draft
    assert "Its price: the lines together cost" in draft
    assert "as many children have somebody as without spreading" in draft
    told = await eyes.fetchval("select summary -> 'spread' from matching_rounds")
    assert told["busy"][1] == 2
    assert told["cost"] >= 0
    people = await eyes.fetch("select distinct person from proposals where state = 'draft'")
    assert len(people) == 2


async def test_the_loads_of_homes_are_not_spread_and_the_form_says_why(visitor, eyes):
    client = await visitor(LAN)
    no = await client.post("/matching/rounds", data=a_form(service="host_family", spread="5"))
    assert no.status_code == 422
    assert "the beds decide" in no.text
    assert 'value="spring"' in no.text
    assert await eyes.fetchval("select count(*) from matching_rounds") == 0
