"""What a database administrator is given is what `carenet roles` runs."""

from pathlib import Path

from carenet.core.roles import ROLES_SQL

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def test_the_file_for_administrators_is_the_text_that_the_command_runs():
    assert (DEPLOY / "roles.sql").read_text().endswith(ROLES_SQL)


async def test_roles_may_be_made_again_with_the_same_result(root, database, eyes):
    from carenet.core.roles import ensure_roles
    from tests import servers

    query = "select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname like 'carenet%' order by 1"
    before = [tuple(r) for r in await eyes.fetch(query)]
    await ensure_roles(servers.database_url(root, "carenet", database))
    assert [tuple(r) for r in await eyes.fetch(query)] == before
