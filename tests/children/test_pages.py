"""The register's pages: what each sees, what is written in the read log, and what is refused."""

import asyncio
import re

import pytest

from carenet.core import clock
from tests.cast import ADUO, BIN, FANG, GUO, HERE, HONG, LAN, MEI, PING, QIN, SYS, THERE, XIAOYU, YE

NEW = {
    "name": "石小新", "sex": "f", "birth_date": "2017-05-04", "village": HERE, "stage": "primary",
    "grade": "3", "father_state": "away", "father_left_on": "2026-02-20", "father_works_at": "广东",
    "mother_state": "home", "guardian_name": "石父", "guardian_relation": "father",
    "guardian_phone": "154 0000 7777", "carer_relation": "mother", "carer_name": "石母",
    "carer_phone": "15400008888", "languages": ["dong", "mandarin"],
}  # fmt: skip


async def reads(eyes, child, purpose=None) -> int:
    return await eyes.fetchval(
        "select count(*) from read_log where child = $1 and ($2::text is null or purpose = $2)",
        child.id,
        purpose,
    )


@pytest.mark.parametrize("one", [MEI, LAN, YE, FANG, PING])
async def test_every_opening_of_a_file_leaves_exactly_one_row_in_the_read_log(visitor, eyes, one):
    client = await visitor(one)
    answer = await client.get(f"/children/{XIAOYU.id}")
    assert answer.status_code == 200
    assert await reads(eyes, XIAOYU) == 1
    assert answer.headers["cache-control"] == "no-store"
    row = await eyes.fetchrow("select * from read_log")
    assert row["account"] == one.account
    assert "name" in row["fields"]


@pytest.mark.parametrize("one", [GUO, BIN])
async def test_a_stranger_is_told_the_same_of_a_child_elsewhere_and_of_none(visitor, eyes, one):
    client = await visitor(one)
    there = await client.get(f"/children/{XIAOYU.id}")
    none = await client.get(f"/children/{MEI.person}")
    assert there.status_code == none.status_code == 404
    assert not await reads(eyes, XIAOYU)


@pytest.mark.parametrize("one", [SYS, HONG])
async def test_administrators_and_families_have_no_register(visitor, one):
    client = await visitor(one)
    for path in ("/children", f"/children/{XIAOYU.id}", "/children/new"):
        assert (await client.get(path)).status_code == 403


async def test_only_keepers_write(visitor, eyes):
    for one in (FANG, PING, QIN):
        client = await visitor(one)
        for path in (
            "new",
            f"{XIAOYU.id}/edit/school",
            f"{XIAOYU.id}/move",
            f"{XIAOYU.id}/consents",
        ):
            assert (await client.get(f"/children/{path}")).status_code == 403
            assert (await client.post(f"/children/{path}", data=NEW)).status_code == 403


async def test_a_helper_sees_no_findings_no_guardians_and_no_phone_number(visitor, eyes):
    await eyes.execute(
        "insert into contact_ways (person, kind, value) values ($1, 'own_phone', '+8615400001111')",
        (await eyes.fetchval("select person from carers where child = $1", XIAOYU.id)),
    )
    ping = (await (await visitor(PING)).get(f"/children/{XIAOYU.id}")).text
    fang = (await (await visitor(FANG)).get(f"/children/{XIAOYU.id}")).text
    assert "15400001111" not in ping
    assert "15400001111" in fang
    for text in (ping, fang):
        assert "Findings" not in text
        assert "Identity" not in text
        assert "广东" not in text
    assert "吴红梅" not in ping


async def test_the_list_is_paged_sorted_filtered_and_each_name_shown_is_logged(visitor, eyes):
    client = await visitor(LAN)
    await eyes.executemany(
        """insert into children (village, name, sort_key, initials) values ($1, $2, $3, ' x')""",
        [(HERE, f"测{n:03}", f"zz{n:03}") for n in range(60)],
    )
    first = await client.get("/children?size=25&sort=name")
    assert first.text.count("/children/0") + first.text.count("data-row-link") >= 25
    assert await eyes.fetchval("select count(*) from read_log where purpose = 'register'") == 25
    last = await client.get("/children?size=25&page=3&sort=name")
    assert "测059" in last.text
    assert "测059" not in first.text
    turned = await client.get("/children?size=25&sort=-name")
    assert "测059" in turned.text
    there = await client.get(f"/children?place={THERE}")
    assert "杨鼓石头" in there.text
    assert "测000" not in there.text
    assert (await client.get("/children?sort=;drop&size=9999&page=zz")).status_code == 200


