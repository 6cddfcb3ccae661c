"""Whoever enrols children sees whose brother or sister is in the group, or goes to another place for the same."""

from datetime import time

from carenet.core import clock
from carenet.scheduling.queries.series import series_page
from carenet.scheduling.services.enrolling import enrol_children
from tests.cast import MEI, QIN, XIAOSHAN, XIAOYU, id_of
from tests.scheduling.conftest import a_course

ELSEWHERE = id_of("another place")


async def test_a_brother_of_who_is_in_the_group_stands_first_and_one_elsewhere_beside_the_name(
    course, act, eyes, visitor
):
    qin = await act(QIN)
    other = await a_course(eyes, qin, room=None, starts_at=time(18), ends_at=time(18, 30))
    await enrol_children(course.id, [XIAOYU.id], clock.today(), by=qin)
    mei = await act(MEI)
    could = (await series_page(course.id, by=mei)).could_join
    assert could[0]["child"] == XIAOSHAN.id
    assert [c["child"] for c in could if c["sibling"]] == [XIAOSHAN.id]
    await enrol_children(other.id, [XIAOSHAN.id], clock.today(), by=qin)
    assert (await series_page(course.id, by=mei)).children[0]["elsewhere"] is None, "one place"
    await eyes.execute(
        """insert into centres select (jsonb_populate_record(c, jsonb_build_object('id', $1::uuid, 'name', '河对岸儿童之家', 'short_code', 'C99'))).*
           from centres c join series s on s.centre = c.id where s.id = $2""",
        ELSEWHERE, other.id,
    )  # fmt: skip
    await eyes.execute("set session_replication_role = replica")
    await eyes.execute("update series set centre = $1 where id = $2", ELSEWHERE, other.id)
    await eyes.execute("set session_replication_role = origin")
    assert (await series_page(course.id, by=mei)).children[0]["elsewhere"] == "河对岸儿童之家"
    page = (await (await visitor(MEI)).get(f"/series/{course.id}")).text
    assert "A brother or sister goes to:" in page
