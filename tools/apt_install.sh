#!/usr/bin/env bash
# Install Debian packages, with sudo when not root:  tools/apt_install.sh PACKAGE...
set -euo pipefail

if ! command -v apt-get >/dev/null; then
    echo "Missing here: $*. There is no apt-get to install them; please do it by hand." >&2
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
fi
install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
    apt-get install -y -qq --no-install-recommends "$@")

echo "Installing with apt-get: $*"
# A missing or outdated package list is the usual reason for a first failure.
"${install[@]}" >/dev/null 2>&1 || { "${as_root[@]}" apt-get update -qq && "${install[@]}" >/dev/null; }
