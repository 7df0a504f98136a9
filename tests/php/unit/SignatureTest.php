<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests\Unit;

use Ledgerbridge\Service\Signature;
use PHPUnit\Framework\TestCase;

/** The same examples as the service's own tests: both sides sign alike. */
final class SignatureTest extends TestCase
{
    /**
     * @dataProvider examples
     * @param array<string, mixed> $example
     */
    public function test_signs_as_the_shared_examples_say(array $example): void
    {
        self::assertSame($example['signature'], Signature::sign($example['secret'], $example['id'], $example['timestamp'], $example['body']));
    }

    /** @return array<string, array{array<string, mixed>}> */
    public static function examples(): array
    {
        $examples = json_decode((string) file_get_contents(dirname(__DIR__, 2) . '/samples/signature.json'), true, 512, JSON_THROW_ON_ERROR);
        return array_combine(array_column($examples, 'why'), array_map(static fn (array $one): array => [$one], $examples));
    }

    public function test_headers_name_the_shop_and_the_moment(): void
    {
        $headers = Signature::headers('whsec_c2VjcmV0', 'shop1', 'msg_1', 1795400000, '{}');
        self::assertSame(['webhook-id', 'webhook-timestamp', 'webhook-signature', 'x-ledgerbridge-shop'], array_keys($headers));
        self::assertSame('1795400000', $headers['webhook-timestamp']);
        self::assertSame(Signature::sign('whsec_c2VjcmV0', 'msg_1', 1795400000, '{}'), $headers['webhook-signature']);
        self::assertSame('shop1', $headers['x-ledgerbridge-shop']);
    }

    public function test_a_damaged_secret_is_no_secret(): void
    {
        $this->expectException(\InvalidArgumentException::class);
        Signature::sign('whsec_%%%', 'msg_1', 1, '{}');
    }
}
