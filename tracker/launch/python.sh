#!/bin/sh
# Runs its arguments with the first Python that can carry Answerable. A name proves nothing (a pyenv shim exists and
# fails, Debian's python3 may come without venv), so every candidate is made to show what it can do.

able='import sys, ssl, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
version='import sys; print("%d.%d.%d" % sys.version_info[:3])'
seen=''

for python in ${PYTHON:+"$PYTHON"} python3.14 python3.13 python3.12 python3.11 python3 \
    "${HOME:-/nonexistent}"/.pyenv/versions/3.*/bin/python3; do
    if "$python" -I -c "$able" </dev/null >/dev/null 2>&1; then
        exec "$python" "$@"
    fi
    if found=$("$python" -I -c "$version" </dev/null 2>/dev/null); then
        seen="$seen $python is $found;"
    fi
done

echo "Answerable needs Python 3.11 or newer with its venv module;${seen:- no Python was found;}" \
    "install one (on Debian: apt install python3 python3-venv) or name it: make run PYTHON=/path/to/python3" >&2
exit 1
