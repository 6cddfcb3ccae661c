"""carenet sees that no child left behind in a village goes without care."""

import os

os.environ.setdefault("PICCOLO_CONF", "carenet.piccolo_conf")
__version__ = "0.1.0"
