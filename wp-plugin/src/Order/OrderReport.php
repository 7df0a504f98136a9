<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

use Ledgerbridge\Status\Badge;
use Ledgerbridge\Status\Document;
use Ledgerbridge\Status\Text;

defined('ABSPATH') || exit;

/** The report on one order as HTML. Everything in it came over the network: every piece is escaped where it is printed. */
final class OrderReport
{
    /** @param array{settings: string, connect: string} $links where the buttons go; '' = not for this user */
    public static function html(?Row $row, array $links): string
    {
        $badge = Badge::of($row);
        $html = '<p class="ledgerbridge-state" data-state="' . esc_attr($badge->state) . '" data-moving="' . ($badge->moving($row) ? '1' : '0') . '">' . $badge->html();
        if ($row && $row->reportedAt) {
            /* translators: %s: a length of time, "5 mins" */
            $html .= ' <span class="description">' . esc_html(sprintf(__('%s ago', 'ledgerbridge'), human_time_diff($row->reportedAt))) . '</span>';
        }
        $html .= '</p>';
        $problem = $row->report['problem'] ?? null;
        return $html
            . (is_array($problem) ? self::problem($problem, $row->report, $links) : self::sentence($badge->title))
            . self::documents(Document::of($row->report ?? null), $row->orderId ?? 0);
    }

    private static function sentence(string $text): string
    {
        return '' === $text ? '' : '<p>' . esc_html($text) . '</p>';
    }

    /**
     * @param array<string, mixed> $problem
     * @param array<string, mixed> $report
     * @param array{settings: string, connect: string} $links
     */
    private static function problem(array $problem, array $report, array $links): string
    {
        $html = '<div class="notice notice-error inline ledgerbridge-problem">'
            . '<p><strong>' . esc_html(Text::of($problem['what'] ?? '')) . '</strong></p>'
            . self::sentence(Text::of($problem['why'] ?? ''))
            . self::sentence(Text::of($problem['do'] ?? ''));
        $sum = array_filter((array) ($problem['arithmetic'] ?? []), 'is_scalar');
        if ([] !== $sum) {
            $html .= '<pre class="ledgerbridge-sum">' . esc_html(implode("\n", $sum)) . '</pre>';
        }
        $detail = is_scalar($problem['detail'] ?? null) ? (string) $problem['detail'] : '';
        if ('' !== $detail) {
            $html .= '<details><summary>' . esc_html__('In the words of Exact', 'ledgerbridge') . '</summary><code>' . esc_html($detail) . '</code></details>';
        }
        return $html . self::button((string) Text::of($problem['action'] ?? ''), $report, $links) . '</div>';
    }

    /**
     * The button that mends it.
     *
     * @param array<string, mixed> $report
     * @param array{settings: string, connect: string} $links
     */
    private static function button(string $action, array $report, array $links): string
    {
        $document = Document::of($report)[0] ?? null;
        [$url, $label] = match ($action) {
            'settings' => [$links['settings'], __('Open the settings', 'ledgerbridge')],
            'connect' => [$links['connect'], __('Connect Exact Online', 'ledgerbridge')],
            'open_exact' => [$document->url ?? '', __('Open in Exact Online', 'ledgerbridge')],
            default => ['', ''],
        };
        if ('reverse' === $action) {
            return '<p><button type="submit" form="ledgerbridge-reverse" class="button">' . esc_html__('Credit what stands in Exact', 'ledgerbridge') . '</button></p>';
        }
        if ('retry' === $action) {
            return '<p><button type="submit" form="ledgerbridge-push" class="button">' . esc_html__('Try again', 'ledgerbridge') . '</button></p>';
        }
        return '' === $url ? '' : '<p><a class="button" href="' . esc_url($url, ['http', 'https']) . '">' . esc_html($label) . '</a></p>';
    }

    /** @param Document[] $documents */
    private static function documents(array $documents, int $orderId): string
    {
        $items = array_map(static fn (Document $document): string => self::document($document, $orderId), $documents);
        return [] === $items ? '' : '<ul class="ledgerbridge-documents">' . implode('', $items) . '</ul>';
    }

