"""Two drafts stand side by side: what each reaches and whom they place differently."""

from carenet.matching.queries.beside import beside
from carenet.matching.services import move
from tests.cast import ADUO, LAN, LIAN, PING
from tests.matching.builders import a_draft, a_round, proposals, solved


async def test_two_drafts_differ_where_a_line_was_moved_by_hand(act, eyes, visitor, worker):
    first = await a_draft(act, eyes, worker)
    second = await a_round(act)
    await solved(act, worker, second)
    by = await act(LAN)
    assert (await beside(first, second, None, by=by)).apart.rows == []
    line = (await proposals(eyes, second, "draft"))[ADUO.id]
    to = LIAN if line["person"] == PING.person else PING
    await move(line["id"], to.person, "neighbours", by=by)
    (row,) = (await beside(first, second, None, by=by)).apart.rows
    assert (row["child"], row["right_helper"]) == (ADUO.id, to.name)
    client = await visitor(LAN)
    at = f"/matching/rounds/{first}/beside/{second}"
    assert at in (await client.get(f"/matching/rounds/{first}")).text
    shown = await client.get(at)
    assert shown.status_code == 200
    assert ADUO.name in shown.text
    assert to.name in shown.text
    log = "select count(*) from read_log where child = $1 and account = $2"
    assert await eyes.fetchval(log, ADUO.id, LAN.account) > 0


async def test_an_unsolved_round_stands_beside_nothing(act, eyes, visitor, worker):
    first = await a_draft(act, eyes, worker)
    opened = await a_round(act)
    client = await visitor(LAN)
    assert (await client.get(f"/matching/rounds/{first}/beside/{opened}")).status_code == 404
