#!/bin/sh
# Makes .venv and installs what deploy/requirements.lock names. Needs a Python from 3.11 to 3.14, nothing else.
set -eu
cd "$(dirname "$0")/.."

fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'
for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$python" >/dev/null 2>&1 && "$python" -c "$fits" 2>/dev/null; then
        exec "$python" deploy/setup.py
    fi
done
echo "carenet needs Python 3.11, 3.12, 3.13 or 3.14, and none is on PATH. On Debian or Ubuntu: apt install python3 (or name one: make PYTHON=/path/to/python3.12 …)" >&2
exit 2
