<?php
declare(strict_types=1);

namespace Ledgerbridge;

defined('ABSPATH') || exit;

/** WooCommerce's log with one source. Never names, addresses, amounts, keys or message bodies: log files may be public. */
final class Log
{
    /** @param array<string, mixed> $facts */
    public static function warning(string $sentence, array $facts = []): void
    {
        wc_get_logger()->warning($sentence, ['source' => 'ledgerbridge'] + $facts);
    }

    /** For code that runs inside a customer's request: what went wrong is kept, and the request goes on. */
    public static function caught(string $where, \Throwable $why): void
    {
        wc_get_logger()->error(
            sprintf('%s: %s (%s:%d)', $where, $why->getMessage(), basename($why->getFile()), $why->getLine()),
            ['source' => 'ledgerbridge']
        );
    }
}
