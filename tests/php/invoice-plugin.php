<?php
declare(strict_types=1);

/** Speaks like PDF Invoices & Packing Slips (wcpdf_get_document, exists, get_filename, get_pdf), and makes nothing. */
final class InvoicePlugin
{
    /** @var array<int, string> PDFs by order */
    public static array $made = [];
    /** @var string[] */
    public static array $asked = [];

    public function __construct(private readonly int $orderId)
    {
    }

    public function exists(): bool
    {
        return isset(self::$made[$this->orderId]);
    }

    public function get_filename(): string
    {
        return "factuur-$this->orderId.pdf";
    }

    public function get_pdf(): string
    {
        return self::$made[$this->orderId];
    }
}

function wcpdf_get_document(string $type, WC_Abstract_Order $order, bool $init = false): InvoicePlugin
{
    if ($init) {
        throw new LogicException('An invoice would be made by being asked for.');
    }
    InvoicePlugin::$asked[] = $type;
    return new InvoicePlugin($order->get_id());
}
