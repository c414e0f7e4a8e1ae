#!/usr/bin/env bash
# Create a virtual environment that can build webagg:  tools/make_venv.sh PYTHON FOLDER
#
# On Debian, venv, the C headers and the compiler are packages of their own;
# those that are missing are installed.
set -euo pipefail
python=$1
folder=$2
here=$(dirname "$0")

command -v "$python" >/dev/null || "$here/apt_install.sh" python3
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "webagg needs Python 3.11 or later; $python is $("$python" --version)." \
        "Choose another: make PYTHON=python3.12 ..." >&2
    exit 1
fi
missing=()
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
[ -e "$("$python" -c 'import sysconfig; print(sysconfig.get_path("include"))')/Python.h" ] ||
    missing+=(python3-dev)
command -v cc >/dev/null || missing+=(gcc libc6-dev)
[ ${#missing[@]} -eq 0 ] || "$here/apt_install.sh" "${missing[@]}"

[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
# Older versions of pip do not know dependency groups.
"$folder/bin/python" -m pip install --quiet --upgrade 'pip>=25.1'
