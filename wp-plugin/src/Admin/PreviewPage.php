<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Plugin;
use Ledgerbridge\Service\Refused;
use Ledgerbridge\Status\Document;
use Ledgerbridge\Status\Text;

defined('ABSPATH') || exit;

/**
 * What would be booked, and why: for one order, or for those of a period. The service makes the very plan it books by;
 * nothing is sent to Exact and nothing is kept. Without JavaScript; one question to the service a page.
 */
final class PreviewPage
{
    private const PER_PAGE = 20;

    /** Seconds for the plans of a page; a service that is down says so at once. */
    private const PATIENCE = 10;

    /** Bytes of orders in one call: what the service takes (1 MB), less what stands around them. */
    private const LARGEST_CALL = 900 * 1024;

    public function __construct(private readonly Plugin $plugin)
    {
    }

    /** @param array<string, mixed> $input the posted fields, unslashed; where the filter's button leads */
    public static function filtered(array $input): string
    {
        $dates = array_filter(['from' => self::date($input['ledgerbridge_from'] ?? ''), 'to' => self::date($input['ledgerbridge_to'] ?? '')]);
        return add_query_arg($dates, Screen::url('preview'));
    }

    public static function url(int $orderId): string
    {
        return add_query_arg('order_id', $orderId, Screen::url('preview'));
    }

    public function show(): void
    {
        // phpcs:disable WordPress.Security.NonceVerification -- only chooses what is looked at.
        $one = isset($_GET['order_id']) ? absint($_GET['order_id']) : 0;
        $from = self::date($_GET['from'] ?? '');
        $to = self::date($_GET['to'] ?? '');
        $page = isset($_GET['paged']) ? max(1, absint($_GET['paged'])) : 1;
        // phpcs:enable
        echo '<h2>' . esc_html__('Preview', 'ledgerbridge') . '</h2>';
        echo '<p>' . esc_html__('What would be booked in Exact Online, and why. Looking sends nothing and books nothing; what is booked later is exactly this, unless the order or the settings change.', 'ledgerbridge') . '</p>';
        if (0 !== $one) {
            echo '<p><a href="' . esc_url(Screen::url('preview')) . '">← ' . esc_html__('Orders of a period', 'ledgerbridge') . '</a></p>';
            $this->showOrders([$one], true);
            return;
        }
        $this->showFilter($from, $to);
        $found = $this->orders($from, $to, $page);
        $this->showOrders($found->orders, false);
        self::showPages($page, (int) $found->max_num_pages, $from, $to);
    }

    /** @return object{orders: int[], total: int, max_num_pages: int} */
    private function orders(string $from, string $to, int $page): object
    {
        $args = ['type' => 'shop_order', 'limit' => self::PER_PAGE, 'paged' => $page, 'paginate' => true, 'return' => 'ids', 'orderby' => 'date', 'order' => 'DESC'];
        if ('' !== $from || '' !== $to) {
            $args['date_created'] = '' === $to ? ">=$from" : ('' === $from ? "<=$to" : "$from...$to");
        }
        return wc_get_orders($args);
    }

    private function showFilter(string $from, string $to): void
    {
        echo '<p class="ledgerbridge-filter">';
        foreach (['ledgerbridge_from' => [__('From', 'ledgerbridge'), $from], 'ledgerbridge_to' => [__('To', 'ledgerbridge'), $to]] as $id => [$label, $value]) {
            printf('<label for="%1$s">%2$s</label> <input type="date" id="%1$s" name="%1$s" value="%3$s"> ', esc_attr($id), esc_html($label), esc_attr($value));
        }
        echo '<button type="submit" name="save" value="preview" class="button">' . esc_html__('Show', 'ledgerbridge') . '</button></p>';
    }

    /** @param int[] $ids */
    private function showOrders(array $ids, bool $open): void
    {
        $messages = $this->messages($ids);
        if ([] === $messages) {
            echo '<p>' . esc_html__('There is no order here that could be booked.', 'ledgerbridge') . '</p>';
            return;
        }
        try {
            $found = $this->plugin->desk->call('orders.preview', ['messages' => $messages], self::PATIENCE);
        } catch (Refused $why) {
            Said::refused($why);
            return;
        }
        $names = (array) ($found['names'] ?? []);
        $previews = array_values(array_filter((array) ($found['previews'] ?? []), 'is_array'));
        if (! $open) {
            $this->showSums($previews, $names);
        }
        foreach ($previews as $preview) {
            $this->showOne($preview, $names, $open);
        }
    }

