"""A list that grew in a group chat: who is named, who says no; nobody is signed up before the lead says so."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from carenet.core import clock
from carenet.scheduling.rules.chain import LINES_MAX, Known, read_chain
from carenet.scheduling.services.enrolling import enrol_children
from carenet.scheduling.services.signing import sign_up, withdraw
from tests.cast import BIN, CHUN, GUO, LIAN, MEI, QIN, XIAOYU

BIN_, LIAN_, BING = (
    Known(BIN.person, BIN.name),
    Known(LIAN.person, LIAN.name),
    Known(uuid4(), "韦斌斌"),
)
TEXT = f"""#接龙 周三作业辅导
例：张三 带水杯
1. 韦斌 骑车来
2、杨莲 这周来不了
③ 路人甲
4. 小雨 也来（{XIAOYU.given}）
"""


def test_a_list_is_read_line_by_line_and_what_says_no_is_not_proposed():
    found = read_chain(TEXT, [BIN_, LIAN_], [XIAOYU.given])
    assert {(p.name, p.comes) for p in found.proposed} == {(BIN.name, True), (LIAN.name, False)}
    assert found.unknown == ["路人甲"], "a line with a child's name is shown nowhere"


def test_the_longest_name_is_meant_the_last_line_holds_and_twins_are_unsure():
    found = read_chain("1. 韦斌斌来", [BIN_, BING])
    assert [p.person for p in found.proposed] == [BING.person]
    found = read_chain("1. 韦斌\n2. 韦斌 不来", [BIN_])
    assert [p.comes for p in found.proposed] == [False]
    twin = Known(uuid4(), BIN.name)
    assert all(p.unsure for p in read_chain("1. 韦斌", [BIN_, twin]).proposed)


@given(st.text(max_size=3000), st.lists(st.sampled_from([BIN_, LIAN_, BING]), max_size=3))
def test_whatever_is_pasted_only_those_known_are_proposed_each_once(text, known):
    found = read_chain(text, known, ["\u5c0f"])
    people = [p.person for p in found.proposed]
    assert len(people) == len(set(people))
    assert set(people) <= {k.person for k in known}
    assert len(found.unknown) <= LINES_MAX
    assert not any("\u5c0f" in line for line in [*found.unknown, *(p.line for p in found.proposed)])


async def test_the_lead_pastes_looks_and_confirms(course, act, eyes, visitor):
    qin = await act(QIN)
    await enrol_children(course.id, [XIAOYU.id], clock.today(), by=qin)
    for one in (BIN, LIAN, CHUN):  # known here: they came before
        if one is not CHUN:
            await sign_up(course.on(5), by=await act(one))
            await withdraw(course.on(5), "病了", by=await act(one))
    address = f"/sessions/{course.on(2)}"
    client = await visitor(QIN)
    assert (await client.get(f"{address}/chain")).status_code == 200
    shown = (await client.post(f"{address}/chain", data={"text": TEXT})).text
    assert "A child’s name stands in the text" in shown
    assert XIAOYU.given not in shown, "the text goes once it is read"
    assert f'value="{BIN.person}" checked' in shown
    assert f'value="{LIAN.person}"' in shown
    assert f'value="{LIAN.person}" checked' not in shown
    count = "select count(*) from sign_ups where care_session = $1 and withdrawn_at is null"
    assert await eyes.fetchval(count, course.on(2)) == 0, "nothing happens by reading"
    sent = {"person": [str(BIN.person), str(CHUN.person)]}
    said = await client.post(f"{address}/people", data=sent)
    assert said.status_code == 422
    assert CHUN.name in said.text, "whose papers have lapsed is named, with why"
    assert await eyes.fetchval(count, course.on(2)) == 1
    again = (await client.post(f"{address}/chain", data={"text": TEXT})).text
    assert "Signed up already" in again
    assert (
        await (await visitor(GUO)).post(f"{address}/chain", data={"text": TEXT})
    ).status_code == 403
    await eyes.execute(
        "insert into volunteers (person, joined_on) values ($1, current_date)", LIAN.person
    )
    officer = (await (await visitor(MEI)).post(f"{address}/chain", data={"text": TEXT})).text
    assert LIAN.name in officer
