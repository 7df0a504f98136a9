<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests\Unit;

use Ledgerbridge\Order\Fingerprint;
use PHPUnit\Framework\TestCase;

/** What counts as a change, on orders WooCommerce really made. */
final class FingerprintTest extends TestCase
{
    /** @var array<string, mixed> */
    private array $message;

    protected function setUp(): void
    {
        $sample = json_decode((string) file_get_contents(dirname(__DIR__, 2) . '/samples/woocommerce/refund-itemised-partial.json'), true, 512, JSON_THROW_ON_ERROR);
        $this->message = ['type' => 'order.snapshot', 'sequence' => 1, 'reason' => 'changed', 'extra' => ['trashed' => false]] + $sample;
    }

    public function test_the_same_order_has_the_same_fingerprint(): void
    {
        self::assertSame($this->of($this->message), $this->of($this->message));
        self::assertSame(64, strlen($this->of($this->message)));
    }

    /** @dataProvider noise */
    public function test_noise_changes_nothing(callable $change): void
    {
        self::assertSame($this->of($this->message), $this->of($change($this->message)));
    }

    /** @dataProvider changes */
    public function test_everything_else_is_a_change(callable $change): void
    {
        self::assertNotSame($this->of($this->message), $this->of($change($this->message)));
    }

    /** @return array<string, array{callable}> */
    public static function noise(): array
    {
        return [
            'sequence and reason' => [static fn (array $m): array => ['sequence' => 99, 'reason' => 'sweep'] + $m],
            'modified' => [static fn (array $m): array => self::order($m, ['date_modified' => '2030-01-01T00:00:00', 'version' => '11.0.0'])],
            'where a visitor came from' => [static fn (array $m): array => self::meta($m, '_wc_order_attribution_source', 'google')],
            'an edit lock' => [static fn (array $m): array => self::meta($m, '_edit_lock', '1795400000:1')],
            'order and ids of metas' => [
                static function (array $m): array {
                    $metas = array_map(static fn (array $meta): array => ['id' => $meta['id'] + 1000] + $meta, $m['order']['meta_data']);
                    return self::order($m, ['meta_data' => array_reverse($metas)]);
                },
            ],
        ];
    }

    /** @return array<string, array{callable}> */
    public static function changes(): array
    {
        return [
            'status' => [static fn (array $m): array => self::order($m, ['status' => 'cancelled'])],
            'a cent' => [static fn (array $m): array => self::order($m, ['total' => '0.010000'])],
            'a refund less' => [static fn (array $m): array => ['refunds' => []] + $m],
            'the bin' => [static fn (array $m): array => ['extra' => ['trashed' => true]] + $m],
            'a VAT number' => [static fn (array $m): array => self::meta($m, '_billing_vat_number', 'BE0123456749')],
            'an unknown meta' => [static fn (array $m): array => self::meta($m, 'something_of_a_plugin', 'x')],
            'deleted' => [static fn (array $m): array => ['type' => 'order.deleted'] + $m],
        ];
    }

    public function test_another_pairing_knows_nothing_yet(): void
    {
        self::assertNotSame(Fingerprint::of($this->message, 'one'), Fingerprint::of($this->message, 'two'));
    }

    public function test_broken_utf8_has_a_fingerprint_too(): void
    {
        self::assertNotSame($this->of(self::order($this->message, ['number' => "\xff"])), $this->of($this->message));
    }

    /** @param array<string, mixed> $message */
    private function of(array $message): string
    {
        return Fingerprint::of($message, 'shop1');
    }

    /**
     * @param array<string, mixed> $message
     * @param array<string, mixed> $fields
     * @return array<string, mixed>
     */
    private static function order(array $message, array $fields): array
    {
        return ['order' => $fields + $message['order']] + $message;
    }

    /**
     * @param array<string, mixed> $message
     * @return array<string, mixed>
     */
    private static function meta(array $message, string $key, string $value): array
    {
        return self::order($message, ['meta_data' => [...$message['order']['meta_data'], ['id' => 1, 'key' => $key, 'value' => $value]]]);
    }
}