async def test_a_child_is_found_by_characters_initials_and_the_end_of_a_number(visitor, eyes):
    carer = await eyes.fetchval("select person from carers where child = $1", XIAOYU.id)
    await eyes.execute(
        "insert into contact_ways (person, kind, value) values ($1, 'own_phone', '+8615400004321')",
        carer,
    )
    client = await visitor(LAN)
    for text in ("欢小", "whxy", "wuhuan", "4321"):
        answer = await client.post("/children/search", data={"q": text})
        assert XIAOYU.name in answer.text, text
        assert ADUO.name not in answer.text
    assert await reads(eyes, XIAOYU, "search") == 4
    for text in ("", "%", "9999", "龙龙龙"):
        assert XIAOYU.name not in (await client.post("/children/search", data={"q": text})).text
    guo = await visitor(GUO)
    assert XIAOYU.name not in (await guo.post("/children/search", data={"q": "whxy"})).text


async def test_a_director_registers_a_child_by_hand(visitor, eyes):
    client = await visitor(MEI)
    assert (await client.get("/children/new")).status_code == 200
    answer = await client.post("/children/new", data=NEW)
    assert answer.status_code == 303
    shown = await client.get(answer.headers["location"])
    assert "小新" in shown.text
    assert "15400008888" in shown.text
    child = await eyes.fetchrow("select * from children where name = '石小新'")
    assert child["languages"] == ["dong", "mandarin"]
    held = await eyes.fetch(
        "select version from findings where child = $1 and holds and ended_on is null", child["id"]
    )
    assert [r["version"] for r in held] == ["liu2018"]


async def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(visitor, eyes):
    client = await visitor(MEI)
    answer = await client.post(
        "/children/new", data={**NEW, "guardian_phone": "12", "id_number": "450226201703140024"}
    )
    assert answer.status_code == 422
    assert 'id="guardian_phone-error"' in answer.text
    assert 'id="id_number-error"' in answer.text
    assert 'value="石小新"' in answer.text
    elsewhere = await client.post("/children/new", data={**NEW, "village": THERE})
    assert elsewhere.status_code == 422
    assert not await eyes.fetchval("select count(*) from children where name = '石小新'")


@pytest.mark.parametrize(
    ("part", "data", "sql"),
    [
        ("details", {"name": "吴欢小雨", "sex": "f", "allergy": "花生"},
         "select allergy = '花生' from children where id = $1"),
        ("school", {"stage": "primary", "grade": "4", "class_name": "1"},
         "select grade = '4' from schoolings where child = $1 and ends_on is null"),
        ("parents", {"parent": "mother", "state": "dead"},
         "select true from absences where child = $1 and kind = 'dead'"),
        ("guardian", {"name": "吴大山", "relation": "father", "phone": "15400009090"},
         "select count(*) = 2 from guardians where child = $1"),
        ("carer", {"relation": "aunt_p", "name": "吴小姑", "way": "neighbour", "phone": "15400003030",
                   "via": "吴邻居", "via_agreed": "true", "able": "able"},
         "select relation = 'aunt_p' from carers where child = $1 and ends_on is null"),
        ("home", {"hamlet": "上寨", "household_name": "吴家", "night_1": "alone"},
         "select tier = 0 from urgencies where child = $1 and ended_on is null"),
    ],
)  # fmt: skip
async def test_each_part_of_a_record_is_changed_on_its_own_page(visitor, eyes, part, data, sql):
    client = await visitor(MEI)
    path = f"/children/{XIAOYU.id}/edit/{part}"
    assert (await client.get(path)).status_code == 200
    answer = await client.post(path, data=data)
    assert answer.status_code == 303, answer.text
    assert await eyes.fetchval(sql, XIAOYU.id)
    assert (await client.get(f"/children/{XIAOYU.id}")).status_code == 200


