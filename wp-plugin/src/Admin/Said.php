<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Service\Refused;

defined('ABSPATH') || exit;

/** One sentence carried over a redirect to the next screen of the same user. */
final class Said
{
    /** @param array<string, mixed> $more what the next screen needs besides (entered values, errors by field) */
    public static function remember(string $kind, string $text, array $more = []): void
    {
        set_transient(self::name(), ['kind' => $kind, 'text' => $text, 'more' => $more], 5 * MINUTE_IN_SECONDS);
    }

    /** @var array<string, mixed> */
    private static array $more = [];

    public static function show(): void
    {
        $said = get_transient(self::name());
        delete_transient(self::name());
        self::$more = is_array($said) ? (array) $said['more'] : [];
        if (is_array($said)) {
            self::notice((string) $said['kind'], (string) $said['text']);
        }
    }

    /** @return array<string, mixed> */
    public static function more(): array
    {
        return self::$more;
    }

    /** @param string $kind success | warning | error | info */
    public static function notice(string $kind, string $text): void
    {
        printf('<div class="notice notice-%s inline"><p>%s</p></div>', esc_attr($kind), esc_html($text));
    }

    /** The service said no to what a page asked, or does not answer. */
    public static function refused(Refused $why): void
    {
        self::notice('error', $why->away() ? __('The service does not answer just now. Nothing is lost; try again in a moment.', 'ledgerbridge') . ' (' . $why->getMessage() . ')' : $why->getMessage());
    }

    private static function name(): string
    {
        return 'ledgerbridge_said_' . get_current_user_id();
    }
}
