"""Host homes: who writes one down, who lives there. How one is taken on: tests/safeguarding/test_taking_on.py."""

import pytest

from carenet.core.refusals import NotFound
from carenet.people.services.host_families import add_host_family
from tests.cast import BIN, GUO, LAN, MEI, THERE
from tests.safeguarding.homes import nominated

HOME = {"beds": 2, "girls": True, "boys": True, "full_care": True, "school_minutes": 10}


async def test_nobody_writes_a_home_down_outside_the_own_scope(act):
    with pytest.raises(NotFound):
        await add_host_family("x", THERE, **HOME, by=await act(MEI))


async def test_the_pages_add_an_adult_and_lead_to_the_steps(visitor, act, eyes):
    way, family = await nominated(act, eyes)
    mei, path = await visitor(MEI), f"/host-families/{family}"
    data = {"name": "石安", "sex": "m", "relation": "father", "mobile": "123"}
    wrong = await mei.post(f"{path}/adults", data=data)
    assert wrong.status_code == 422
    assert 'value="father"' in wrong.text
    data["mobile"] = "13500001234"
    assert (await mei.post(f"{path}/adults", data=data)).status_code == 303
    shown = await (await visitor(LAN)).get(path)
    assert f"/taking-on/{way}" in shown.text
    assert "石安" in shown.text
    assert "桂兰芝家" in (await mei.get("/host-families")).text
    assert (await (await visitor(GUO)).get(path)).status_code == 404
    assert (await (await visitor(BIN)).get("/host-families")).status_code == 403
