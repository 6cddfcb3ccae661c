"""What Piccolo finds in the running product: an engine that refuses queries outside a scope."""

import os

from piccolo.conf.apps import AppRegistry

from carenet.core.database import engine_for
from carenet.core.settings import load

DB = engine_for(load(os.environ).database_url)
APP_REGISTRY = AppRegistry(apps=["carenet.piccolo_app"])
