#!/usr/bin/env bash
# The virtualenv with everything pinned. Works where python3-venv is missing, too.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON to one." >&2; exit 1; }
if ! [ -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  echo "Setting up the virtualenv …"
  rm -rf .venv
  "$python" -m venv .venv 2>/dev/null || {
    rm -rf .venv
    "$python" -m pip install --quiet --user --break-system-packages virtualenv 2>/dev/null || "$python" -m pip install --quiet --user virtualenv
    "$python" -m virtualenv --quiet .venv
  }
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]' 2> >(grep -v '^WARNING' >&2)
