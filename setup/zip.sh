#!/usr/bin/env bash
# dist/ledgerbridge.zip by allow-list: what is not named here does not ship.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf dist/ledgerbridge dist/ledgerbridge.zip
mkdir -p dist/ledgerbridge
for part in ledgerbridge.php uninstall.php readme.txt changelog.txt src templates assets languages; do
  [ -e "wp-plugin/$part" ] && cp -R "wp-plugin/$part" dist/ledgerbridge/
done
cp LICENSE dist/ledgerbridge/license.txt
(cd dist && python3 -m zipfile -c ledgerbridge.zip ledgerbridge)
echo "dist/ledgerbridge.zip: $(python3 -m zipfile -l dist/ledgerbridge.zip | tail -n +2 | wc -l) entries"
