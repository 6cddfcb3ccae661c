"""The application refuses to serve with a login that row security does not bind."""

import pytest

from carenet.core import database as db
from tests import servers


@pytest.mark.parametrize("role", ["carenet", "carenet_migrator"])
async def test_a_powerful_login_is_refused(root, database, role):
    await db.disconnect()
    before = db.engine().config["dsn"]
    db.engine().config["dsn"] = servers.database_url(root, role, database)
    await db.connect("test")
    with pytest.raises(db.TooPowerful):
        await db.check_login()
    await db.disconnect()
    db.engine().config["dsn"] = before
    await db.connect("test")


async def test_the_applications_own_login_is_taken(database):
    await db.check_login()
