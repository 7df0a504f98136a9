#!/usr/bin/env bash
# What the tests with real servers need beside Python. As root it installs them; else it says what is missing,
# and the tests that need it are skipped by name.
set -euo pipefail

missing=()
need() { command -v "$1" >/dev/null 2>&1 || missing+=("${@:2}"); }
need php php-cli php-mysql php-xml php-mbstring php-curl php-intl php-gd php-zip
need mariadbd mariadb-server
need redis-server redis-server
need chromium chromium
need phpunit phpunit
need msgfmt gettext
need npm npm
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # Nothing that is installed may start by itself: the tests start their own servers, on their own ports.
  policy=/usr/sbin/policy-rc.d
  if ! [ -e "$policy" ]; then printf '#!/bin/sh\nexit 101\n' > "$policy"; chmod +x "$policy"; trap 'rm -f "$policy"' EXIT; fi
  apt-get update -qq
  apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "Not installed on this machine (run as root, or install them): ${missing[*]}"
fi