    private static function document(Document $document, int $orderId): string
    {
        $name = esc_html(trim("$document->label $document->number"));
        $html = '<li>' . ('' === $document->url
            ? "<strong>$name</strong>"
            : '<a href="' . esc_url($document->url, ['http', 'https']) . '" target="_blank" rel="noopener"><strong>' . $name . '</strong></a>');
        $html .= '<dl>';
        $amounts = [
            __('Net', 'ledgerbridge') => $document->net,
            __('VAT', 'ledgerbridge') => $document->vat,
            __('Total', 'ledgerbridge') => $document->gross,
        ];
        foreach (array_filter($amounts, 'strlen') as $label => $amount) {
            $html .= '<dt>' . esc_html($label) . '</dt><dd>' . esc_html("$amount $document->currency") . '</dd>';
        }
        if ('' !== $document->paid()) {
            $html .= '<dt>' . esc_html__('Payment', 'ledgerbridge') . '</dt><dd>' . esc_html($document->paid()) . '</dd>';
        }
        if ('' !== $document->life()) {
            $html .= '<dt>' . esc_html__('Status', 'ledgerbridge') . '</dt><dd>' . esc_html($document->life()) . '</dd>';
        }
        $html .= self::proof($document) . '</dl>';
        $html .= self::vatCodes($document);
        if ($document->pdf) {
            $html .= '<p><a href="' . esc_url(InvoicePdf::url($orderId, $document->key)) . '" target="_blank">' . esc_html__('Invoice (PDF)', 'ledgerbridge') . '</a></p>';
        }
        return $html . '</li>';
    }

    /** Which VAT code of Exact and which box of the return it lands in, and why. */
    private static function vatCodes(Document $document): string
    {
        $items = '';
        foreach ($document->vatCodes as $row) {
            /* translators: 1: VAT code of Exact, 2: percentage */
            $name = sprintf(__('Code %1$s, %2$s %%', 'ledgerbridge'), $row['code'], $row['percent']);
            /* translators: %s: box of the VAT return */
            $box = '' === $row['box'] ? '' : ' · ' . sprintf(__('box %s', 'ledgerbridge'), $row['box']);
            $items .= '<li><strong>' . esc_html($name . $box) . '</strong><br>' . esc_html("{$row['net']} + {$row['vat']} $document->currency") . '<br><span class="description">' . esc_html($row['why']) . '</span></li>';
        }
        if ('' === $items) {
            return '';
        }
        $number = '' === $document->vatNumber() ? '' : '<p class="description">' . esc_html($document->vatNumber()) . '</p>';
        return '<details><summary>' . esc_html__('VAT codes and return', 'ledgerbridge') . '</summary><ul>' . $items . '</ul>' . $number . '</details>';
    }

    /** The promise, kept or not: Exact's figure less the shop's. */
    private static function proof(Document $document): string
    {
        if ('' === $document->difference) {
            return '';
        }
        $said = $document->exact()
            ? '<span class="ledgerbridge-exact">✓ ' . esc_html__('read back from Exact', 'ledgerbridge') . '</span>'
            : '';
        return '<dt>' . esc_html__('Difference', 'ledgerbridge') . '</dt><dd>' . esc_html("$document->difference $document->currency") . " $said</dd>";
    }

    /** @param array<mixed> $attempts newest last, docs/contracts.md 3 order.read */
    public static function timeline(array $attempts): string
    {
        $items = '';
        foreach (array_filter($attempts, 'is_array') as $attempt) {
            $at = strtotime((string) Text::of($attempt['at'] ?? ''));
            $items .= '<li><time>' . esc_html($at ? (string) wp_date('Y-m-d H:i:s', $at) : '') . '</time> '
                . '<strong>' . esc_html(Badge::label((string) Text::of($attempt['outcome'] ?? ''))) . '</strong> '
                . esc_html(Text::of($attempt['text'] ?? '')) . '</li>';
        }
        return '' === $items ? '<p>' . esc_html__('Nothing yet.', 'ledgerbridge') . '</p>' : "<ol class=\"ledgerbridge-timeline\">$items</ol>";
    }
}
