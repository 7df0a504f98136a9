#!/usr/bin/env bash
# Every PHP file must parse.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v php >/dev/null || { echo "skipped: php is not installed"; exit 0; }
count=0
while IFS= read -r file; do php -l "$file" >/dev/null || { php -l "$file"; exit 1; }; count=$((count + 1)); done \
  < <(git ls-files '*.php')
echo "php -l: $count files parse"