async def test_a_neighbour_who_has_not_agreed_is_no_way_to_reach_anybody(visitor):
    client = await visitor(MEI)
    data = {
        "relation": "aunt_p",
        "name": "吴小姑",
        "way": "neighbour",
        "via": "吴邻居",
        "able": "able",
    }
    answer = await client.post(f"/children/{XIAOYU.id}/edit/carer", data=data)
    assert answer.status_code == 422


async def test_a_tried_way_shows_and_one_that_fails_raises_the_child(visitor, eyes):
    carer = await eyes.fetchval("select person from carers where child = $1", XIAOYU.id)
    way = await eyes.fetchval(
        """insert into contact_ways (person, kind, value) values ($1, 'own_phone', '+8615400004321')
           returning id""",
        carer,
    )
    client = await visitor(MEI)
    assert "not tried yet" in (await client.get(f"/children/{XIAOYU.id}")).text
    await client.post(f"/children/{XIAOYU.id}/ways/{way}/tries", data={"works": "no"})
    shown = (await client.get(f"/children/{XIAOYU.id}")).text
    assert "does not work" in shown
    assert "The carer cannot be reached." in shown
    await client.post(f"/children/{XIAOYU.id}/ways/{way}/tries", data={"works": "yes"})
    assert "The carer cannot be reached." not in (await client.get(f"/children/{XIAOYU.id}")).text


async def test_the_sealed_numbers_open_with_two_factors_and_a_reason_and_leave_a_trace(
    visitor, eyes, act
):
    from carenet.children.services import seal_identity

    await seal_identity(XIAOYU.id, number="450226201703140025", by=await act(LAN))
    path = f"/children/{XIAOYU.id}/identity"
    one = await visitor(LAN, factors=1)
    for answer in (await one.get(path), await one.post(path, data={"reason": "办理学籍"})):
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/second-factor")
    client = await visitor(LAN)
    assert "450226201703140025" not in (await client.get(path)).text
    assert (await client.post(path, data={"reason": "x" * 300})).status_code == 422
    opened = await client.post(path, data={"reason": "办理学籍"})
    assert "450226201703140025" in opened.text
    assert opened.headers["cache-control"] == "no-store"
    row = await eyes.fetchrow("select * from read_log where purpose = 'identity'")
    assert row["reason"] == "办理学籍"
    assert await eyes.fetchval("select count(*) from read_log where purpose = 'identity'") == 1
    guo = await visitor(GUO)
    assert (await guo.post(path, data={"reason": "办理学籍"})).status_code == 404
    fang = await visitor(FANG)
    assert (await fang.post(path, data={"reason": "办理学籍"})).status_code == 403


async def test_a_move_is_seen_at_once_on_both_sides(visitor, eyes):
    mei, lan = await visitor(MEI), await visitor(LAN)
    path = f"/children/{XIAOYU.id}"
    assert (await mei.get(f"{path}/move")).status_code == 200
    wrong = await mei.post(f"{path}/move", data={"village": HERE, "on_day": str(clock.today())})
    assert wrong.status_code == 422
    data = {"village": THERE, "on_day": str(clock.today()), "keeps_school": "true"}
    assert (await mei.post(f"{path}/move", data=data)).headers["location"] == "/children"
    assert (await mei.get(path)).status_code == 404
    assert XIAOYU.name not in (await mei.get("/children")).text
    assert XIAOYU.name in (await lan.get("/children?moved=1")).text
    assert "Receive" in (await lan.get(path)).text
    await lan.post(f"{path}/arrival")
    assert XIAOYU.name not in (await lan.get("/children?moved=1")).text