    /**
     * @param int[] $ids
     * @return list<array<string, mixed>> as the outbox would send them
     */
    private function messages(array $ids): array
    {
        $messages = [];
        $size = 0;
        foreach ($ids as $id) {
            $message = $this->plugin->snapshot->message($id, 0, 'preview');
            $size += null === $message ? 0 : strlen((string) wp_json_encode($message));
            if (null !== $message && $size < self::LARGEST_CALL) {
                $messages[] = $message;
            }
        }
        return $messages;
    }

    /**
     * What the orders on this page come to, per VAT code: what stands already and what would be booked.
     *
     * @param list<array<string, mixed>> $previews
     * @param array<string, mixed>       $names
     */
    private function showSums(array $previews, array $names): void
    {
        $sums = [];
        foreach ($previews as $preview) {
            foreach (self::documents($preview) as $document) {
                $sign = empty($document['credit']) ? 1 : -1;
                foreach (self::rows($document, 'lines') as $line) {
                    $key = implode('|', [Table::text($document, 'currency'), Table::text($line, 'vat_code'), Table::text($line, 'box')]);
                    $sums[$key] ??= ['currency' => Table::text($document, 'currency'), 'code' => Table::text($line, 'vat_code'), 'box' => Table::text($line, 'box'), 'net' => 0, 'vat' => 0];
                    $sums[$key]['net'] += $sign * self::cents($line, 'net');
                    $sums[$key]['vat'] += $sign * self::cents($line, 'vat');
                }
            }
        }
        if ([] === $sums) {
            return;
        }
        ksort($sums);
        echo '<h3>' . esc_html__('These orders together', 'ledgerbridge') . '</h3>';
        Table::show(
            [__('VAT code', 'ledgerbridge'), __('Box', 'ledgerbridge'), __('Net', 'ledgerbridge'), __('VAT', 'ledgerbridge')],
            array_map(
                static fn (array $sum): array => [
                    esc_html(self::named($names, 'vat_codes', $sum['code'])),
                    esc_html($sum['box']),
                    esc_html(self::money($sum['net']) . " {$sum['currency']}"),
                    esc_html(self::money($sum['vat']) . " {$sum['currency']}"),
                ],
                array_values($sums)
            )
        );
    }

    /**
     * @param array<string, mixed> $preview
     * @param array<string, mixed> $names
     */
    private function showOne(array $preview, array $names, bool $open): void
    {
        $order = wc_get_order(absint($preview['order_id'] ?? 0));
        $number = $order instanceof \WC_Order ? (string) $order->get_order_number() : Table::text($preview, 'number');
        $plan = (array) ($preview['plan'] ?? []);
        $money = trim(Table::text($plan, 'total') . ' ' . Table::text($plan, 'currency'));
        echo '<details class="ledgerbridge-preview"' . ($open ? ' open' : '') . '><summary><strong>';
        /* translators: %s: the number of an order */
        echo esc_html(sprintf(__('Order %s', 'ledgerbridge'), $number)) . '</strong> ' . esc_html($money) . ' · ' . esc_html(self::outcome($preview)) . '</summary>';
        if ($order instanceof \WC_Order && current_user_can('edit_shop_orders')) {
            echo '<p><a href="' . esc_url($order->get_edit_order_url()) . '">' . esc_html__('Open the order', 'ledgerbridge') . '</a></p>';
        }
        $this->showProblem($preview);
        foreach (self::documents($preview) as $document) {
            $this->showDocument($document, $names, in_array(Table::text($document, 'key'), (array) ($preview['stands'] ?? []), true));
        }
        $this->showPayments($preview, $names);
        $sum = array_filter((array) ($plan['arithmetic'] ?? []), 'is_scalar');
        if ([] !== $sum) {
            echo '<h4>' . esc_html__('The sum', 'ledgerbridge') . '</h4><pre class="ledgerbridge-sum">' . esc_html(implode("\n", $sum)) . '</pre>';
        }
        echo '</details>';
    }

