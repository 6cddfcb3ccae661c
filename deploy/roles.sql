-- The roles of carenet, to be run once by a database superuser; the same text as `carenet roles`.

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
