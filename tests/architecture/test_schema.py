"""Tables, migrations and row security agree; nobody without a duty sees a row."""

import importlib
import re
from pathlib import Path

import pytest
from piccolo.columns import ForeignKey, OnDelete
from piccolo.table import Table

from carenet.core.columns import DATA_CLASSES
from carenet.piccolo_app import TABLE_MODULES

ROOT = Path(__file__).resolve().parents[2]
ACTING = ("carenet_officer", "carenet_area", "carenet_helper")


def tables() -> list[type[Table]]:
    return [
        thing
        for module in TABLE_MODULES
        for thing in vars(importlib.import_module(module)).values()
        if isinstance(thing, type) and issubclass(thing, Table) and thing.__module__ == module
    ]


@pytest.mark.parametrize("table", tables(), ids=lambda t: t._meta.tablename)
def test_every_table_says_what_a_row_means_and_classes_every_column(table):
    assert table.__doc__
    assert table.__doc__.strip().endswith(".") or "\n" in table.__doc__
    for column in table._meta.columns:
        assert column._meta.help_text in DATA_CLASSES, column._meta.name
        if isinstance(column, ForeignKey):
            assert column._foreign_key_meta.on_delete is OnDelete.restrict
            assert column._meta.index


async def test_the_migrated_database_has_exactly_the_tables_columns_and_nulls_that_are_declared(
    eyes,
):
    rows = await eyes.fetch(
        """select table_name, column_name, is_nullable from information_schema.columns
           where table_schema = 'public' and table_name <> 'migration'"""
    )
    there = {(r["table_name"], r["column_name"]): r["is_nullable"] == "YES" for r in rows}
    declared = {
        (t._meta.tablename, c._meta.db_column_name): bool(c._meta.null)
        for t in tables()
        for c in t._meta.columns
    }
    assert there == declared


async def test_every_foreign_key_restricts_and_is_indexed(eyes):
    loose = await eyes.fetch(
        """select conrelid::regclass::text as t, conname from pg_constraint
           where contype = 'f' and connamespace = 'public'::regnamespace and confdeltype <> 'r'"""
    )
    assert not loose
    bare = await eyes.fetch(
        """select c.conrelid::regclass::text as t, c.conname from pg_constraint c
           where c.contype = 'f' and c.connamespace = 'public'::regnamespace
             and not exists (select from pg_index i where i.indrelid = c.conrelid
               and (i.indkey::int2[])[0] = any (c.conkey))"""
    )
    assert not bare


# No grant to any acting role: written through definer functions alone.
CLOSED = {"read_log", "census_rounds"}


async def guarded(eyes) -> set[str]:
    rows = await eyes.fetch(
        """select distinct table_name from information_schema.columns where table_schema = 'public'
             and (column_name = 'child' or table_name in ('children', 'care_households'))"""
    )
    return {r["table_name"] for r in rows} - CLOSED


async def test_every_table_with_a_child_in_it_is_under_forced_row_security(eyes):
    for table in await guarded(eyes):
        row = await eyes.fetchrow(
            """select relrowsecurity and relforcerowsecurity as forced,
                 exists (select from pg_policy where polrelid = c.oid) as policed
               from pg_class c where relname = $1 and relnamespace = 'public'::regnamespace""",
            table,
        )
        assert row["forced"], table
        assert row["policed"], table


async def test_without_a_context_no_acting_role_sees_a_row(eyes, database):
    from carenet.core.database import engine

    found = 0
    for table in sorted(await guarded(eyes)):
        found += await eyes.fetchval(f"select count(*) from {table}")
        for role in ACTING:
            async with engine().pool.acquire() as connection, connection.transaction():
                await connection.execute("select set_config('role', $1, true)", role)
                allowed = await connection.fetchval(
                    "select has_table_privilege($1, $2, 'select')", role, table
                )
                if allowed:
                    seen = await connection.fetchval(f"select count(*) from {table}")
                    assert seen == 0, (role, table)
    assert found > 20, "the world is empty: this test would prove nothing"


async def test_the_application_itself_may_read_no_table_of_people(eyes):
    people = ("people", "accounts", "sign_ins", "duties", "links")
    for table in (*sorted(await guarded(eyes)), *people):
        assert not await eyes.fetchval(
            "select has_table_privilege('carenet_app', $1, 'select')", table
        ), table


async def test_the_application_owns_nothing_and_bypasses_nothing(eyes):
    row = await eyes.fetchrow(
        """select rolsuper or rolbypassrls as above,
             exists (select from pg_class c where c.relowner = r.oid) as owns
           from pg_roles r where rolname = 'carenet_app'"""
    )
    assert not row["above"]
    assert not row["owns"]


async def test_no_role_may_truncate(eyes):
    rows = await eyes.fetch(
        """select grantee, table_name from information_schema.role_table_grants
           where privilege_type = 'TRUNCATE' and table_schema = 'public'
             and grantee like 'carenet%' and grantee not in ('carenet_owner', 'carenet_migrator')"""
    )
    assert not rows


async def test_definer_functions_fix_their_search_path_and_are_not_public(eyes):
    rows = await eyes.fetch(
        """select p.proname, p.proconfig, has_function_privilege('public', p.oid, 'execute') as open_
           from pg_proc p where pronamespace = 'app'::regnamespace and p.prosecdef"""
    )
    assert len(rows) > 20
    for row in rows:
        assert any(re.match(r'search_path=(""|)$', c) for c in row["proconfig"] or []), row[
            "proname"
        ]
        assert not row["open_"], row["proname"]


async def test_migrations_are_one_linear_history(eyes):
    ids = [
        re.search(r'^ID = "(.+)"$', p.read_text(), re.MULTILINE)[1]
        for p in sorted((ROOT / "migrations").glob("m*.py"))
    ]
    done = [r["name"] for r in await eyes.fetch("select name from migration order by name")]
    assert sorted(ids) == done
    assert len(set(ids)) == len(ids)