    /** @param array<string, mixed> $preview what becomes of the order, in a few words */
    private static function outcome(array $preview): string
    {
        $plan = (array) ($preview['plan'] ?? []);
        if ('' !== Table::text($preview, 'unreadable')) {
            return __('cannot be read', 'ledgerbridge');
        }
        if ('book' !== Table::text($plan, 'decision')) {
            return 'skip' === Table::text($plan, 'decision') ? __('not booked', 'ledgerbridge') : __('needs attention', 'ledgerbridge');
        }
        $keys = array_map(static fn (array $one): string => Table::text($one, 'key'), self::documents($preview));
        $new = count(array_diff($keys, (array) ($preview['stands'] ?? [])));
        if (0 === $new) {
            return __('stands in Exact', 'ledgerbridge');
        }
        /* translators: %d: a number of documents */
        return sprintf(_n('%d document would be booked', '%d documents would be booked', $new, 'ledgerbridge'), $new);
    }

    /** @param array<string, mixed> $preview why nothing is booked, or what a person must do */
    private function showProblem(array $preview): void
    {
        $plan = (array) ($preview['plan'] ?? []);
        if ('' !== Table::text($preview, 'unreadable')) {
            echo '<div class="notice notice-error inline"><p>' . esc_html(Table::text($preview, 'unreadable')) . '</p></div>';
        }
        $reason = Text::of($plan['reason'] ?? '');
        if ('' !== $reason) {
            echo '<p>' . esc_html($reason) . '</p>';
        }
        $problem = is_array($preview['problem'] ?? null) ? $preview['problem'] : null;
        if (null !== $problem) {
            echo '<div class="notice notice-error inline"><p><strong>' . esc_html(Text::of($problem['what'] ?? '')) . '</strong></p>';
            echo '<p>' . esc_html(Text::of($problem['why'] ?? '')) . '</p><p>' . esc_html(Text::of($problem['do'] ?? '')) . '</p>';
            $sum = array_filter((array) ($problem['arithmetic'] ?? []), 'is_scalar');
            echo ([] === $sum ? '' : '<pre class="ledgerbridge-sum">' . esc_html(implode("\n", $sum)) . '</pre>') . '</div>';
        }
    }

    /**
     * @param array<string, mixed> $document
     * @param array<string, mixed> $names
     */
    private function showDocument(array $document, array $names, bool $stands): void
    {
        $currency = Table::text($document, 'currency');
        $title = Document::label(Table::text($document, 'kind'), ! empty($document['credit']));
        echo '<h4>' . esc_html($title . ($stands ? ' – ' . __('stands in Exact', 'ledgerbridge') : '')) . '</h4>';
        $facts = [
            __('Booked on', 'ledgerbridge') => self::day(Table::text($document, 'on')),
            __('Debtor', 'ledgerbridge') => 'collective' === Table::text($document, 'debtor')
                /* translators: %s: the code of a customer in Exact */
                ? sprintf(__('collective account %s', 'ledgerbridge'), Table::text($document, 'account'))
                : __("the customer's own account", 'ledgerbridge'),
            __('Journal', 'ledgerbridge') => self::named($names, 'journals', Table::text($document, 'journal')),
            __('Reference', 'ledgerbridge') => Table::text($document, 'reference'),
            __('Payment condition', 'ledgerbridge') => Table::text($document, 'payment_condition'),
            __('VAT number', 'ledgerbridge') => Table::text($document, 'vat_number'),
            __('Rate', 'ledgerbridge') => Table::text($document, 'rate'),
        ];
        echo '<table class="form-table ledgerbridge-facts"><tbody>';
        foreach (array_filter($facts, 'strlen') as $label => $value) {
            echo '<tr><th scope="row">' . esc_html($label) . '</th><td>' . esc_html($value) . '</td></tr>';
        }
        echo '</tbody></table>';
        $rows = array_map(
            static fn (array $line): array => [
                esc_html(Table::text($line, 'description')),
                esc_html(self::trimmed(Table::text($line, 'quantity'))),
                esc_html('' !== Table::text($line, 'item') ? Table::text($line, 'item') : self::named($names, 'ledgers', Table::text($line, 'ledger'))),
                esc_html(self::named($names, 'vat_codes', Table::text($line, 'vat_code'))),
                esc_html(Table::text($line, 'box')),
                esc_html(Table::text($line, 'net')),
                esc_html(Table::text($line, 'vat')),
                esc_html(Text::of($line['why'] ?? '')),
            ],
            self::rows($document, 'lines')
        );
        $rows[] = ['<strong>' . esc_html__('Total', 'ledgerbridge') . '</strong>', '', '', '', '', '<strong>' . esc_html(Table::text($document, 'net')) . '</strong>',
            '<strong>' . esc_html(Table::text($document, 'vat')) . '</strong>', '<strong>' . esc_html(Table::text($document, 'gross') . " $currency") . '</strong>'];
        Table::show(
            [__('Line', 'ledgerbridge'), __('Quantity', 'ledgerbridge'), __('Item or account', 'ledgerbridge'), __('VAT code', 'ledgerbridge'), __('Box', 'ledgerbridge'), __('Net', 'ledgerbridge'), __('VAT', 'ledgerbridge'), __('Why', 'ledgerbridge')],
            $rows
        );
        foreach ((array) ($document['flags'] ?? []) as $flag) {
            echo '<p class="description">' . esc_html(Text::of($flag)) . '</p>';
        }
    }

