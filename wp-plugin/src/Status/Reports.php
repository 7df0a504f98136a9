<?php
declare(strict_types=1);

namespace Ledgerbridge\Status;

use Ledgerbridge\Order\Rows;

defined('ABSPATH') || exit;

/** Takes the service's status reports: stored in our own table, told once as an order note, the order never re-saved. */
final class Reports
{
    /** Changes of state worth a note on the order. */
    private const NOTED = ['booked', 'credited', 'attention'];

    public function __construct(private readonly Rows $rows)
    {
    }

    /**
     * @param array<mixed> $reports as docs/contracts.md 5
     * @return array{taken: int[], unknown: int[]}
     */
    public function take(array $reports): array
    {
        $answer = ['taken' => [], 'unknown' => []];
        foreach ($reports as $report) {
            $orderId = is_array($report) && is_numeric($report['order_id'] ?? null) ? (int) $report['order_id'] : 0;
            $known = $orderId > 0 && self::readable($report) && $this->takeOne($orderId, $report);
            $answer[$known ? 'taken' : 'unknown'][] = $orderId;
        }
        return $answer;
    }

    /** @param array<string, mixed> $report */
    private function takeOne(int $orderId, array $report): bool
    {
        $order = wc_get_order($orderId);
        if (! $order instanceof \WC_Order && null === $this->rows->find($orderId)) {
            return false;
        }
        $state = (string) $report['state'];
        $before = $this->rows->report($orderId, (int) $report['version'], $state, self::kept($report));
        if (null !== $before && $before !== $state && in_array($state, self::NOTED, true) && $order instanceof \WC_Order) {
            $order->add_order_note(self::note($state, $report));
        }
        return true;
    }

    /** @param array<string, mixed> $report */
    private static function readable(array $report): bool
    {
        return in_array($report['state'] ?? null, Badge::STATES, true) && is_numeric($report['version'] ?? null);
    }

    /**
     * The parts we show, and no others.
     *
     * @param array<string, mixed> $report
     * @return array<string, mixed>
     */
    private static function kept(array $report): array
    {
        $parts = ['reason', 'problem', 'documents', 'total', 'difference', 'at'];
        return array_intersect_key($report, array_flip($parts));
    }

    /**
     * In the shop's language, for everybody reads it. Escaped: WooCommerce lets some HTML through in notes.
     *
     * @param array<string, mixed> $report
     */
    private static function note(string $state, array $report): string
    {
        $said = ['Exact Online: ' . Badge::label($state) . '.'];
        if ('attention' === $state) {
            foreach (['what', 'why', 'do'] as $part) {
                $said[] = Text::of($report['problem'][$part] ?? null, get_locale());
            }
        } else {
            foreach (Document::of($report) as $document) {
                $said[] = $document->sentence();
            }
        }
        return esc_html(implode(' ', array_filter($said)));
    }
}
