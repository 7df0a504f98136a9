<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

defined('ABSPATH') || exit;

/**
 * The shop's own invoice as a PDF, for the service to lay beside the entry in Exact. It is made by the shop's invoice
 * plugin: PDF Invoices & Packing Slips is known here; others give theirs by the filter `ledgerbridge_invoice_pdf`.
 * Only an invoice that exists already is given: asking makes none, and takes no number.
 */
final class ShopInvoice
{
    /** Bytes; an answer of the shop is read up to 8 MB, and base64 makes four of three. */
    private const LARGEST = 5 * 1024 * 1024;

    /** @return array{name: string, pdf: string}|null the PDF in base64; null where there is none (yet) */
    public static function of(int $orderId, int $refundId): ?array
    {
        $order = wc_get_order($refundId ?: $orderId);
        if (! $order instanceof \WC_Abstract_Order || ($refundId && $order->get_parent_id() !== $orderId)) {
            return null;
        }
        [$name, $pdf] = self::made($order);
        /**
         * The shop's own invoice (or credit note) of an order (or refund).
         *
         * @param string            $pdf   the PDF's bytes, or the path of its file; "" for none
         * @param WC_Abstract_Order $order the order, or the refund
         */
        $pdf = apply_filters('ledgerbridge_invoice_pdf', $pdf, $order);
        $pdf = is_string($pdf) ? self::bytes($pdf) : '';
        if (! str_starts_with($pdf, '%PDF-') || strlen($pdf) > self::LARGEST) {
            return null;
        }
        // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions -- a file in JSON.
        return ['name' => sanitize_file_name($name), 'pdf' => base64_encode($pdf)];
    }

    /** @return array{string, string} name and bytes, as PDF Invoices & Packing Slips has them */
    private static function made(\WC_Abstract_Order $order): array
    {
        $refund = $order instanceof \WC_Order_Refund;
        $name = ($refund ? 'credit-note-' : 'invoice-') . $order->get_id() . '.pdf';
        if (! function_exists('wcpdf_get_document')) {
            return [$name, ''];
        }
        $document = wcpdf_get_document($refund ? 'credit-note' : 'invoice', $order);
        if (! is_object($document) || ! is_callable([$document, 'exists']) || ! $document->exists()) {
            return [$name, ''];
        }
        $named = is_callable([$document, 'get_filename']) ? (string) $document->get_filename() : '';
        return [$named ?: $name, (string) $document->get_pdf()];
    }

    private static function bytes(string $pdf): string
    {
        if ('' === $pdf || str_starts_with($pdf, '%PDF-') || strlen($pdf) > 4096) {
            return $pdf;
        }
        // phpcs:ignore WordPress.WP.AlternativeFunctions -- a file of this site, named by its own code.
        return is_file($pdf) && filesize($pdf) <= self::LARGEST ? (string) file_get_contents($pdf) : '';
    }
}