    /**
     * @param array<string, mixed> $preview
     * @param array<string, mixed> $names
     */
    private function showPayments(array $preview, array $names): void
    {
        $payments = self::rows($preview, 'payments');
        if ([] === $payments) {
            return;
        }
        echo '<h4>' . esc_html__('Payments', 'ledgerbridge') . '</h4>';
        Table::show(
            [__('Booked on', 'ledgerbridge'), __('Journal', 'ledgerbridge'), __('Account', 'ledgerbridge'), __('Amount', 'ledgerbridge')],
            array_map(
                static fn (array $one): array => [
                    esc_html(self::day(Table::text($one, 'on'))),
                    esc_html(self::named($names, 'journals', Table::text($one, 'journal'))),
                    esc_html(self::named($names, 'ledgers', Table::text($one, 'ledger'))),
                    esc_html(trim(Table::text($one, 'amount') . ' ' . Table::text($one, 'currency'))),
                ],
                $payments
            )
        );
    }

    private static function showPages(int $page, int $pages, string $from, string $to): void
    {
        if ($pages < 2) {
            return;
        }
        $link = static function (int $to_page, string $label) use ($from, $to): string {
            $args = array_filter(['from' => $from, 'to' => $to]) + ['paged' => $to_page];
            return '<a class="button" href="' . esc_url(add_query_arg($args, Screen::url('preview'))) . '">' . esc_html($label) . '</a> ';
        };
        echo '<p>';
        echo $page > 1 ? $link($page - 1, __('Newer orders', 'ledgerbridge')) : ''; // phpcs:ignore WordPress.Security.EscapeOutput -- link() escapes.
        echo $page < $pages ? $link($page + 1, __('Older orders', 'ledgerbridge')) : ''; // phpcs:ignore WordPress.Security.EscapeOutput
        /* translators: 1: a page number, 2: how many pages there are */
        echo esc_html(sprintf(__('Page %1$d of %2$d', 'ledgerbridge'), $page, $pages)) . '</p>';
    }

    /**
     * @param array<string, mixed> $preview
     * @return list<array<string, mixed>>
     */
    private static function documents(array $preview): array
    {
        return self::rows((array) ($preview['plan'] ?? []), 'documents');
    }

    /**
     * @param array<string, mixed> $from
     * @return list<array<string, mixed>>
     */
    private static function rows(array $from, string $name): array
    {
        return array_values(array_filter((array) ($from[$name] ?? []), 'is_array'));
    }

    /** @param array<string, mixed> $names "8000 – Revenue" */
    private static function named(array $names, string $kind, string $code): string
    {
        $name = $names[$kind][$code] ?? '';
        return is_string($name) && '' !== $name ? "$code – $name" : $code;
    }

    /** @param array<string, mixed> $from an amount in cents: sums of decimals as text, without a float */
    private static function cents(array $from, string $name): int
    {
        $text = Table::text($from, $name);
        return preg_match('/^-?\d+\.\d{2}$/', $text) ? (int) str_replace('.', '', $text) : 0;
    }

    private static function money(int $cents): string
    {
        return ($cents < 0 ? '-' : '') . intdiv(abs($cents), 100) . '.' . str_pad((string) (abs($cents) % 100), 2, '0', STR_PAD_LEFT);
    }

    private static function trimmed(string $quantity): string
    {
        return str_contains($quantity, '.') ? rtrim(rtrim($quantity, '0'), '.') : $quantity;
    }

    private static function day(string $iso): string
    {
        $at = strtotime("$iso 12:00:00 UTC");
        return $at ? (string) gmdate((string) get_option('date_format'), $at) : $iso;
    }

    /** @param mixed $given a date as the browser's field says it, or '' */
    private static function date($given): string
    {
        return is_string($given) && preg_match('/^\d{4}-\d{2}-\d{2}$/', $given) ? $given : '';
    }
}
