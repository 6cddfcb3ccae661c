"""The database's roles. Run once by a superuser, any number of times with the same result.

Migrations only GRANT to these roles: a migrator may not create roles, and in a second database of
the same cluster they exist already. `deploy/roles.sql` is this text for a database administrator.
"""

import asyncpg

ROLES_SQL = """
DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT * FROM (VALUES
    ('carenet_owner',    'NOLOGIN'),
    ('carenet_sealed',   'NOLOGIN BYPASSRLS'),
    ('carenet_officer',  'NOLOGIN'),
    ('carenet_area',     'NOLOGIN'),
    ('carenet_helper',   'NOLOGIN'),
    ('carenet_report',   'NOLOGIN'),
    ('carenet_migrator', 'LOGIN BYPASSRLS'),
    ('carenet_backup',   'LOGIN BYPASSRLS'),
    ('carenet_worker',   'LOGIN NOSUPERUSER NOBYPASSRLS'),
    ('carenet_app',      'LOGIN NOSUPERUSER NOBYPASSRLS'),
    ('carenet_test',     'LOGIN NOSUPERUSER NOBYPASSRLS')
  ) AS t(name, options) LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r.name) THEN
      EXECUTE format('CREATE ROLE %I %s', r.name, r.options);
    END IF;
  END LOOP;
END $$;
GRANT carenet_owner, carenet_sealed TO carenet_migrator;
GRANT pg_read_all_data TO carenet_backup;
GRANT carenet_officer, carenet_area, carenet_helper TO carenet_app WITH INHERIT FALSE, SET TRUE;
GRANT carenet_app, carenet_migrator, carenet_officer, carenet_area, carenet_helper, carenet_worker
  TO carenet_test WITH INHERIT FALSE, SET TRUE;
ALTER ROLE carenet_worker SET statement_timeout = '60s';
ALTER ROLE carenet_app SET statement_timeout = '20s';
ALTER ROLE carenet_app SET idle_in_transaction_session_timeout = '60s';
DO $$ BEGIN
  EXECUTE format('GRANT CREATE, CONNECT, TEMPORARY ON DATABASE %I TO carenet_owner', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO carenet_app, carenet_worker, carenet_migrator, carenet_backup, carenet_test', current_database());
END $$;
GRANT USAGE, CREATE ON SCHEMA public TO carenet_owner;
GRANT USAGE ON SCHEMA public TO carenet_sealed, carenet_officer, carenet_area, carenet_helper, carenet_app, carenet_worker, carenet_report;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""


async def ensure_roles(superuser_url: str) -> None:
    """Make the roles and extensions where they are missing."""
    connection = await asyncpg.connect(superuser_url)
    try:
        await connection.execute("select pg_advisory_lock(72612019)")
        await connection.execute(ROLES_SQL)
        # A log that repeats parameters would hold tokens and names; only a superuser may set this.
        await connection.execute(
            "alter role carenet_app set log_parameter_max_length = 0;"
            "alter role carenet_app set log_parameter_max_length_on_error = 0;"
            "alter role carenet_worker set log_parameter_max_length = 0;"
            "alter role carenet_worker set log_parameter_max_length_on_error = 0"
        )
    finally:
        await connection.close()
