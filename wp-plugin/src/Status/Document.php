<?php
declare(strict_types=1);

namespace Ledgerbridge\Status;

defined('ABSPATH') || exit;

/** One thing that stands in Exact for an order, as the service reported it. Nothing here is escaped. */
final class Document
{
    private function __construct(
        public readonly string $label,
        public readonly string $number,
        public readonly string $url,
        public readonly string $currency,
        public readonly string $net,
        public readonly string $vat,
        public readonly string $gross,
        public readonly string $difference,
        public readonly string $provedAt,
        public readonly string $payment,
        public readonly string $open,
        public readonly string $key,
        public readonly bool $processed,
        public readonly bool $sent,
        public readonly bool $pdf,
        public readonly bool $forCustomer,
        /** @var list<array{code: string, percent: string, box: string, why: string, net: string, vat: string}> */
        public readonly array $vatCodes,
        /** @var array{number: string, outcome: string, at: string, consultation: string}|null how the customer's VAT number was checked */
        public readonly ?array $vatCheck
    ) {
    }

    /**
     * @param array<string, mixed>|null $report
     * @return self[]
     */
    public static function of(?array $report): array
    {
        $documents = is_array($report['documents'] ?? null) ? $report['documents'] : [];
        return array_map([self::class, 'from'], array_values(array_filter($documents, 'is_array')));
    }

    /** "Sales entry 700123 (54.68 EUR)." */
    public function sentence(): string
    {
        return trim("$this->label $this->number") . ('' === $this->gross ? '.' : " ($this->gross $this->currency).");
    }

    /** Has Exact's own figure been read back, and is it to the cent what the shop says? */
    public function exact(): bool
    {
        return '' !== $this->provedAt && is_numeric($this->difference) && 0.0 === (float) $this->difference;
    }

    /** @param array<string, mixed> $document */
    private static function from(array $document): self
    {
        $text = static fn (string $name): string => is_scalar($document[$name] ?? null) ? (string) $document[$name] : '';
        $life = is_array($document['life'] ?? null) ? $document['life'] : [];
        return new self(
            self::label($text('kind'), (bool) ($document['credit'] ?? false)),
            trim($text('number')),
            $text('url'),
            $text('currency'),
            $text('net'),
            $text('vat'),
            $text('gross'),
            $text('difference'),
            $text('proved_at'),
            $text('payment'),
            $text('open'),
            $text('key'),
            ! empty($life['processed']),
            ! empty($life['sent']),
            ! empty($life['pdf']),
            ! empty($life['customer']),
            self::vatCodes($document['vat_codes'] ?? null),
            self::vatCheck($document['vat_check'] ?? null)
        );
    }

    /**
     * @param mixed $rows
     * @return list<array{code: string, percent: string, box: string, why: string, net: string, vat: string}>
     */
    private static function vatCodes($rows): array
    {
        $found = [];
        foreach (array_filter((array) $rows, 'is_array') as $row) {
            $text = static fn (string $name): string => is_scalar($row[$name] ?? null) ? (string) $row[$name] : '';
            $found[] = [
                'code' => $text('code'), 'percent' => $text('percent'), 'box' => $text('box'), 'why' => Text::of($row['why'] ?? ''),
                'net' => $text('net'), 'vat' => $text('vat'),
            ];
        }
        return $found;
    }

    /**
     * @param mixed $check
     * @return array{number: string, outcome: string, at: string, consultation: string}|null
     */
    private static function vatCheck($check): ?array
    {
        if (! is_array($check)) {
            return null;
        }
        $text = static fn (string $name): string => is_scalar($check[$name] ?? null) ? (string) $check[$name] : '';
        return ['number' => $text('number'), 'outcome' => $text('outcome'), 'at' => $text('at'), 'consultation' => $text('consultation')];
    }

    /** How the customer's VAT number was checked, as a sentence; "" where the booking does not rely on one. */
    public function vatNumber(): string
    {
        if (null === $this->vatCheck) {
            return '';
        }
        $at = strtotime($this->vatCheck['at']);
        $day = $at ? (string) wp_date((string) get_option('date_format'), $at) : '';
        $said = match ($this->vatCheck['outcome']) {
            /* translators: 1: a VAT number, 2: a date */
            'valid' => __('VAT number %1$s is in force according to VIES (%2$s).', 'ledgerbridge'),
            /* translators: 1: a VAT number, 2: a date */
            'invalid' => __('VAT number %1$s is not in force according to VIES (%2$s).', 'ledgerbridge'),
            /* translators: 1: a VAT number, 2: a date */
            default => __('VAT number %1$s has the right form and check digits (%2$s); it was not looked up at VIES.', 'ledgerbridge'),
        };
        $number = '' === $this->vatCheck['consultation'] ? '' : ' ' . sprintf(
            /* translators: %s: the number under which VIES knows that it was asked */
            __('Consultation number: %s.', 'ledgerbridge'),
            $this->vatCheck['consultation']
        );
        return sprintf($said, $this->vatCheck['number'], $day) . $number;
    }

    /** Is the invoice paid, as Exact's receivables say; "" while nothing is known. */
    public function paid(): string
    {
        return match ($this->payment) {
            'paid' => __('Paid', 'ledgerbridge'),
            /* translators: %s: an amount of money */
            'open', 'part' => sprintf(__('%s open', 'ledgerbridge'), "$this->open $this->currency"),
            default => '',
        };
    }

    /** What became of it after booking; "" for a draft. */
    public function life(): string
    {
        if (! $this->processed) {
            return '';
        }
        return $this->sent ? __('Processed and sent', 'ledgerbridge') : __('Processed', 'ledgerbridge');
    }

    public static function label(string $kind, bool $credit): string
    {
        if ($credit) {
            return match ($kind) {
                'sales_order' => __('Credit order', 'ledgerbridge'),
                'sales_entry' => __('Credit entry', 'ledgerbridge'),
                'day_share' => __('Credit in the day total', 'ledgerbridge'),
                default => __('Credit note', 'ledgerbridge'),
            };
        }
        return match ($kind) {
            'sales_order' => __('Sales order', 'ledgerbridge'),
            'sales_invoice', 'order_invoice' => __('Sales invoice', 'ledgerbridge'),
            'sales_entry' => __('Sales entry', 'ledgerbridge'),
            'day_share' => __('Day total', 'ledgerbridge'),
            default => __('Document', 'ledgerbridge'),
        };
    }
}
