<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

use Ledgerbridge\Admin\Screen;
use Ledgerbridge\Status\Text;

defined('ABSPATH') || exit;

/** Before a VAT return is due: how store and books of its period compare, mailed once. The service says when. */
final class VatMail
{
    public const OPTION = 'ledgerbridge_vat_mailed';
    private const KEPT = 24;

    /** @param array<mixed> $said docs/contracts.md 5, "vat_return" */
    public static function take(array $said): void
    {
        $days = array_map(static fn (string $name): string => is_string($said[$name] ?? null) ? $said[$name] : '', ['first', 'last']);
        $subject = Text::of($said['subject'] ?? '', get_locale());
        $mailed = array_filter((array) get_option(self::OPTION, []), 'is_string');
        $period = implode('/', $days);
        if ('' === $subject || 1 !== preg_match('#^\d{4}-\d{2}-\d{2}/\d{4}-\d{2}-\d{2}$#', $period) || in_array($period, $mailed, true)) {
            return;
        }
        update_option(self::OPTION, array_slice([...array_values($mailed), $period], -self::KEPT), false);
        $url = add_query_arg(['period' => 'own', 'from' => $days[0], 'to' => $days[1]], Screen::url('report'));
        Alarm::mail(Alarm::shop() . ': ' . sanitize_text_field($subject), Text::of($said['text'] ?? '', get_locale()) . "\n\n" . $url);
    }
}
