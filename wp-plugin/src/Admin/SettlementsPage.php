<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Plugin;
use Ledgerbridge\Service\Desk;
use Ledgerbridge\Service\Refused;

defined('ABSPATH') || exit;

/**
 * The third section: a payment provider's settlement file is read, and the screen says what the clearing account should
 * be (0.00), what it is, and because of which orders. The file goes to the service and is not kept in the shop.
 */
final class SettlementsPage
{
    private const FILE = 'ledgerbridge_settlement';
    private const LARGEST = 8 * 1024 * 1024;

    /** What a signed call may carry (contracts 3): 1 MiB with everything around it. */
    private const LARGEST_CALL = 900 * 1024;

    public function __construct(private readonly Plugin $plugin)
    {
    }

    public function show(): void
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- only chooses what is read.
        $id = isset($_GET['settlement']) ? absint($_GET['settlement']) : 0;
        try {
            $read = $this->plugin->desk->call('settlements', 0 === $id ? [] : ['id' => $id]);
        } catch (Refused $why) {
            Said::refused($why);
            $read = [];
        }
        $settlements = array_values(array_filter((array) ($read['settlements'] ?? []), 'is_array'));
        if (0 !== $id) {
            echo '<p><a href="' . esc_url(Screen::url('settlements')) . '">← ' . esc_html__('All settlements', 'ledgerbridge') . '</a></p>';
            array_map(fn (array $one) => $this->showOne($one), $settlements);
            return;
        }
        $this->showUpload();
        $this->showList($settlements);
    }

    private function showUpload(): void
    {
        echo '<h2>' . esc_html__('Read a settlement', 'ledgerbridge') . '</h2>';
        echo '<p>' . esc_html__('Download the settlement or payout report (CSV) from Mollie, Stripe, PayPal or Adyen and choose it here. Nothing is booked before you say so; the same file twice counts once.', 'ledgerbridge') . '</p>';
        echo '<p><label for="' . esc_attr(self::FILE) . '">' . esc_html__('File', 'ledgerbridge') . '</label> ';
        echo '<input type="file" id="' . esc_attr(self::FILE) . '" name="' . esc_attr(self::FILE) . '" accept=".csv,.txt,text/csv"> ';
        echo '<label for="ledgerbridge_journal">' . esc_html__('Journal (only where none is chosen under Payments received)', 'ledgerbridge') . '</label> ';
        echo '<input type="text" id="ledgerbridge_journal" name="ledgerbridge_journal" class="small-text" maxlength="20"> ';
        echo '<button type="submit" name="save" value="read_settlement" class="button button-primary">' . esc_html__('Read', 'ledgerbridge') . '</button></p>';
    }

    /** @param array<array<string, mixed>> $settlements */
    private function showList(array $settlements): void
    {
        echo '<h2>' . esc_html__('Settlements', 'ledgerbridge') . '</h2>';
        if ([] === $settlements) {
            echo '<p>' . esc_html__('None was read yet.', 'ledgerbridge') . '</p>';
            return;
        }
        $rows = array_map(
            static fn (array $one): array => [
                '<a href="' . esc_url(add_query_arg('settlement', absint($one['id'] ?? 0), Screen::url('settlements'))) . '">' . esc_html(ucfirst(Table::text($one, 'provider'))) . ' ' . esc_html(Table::text($one, 'last_day')) . '</a>',
                esc_html(Table::text($one, 'currency')),
                esc_html(Table::text($one, 'journal')),
                esc_html(Table::text($one, 'read_by')),
                self::booked($one),
            ],
            $settlements
        );
        Table::show(
            [__('Settlement', 'ledgerbridge'), __('Currency', 'ledgerbridge'), __('Journal', 'ledgerbridge'), __('Read by', 'ledgerbridge'), __('Fees and payouts', 'ledgerbridge')],
            $rows
        );
    }

    /** @param array<string, mixed> $one */
    private function showOne(array $one): void
    {
        $report = is_array($one['report'] ?? null) ? $one['report'] : null;
        echo '<h2>' . esc_html(ucfirst(Table::text($one, 'provider')) . ' ' . Table::text($one, 'last_day')) . '</h2>';
        if (null === $report) {
            Said::notice('info', __('Every row of this file stood in a file that was read before; it counts there.', 'ledgerbridge'));
            return;
        }
        $currency = Table::text($report, 'currency');
        $zero = is_numeric($report['balance'] ?? null) && 0.0 === (float) $report['balance'];
        Said::notice(
            $zero ? 'success' : 'warning',
            $zero
                ? __('The clearing account should be 0.00 after this payout, and is.', 'ledgerbridge')
                /* translators: %s: an amount of money */
                : sprintf(__('The clearing account should be 0.00 after this payout, and is %s, because of the rows below.', 'ledgerbridge'), Table::text($report, 'balance') . " $currency")
        );
        $sums = [
            __('Received', 'ledgerbridge') => 'gross',
            __('Costs of the provider', 'ledgerbridge') => 'fees',
            __('Paid out', 'ledgerbridge') => 'paid_out',
            __('Booked as received', 'ledgerbridge') => 'booked',
        ];
        echo '<table class="form-table ledgerbridge-facts"><tbody>';
        foreach ($sums as $label => $name) {
            echo '<tr><th scope="row">' . esc_html($label) . '</th><td>' . esc_html(Table::text($report, $name) . " $currency") . '</td></tr>';
        }
        echo '<tr><th scope="row">' . esc_html__('Payments matched', 'ledgerbridge') . '</th><td>' . absint($report['matched'] ?? 0) . '</td></tr></tbody></table>';
        $this->showCauses((array) ($report['causes'] ?? []), $currency);
        $this->showBooking($one);
    }

    /** @param array<mixed> $causes */
    private function showCauses(array $causes, string $currency): void
    {
        $causes = array_values(array_filter($causes, 'is_array'));
        if ([] === $causes) {
            return;
        }
        echo '<h3>' . esc_html__('Why it is not 0.00', 'ledgerbridge') . '</h3>';
        $rows = array_map(
            static fn (array $cause): array => [
                self::orderLink($cause),
                esc_html(self::cause(Table::text($cause, 'kind'))),
                esc_html(trim(Table::text($cause, 'what') . ' ' . Table::text($cause, 'reference'))),
                esc_html(Table::text($cause, 'booked')),
                esc_html(Table::text($cause, 'settled')),
                esc_html(Table::text($cause, 'amount') . " $currency"),
            ],
            $causes
        );
        Table::show(
            [__('Order', 'ledgerbridge'), __('Reason', 'ledgerbridge'), __('At the provider', 'ledgerbridge'), __('Booked', 'ledgerbridge'), __('Settled', 'ledgerbridge'), __('Difference', 'ledgerbridge')],
            $rows
        );
    }

    /** @param array<string, mixed> $one */
    private function showBooking(array $one): void
    {
        echo '<h3>' . esc_html__('Fees and payouts', 'ledgerbridge') . '</h3><p>' . self::booked($one) . '</p>'; // phpcs:ignore WordPress.Security.EscapeOutput -- booked() escapes.
        if (is_array($one['booked'] ?? null)) {
            return;
        }
        echo '<input type="hidden" name="ledgerbridge_settlement_id" value="' . absint($one['id'] ?? 0) . '">';
        echo '<p class="submit"><button type="submit" name="save" value="book_settlement" class="button button-primary">' . esc_html__('Book fees and payouts in Exact', 'ledgerbridge') . '</button></p>';
    }

    /**
     * @param array<string, mixed> $files $_FILES
     * @param array<string, mixed> $input the posted fields, unslashed
     * @throws Refused
     */
    public function read(array $files, array $input): string
    {
        $file = is_array($files[self::FILE] ?? null) ? $files[self::FILE] : [];
        $path = (string) ($file['tmp_name'] ?? '');
        if (UPLOAD_ERR_OK !== ($file['error'] ?? UPLOAD_ERR_NO_FILE) || ! is_readable($path) || 0 === (int) filesize($path)) {
            Said::remember('error', __('Choose a file first; it may be empty or too large for this server.', 'ledgerbridge'));
            return Screen::url('settlements');
        }
        if (filesize($path) > self::LARGEST) {
            Said::remember('error', self::tooLarge());
            return Screen::url('settlements');
        }
        $content = base64_encode((string) gzencode((string) file_get_contents($path), 9));
        wp_delete_file($path);
        if (strlen($content) > self::LARGEST_CALL) {
            Said::remember('error', self::tooLarge());
            return Screen::url('settlements');
        }
        $journal = sanitize_text_field((string) ($input['ledgerbridge_journal'] ?? ''));
        $read = $this->plugin->desk->call('settlements', ['content' => $content] + ('' === $journal ? [] : ['journal' => $journal]), Desk::ACTION);
        $settlements = array_values(array_filter((array) ($read['settlements'] ?? []), 'is_array'));
        $first = absint($settlements[0]['id'] ?? 0);
        $known = (int) array_sum(array_map(static fn (array $one): int => (int) ($one['known_rows'] ?? 0), $settlements));
        Said::remember(
            'success',
            0 === $known
                ? __('The settlement was read. Nothing is booked yet.', 'ledgerbridge')
                /* translators: %d: a number of rows */
                : sprintf(_n('The settlement was read; %d row stood in an earlier file and counts there.', 'The settlement was read; %d rows stood in an earlier file and count there.', $known, 'ledgerbridge'), $known)
        );
        return 1 === count($settlements) && 0 !== $first ? add_query_arg('settlement', $first, Screen::url('settlements')) : Screen::url('settlements');
    }

    /**
     * @param array<string, mixed> $input the posted fields, unslashed
     * @throws Refused
     */
    public function book(array $input): string
    {
        $id = absint($input['ledgerbridge_settlement_id'] ?? 0);
        $back = add_query_arg('settlement', $id, Screen::url('settlements'));
        try {
            $this->plugin->desk->call('settlement_book', ['id' => $id], Desk::ACTION);
        } catch (Refused $why) {
            Said::remember('error', $why->getMessage());
            return $back;
        }
        Said::remember('success', __('Fees and payouts are booked.', 'ledgerbridge'));
        return $back;
    }

    private static function tooLarge(): string
    {
        return __('This file is too large to read at once. Download the report for a shorter period, for example a week, and read these one by one.', 'ledgerbridge');
    }

    private static function cause(string $kind): string
    {
        return match ($kind) {
            'not_booked' => __('Settled by the provider, not booked as received', 'ledgerbridge'),
            'not_settled' => __('Booked as received, not in this settlement', 'ledgerbridge'),
            'differs' => __('Another amount at the provider', 'ledgerbridge'),
            'correction' => __('Correction by the provider', 'ledgerbridge'),
            'not_paid_out' => __('Not paid out yet', 'ledgerbridge'),
            default => $kind,
        };
    }

    /** @param array<string, mixed> $cause escaped */
    private static function orderLink(array $cause): string
    {
        $order = absint($cause['order_id'] ?? 0) > 0 ? wc_get_order(absint($cause['order_id'])) : false;
        $number = Table::text($cause, 'number');
        if (! $order instanceof \WC_Order) {
            return esc_html('' === $number ? '–' : $number);
        }
        return '<a href="' . esc_url($order->get_edit_order_url()) . '">' . esc_html('' === $number ? (string) $order->get_id() : $number) . '</a>';
    }

    /** @param array<string, mixed> $one escaped: what stands in Exact of it */
    private static function booked(array $one): string
    {
        $booked = is_array($one['booked'] ?? null) ? $one['booked'] : null;
        if (null === $booked) {
            return esc_html__('not booked', 'ledgerbridge');
        }
        $number = Table::text($booked, 'number');
        $url = esc_url(Table::text($booked, 'url'), ['http', 'https']);
        $name = esc_html('' === $number ? __('booked', 'ledgerbridge') : $number);
        $said = '' === $url ? $name : '<a href="' . $url . '" target="_blank" rel="noopener">' . $name . '</a>';
        $difference = Table::text($booked, 'difference');
        return $said . ('' === $difference ? '' : ' (' . esc_html__('Difference', 'ledgerbridge') . ' ' . esc_html($difference) . ')');
    }
}