async def test_consent_is_written_down_and_taken_back_one_purpose_at_a_time(visitor, eyes):
    client, path = await visitor(MEI), f"/children/{XIAOYU.id}/consents"
    page = await client.get(path)
    assert "checked" not in page.text  # nothing about agreement is ever chosen beforehand
    data = {"purpose": "photo", "agreed": "yes", "given_by": str(HONG.person), "channel": "phone"}
    assert (await client.post(path, data=data)).status_code == 303
    rows = await eyes.fetch("select purpose, agreed from consents")
    assert [tuple(r) for r in rows] == [("photo", True)]
    assert "Take back" in (await client.get(path)).text
    await client.post(f"{path}/withdrawal", data={"purpose": "photo", "given_by": str(HONG.person)})
    assert not await eyes.fetchval(
        "select app.consented($1, 'photo', $2)", XIAOYU.id, clock.today()
    )
    stranger = {**data, "given_by": str(GUO.person)}
    assert (await client.post(path, data=stranger)).status_code == 422


async def test_guardians_are_tried_confirmed_closed_off_and_ended(visitor, eyes):
    client, path = await visitor(MEI), f"/children/{XIAOYU.id}"
    row = await eyes.fetchval("select id from guardians where child = $1", XIAOYU.id)
    tried = {"guardian": str(HONG.person), "way": "phone", "reached": "no"}
    assert (await client.post(f"{path}/attempts", data=tried)).status_code == 303
    for act, column in (
        ("caring", "caring_confirmed_on"),
        ("separation", "separated_on"),
        ("ending", "ends_on"),
    ):
        assert (await client.post(f"{path}/guardians/{row}/{act}")).status_code == 303
        assert await eyes.fetchval(f"select {column} from guardians where id = $1", row), act
    assert (await client.post(f"{path}/guardians/{row}/nothing")).status_code == 404
    assert (await client.post(f"{path}/leaving", data={"because": "年满十八"})).status_code == 303
    assert "left the register" in (await client.get(path)).text


async def test_the_second_of_two_tabs_is_told_before_it_replaces_what_the_first_saved(
    visitor, eyes
):
    client = await visitor(MEI)
    path = f"/children/{XIAOYU.id}/edit/home"

    def opened_on(page) -> str:
        return re.search(r'name="opened_on" value="(\w+)"', page.text)[1]

    mark = opened_on(await client.get(path))
    first = {"opened_on": mark, "night_1": "home", "address": "桥头第三家"}
    assert (await client.post(path, data=first)).status_code == 303
    assert (await client.post(path, data=first)).status_code == 303  # pressed twice
    second = {"opened_on": mark, "night_1": "boarding", "address": ""}
    held = await client.post(path, data=second)
    assert held.status_code == 422
    assert "changed after you opened" in held.text
    assert "House: the record says now “桥头第三家”." in held.text
    assert await eyes.fetchval("select address from care_places where child = $1", XIAOYU.id)
    again = await client.post(path, data=second | {"opened_on": opened_on(held)})
    assert again.status_code == 303
    nights = "select night from week_plan_nights where child = $1 and ends_on is null"
    assert await eyes.fetchval(nights, XIAOYU.id) == "boarding"


async def test_a_save_that_waited_for_another_is_held_back_by_what_the_other_saved(visitor, eyes):
    client = await visitor(MEI)
    path = f"/children/{XIAOYU.id}/edit/home"
    opened = await client.get(path)
    mark = re.search(r'name="opened_on" value="(\w+)"', opened.text)[1]
    other = eyes.transaction()  # somebody else is saving at this very moment
    await other.start()
    await eyes.execute("select from children where id = $1 for no key update", XIAOYU.id)
    await eyes.execute(
        "update care_places set address = '桥头第四家' where child = $1 and ends_on is null",
        XIAOYU.id,
    )
    mine = asyncio.create_task(
        client.post(path, data={"opened_on": mark, "address": "村口", "night_1": "home"})
    )
    waits = "select exists (select from pg_stat_activity where pg_backend_pid() = any (pg_blocking_pids(pid)))"
    while not await eyes.fetchval(waits):
        pass
    await other.commit()
    held = await mine
    assert held.status_code == 422
    assert "House: the record says now “桥头第四家”." in held.text
    address = "select address from care_places where child = $1 and ends_on is null"
    assert await eyes.fetchval(address, XIAOYU.id) == "桥头第四家"
