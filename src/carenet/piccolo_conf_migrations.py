"""What Piccolo finds under `carenet migrate`: a plain engine on the migration login."""

import os

from piccolo.conf.apps import AppRegistry
from piccolo.engine.postgres import PostgresEngine

from carenet.core.settings import load

DB = PostgresEngine({"dsn": load(os.environ).migration_database_url}, extensions=())
APP_REGISTRY = AppRegistry(apps=["carenet.piccolo_app"])
