#!/bin/sh
# Make .venv with what is asked for. Usage: make_venv.sh PYTHON EXTRAS STAMP
set -eu
python=$1 extras=$2 stamp=$3

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "sourcecheck needs Python 3.11 or newer; '$python' is not." >&2
    echo "Name another one: make $(basename "$stamp" .ok) PYTHON=/path/to/python3.11" >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    if ! "$python" -m venv .venv; then
        # Debian keeps venv in a package of its own
        rm -rf .venv
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv
            "$python" -m venv .venv
        else
            echo "python3-venv is missing: sudo apt-get install python3-venv" >&2
            exit 1
        fi
    fi
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable "$extras"
touch "$stamp"
