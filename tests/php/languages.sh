#!/bin/sh
# Brings wp-plugin/languages up to date with the sources: .pot, .po (merged), .mo and .l10n.php. Needs gettext and php.
set -eu
cd "$(dirname "$0")/../../wp-plugin"
version=$(sed -n "s/.*\* Version: //p" ledgerbridge.php)
find . -name '*.php' -not -path './languages/*' | sort | xgettext --language=PHP --from-code=UTF-8 --files-from=- \
	--keyword=__:1 --keyword=esc_html__:1 --keyword=esc_attr__:1 --keyword=_n:1,2 \
	--add-comments=translators: --sort-by-file --no-wrap --add-location=file --package-name=Ledgerbridge --package-version="$version" \
	--copyright-holder="Ledgerbridge contributors" --output=languages/ledgerbridge.pot
sed -i '1,/^$/{/^#/d}' languages/ledgerbridge.pot
# No time of day: the file changes only when the texts do.
sed -i 's/charset=CHARSET/charset=UTF-8/; /POT-Creation-Date/d' languages/ledgerbridge.pot
for po in languages/*.po; do
	msgattrib --no-obsolete --no-wrap --output-file="$po" "$po"
	msgmerge --quiet --no-fuzzy-matching --no-wrap --sort-by-file --add-location=file --output-file="$po" "$po" languages/ledgerbridge.pot
	sed -i '/POT-Creation-Date/d' "$po"
	msgfmt --check --statistics -o "${po%.po}.mo" "$po"
	php -r '
		// WordPress 6.5 reads this form first: no parsing. The same entries as the .mo beside it.
		define("ABSPATH", __DIR__);
		$entries = []; $now = null; $entry = [];
		foreach (file($argv[1], FILE_IGNORE_NEW_LINES) as $line) {
			if (preg_match("/^(msgid|msgid_plural|msgstr(?:\[\d\])?) (\".*\")$/", $line, $found)) {
				$now = $found[1]; $entry[$now] = json_decode($found[2]);
			} elseif (preg_match("/^\".*\"$/", $line)) {
				$entry[$now] .= json_decode($line);
			} elseif ("" === $line) {
				$entries[] = $entry; $entry = [];
			}
		}
		$entries[] = $entry;
		$messages = []; $header = "";
		foreach (array_filter($entries) as $entry) {
			$texts = array_values(array_filter($entry, fn ($name) => str_starts_with($name, "msgstr"), ARRAY_FILTER_USE_KEY));
			if ("" === $entry["msgid"]) { $header = $texts[0]; continue; }
			if ("" !== implode("", $texts)) {
				$key = $entry["msgid"] . (isset($entry["msgid_plural"]) ? "\0" . $entry["msgid_plural"] : "");
				$messages[$key] = implode("\0", $texts);
			}
		}
		$fields = [];
		foreach (explode("\n", trim($header)) as $field) {
			[$name, $value] = explode(": ", $field, 2) + ["", ""];
			$fields[strtolower($name)] = $value;
		}
		$shown = ["domain" => "ledgerbridge", "plural-forms" => $fields["plural-forms"], "language" => $fields["language"], "messages" => $messages];
		echo "<?php\nreturn ", var_export($shown, true), ";\n";
	' "$po" > "${po%.po}.l10n.php"
done
