"""The processes that act when nobody is looking. They log in under a role of their own."""

import os

if own := os.environ.get("CARENET_WORKER_DATABASE_URL"):
    os.environ["CARENET_DATABASE_URL"] = own
