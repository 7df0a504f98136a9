<?php
/** The plugin's pure classes without WordPress: only what they call of it, in its simplest form. */

declare(strict_types=1);

define('ABSPATH', __DIR__);

spl_autoload_register(
    static function (string $class): void {
        $file = dirname(__DIR__, 3) . '/wp-plugin/src/' . strtr(substr($class, strlen('Ledgerbridge\\')), '\\', '/') . '.php';
        if (str_starts_with($class, 'Ledgerbridge\\') && is_file($file)) {
            require $file;
        }
    }
);

function __(string $text, string $domain): string
{
    return $text;
}

function esc_html(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES);
}

function esc_attr(string $text): string
{
    return htmlspecialchars($text, ENT_QUOTES);
}

function get_user_locale(): string
{
    return 'nl_NL';
}
