<?php
declare(strict_types=1);

namespace Ledgerbridge\Order;

defined('ABSPATH') || exit;

/** One order's row: what has to be sent, and what the service reported last. Times are Unix seconds. */
final class Row
{
    /** @param array<string, mixed>|null $report the service's status report, docs/contracts.md 5 */
    private function __construct(
        public readonly int $orderId,
        public readonly string $number,
        public readonly int $sequence,
        public readonly int $sentSequence,
        public readonly string $reason,
        public readonly bool $deleted,
        public readonly ?int $dueAt,
        public readonly int $attempts,
        public readonly string $lastError,
        public readonly string $hash,
        public readonly string $bodyHash,
        public readonly string $state,
        public readonly int $version,
        public readonly ?array $report,
        public readonly ?int $reportedAt,
        public readonly int $changedAt
    ) {
    }

    /** @param array<string, string|null> $stored */
    public static function from(array $stored): self
    {
        $report = json_decode((string) $stored['report'], true);
        return new self(
            (int) $stored['order_id'],
            (string) $stored['number'],
            (int) $stored['sequence'],
            (int) $stored['sent_sequence'],
            (string) $stored['reason'],
            (bool) (int) $stored['deleted'],
            null === $stored['due_at'] ? null : (int) $stored['due_at'],
            (int) $stored['attempts'],
            (string) $stored['last_error'],
            (string) $stored['hash'],
            (string) $stored['body_hash'],
            (string) $stored['state'],
            (int) $stored['version'],
            is_array($report) ? $report : null,
            null === $stored['reported_at'] ? null : (int) $stored['reported_at'],
            (int) $stored['changed_at']
        );
    }

    /** Is there something the service has not taken yet? */
    public function unsent(): bool
    {
        return null !== $this->dueAt;
    }
}
