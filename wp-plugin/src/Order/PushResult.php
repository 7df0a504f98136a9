<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

defined('ABSPATH') || exit;

/** What came of a push, carried over the redirect as three numbers and said in words on the next screen. */
final class PushResult
{
    public const ARG = 'ledgerbridge_pushed';
    public const REVERSING = 'reversing';
    public const NOT_WAITING = 'not-waiting';
    public const AWAY = 'away';

    /** @param array{sent: int, queued: int, ignored: int} $result */
    public static function code(array $result): string
    {
        return "{$result['sent']}-{$result['queued']}-{$result['ignored']}";
    }

    public static function show(): void
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- a word or three numbers, shown.
        $code = isset($_GET[self::ARG]) ? sanitize_text_field(wp_unslash((string) $_GET[self::ARG])) : '';
        if (in_array($code, [self::REVERSING, self::NOT_WAITING, self::AWAY], true)) {
            printf('<div class="notice notice-%s is-dismissible"><p>%s</p></div>', self::REVERSING === $code ? 'success' : 'warning', esc_html(self::reversed($code)));
            return;
        }
        if (! preg_match('/^(\d+)-(\d+)-(\d+)$/', $code, $numbers)) {
            return;
        }
        [, $sent, $queued, $ignored] = array_map('intval', $numbers);
        printf(
            '<div class="notice notice-%s is-dismissible"><p>%s</p></div>',
            $queued > 0 || 0 === $sent ? 'warning' : 'success',
            esc_html(implode(' ', array_filter([self::sent($sent), self::queued($queued), self::ignored($ignored)])))
        );
    }

    private static function reversed(string $code): string
    {
        return match ($code) {
            self::REVERSING => __('What stands in Exact is credited now, and the order booked again as it is; you see it here in a moment.', 'ledgerbridge'),
            self::NOT_WAITING => __('Nothing was credited: the order does not wait for that any more. Look at what the box says now.', 'ledgerbridge'),
            default => __('The service does not answer just now. Nothing was credited; try again in a moment.', 'ledgerbridge'),
        };
    }

    private static function sent(int $count): string
    {
        if (0 === $count) {
            return '';
        }
        /* translators: %d: number of orders */
        return sprintf(_n('%d order was handed over; what Exact says shows up here by itself.', '%d orders were handed over; what Exact says shows up here by itself.', $count, 'ledgerbridge'), $count);
    }

    private static function queued(int $count): string
    {
        if (0 === $count) {
            return '';
        }
        return sprintf(
            /* translators: %d: number of orders */
            _n(
                'The service did not answer in time: %d order waits and is sent by itself, nothing is lost.',
                'The service did not answer in time: %d orders wait and are sent by themselves, nothing is lost.',
                $count,
                'ledgerbridge'
            ),
            $count
        );
    }

    private static function ignored(int $count): string
    {
        if (0 === $count) {
            return '';
        }
        /* translators: %d: number of orders */
        return sprintf(_n('%d draft was left out.', '%d drafts were left out.', $count, 'ledgerbridge'), $count);
    }
}
