<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

use Ledgerbridge\Log;
use Ledgerbridge\Order\Fingerprint;
use Ledgerbridge\Order\Row;
use Ledgerbridge\Order\Rows;
use Ledgerbridge\Order\Snapshot;

defined('ABSPATH') || exit;

/**
 * Sends what is due, until the service has taken it: tried again after 1 min, 2, 4 … 1 h, for ever, and visibly.
 *
 * A row is claimed before it is read, so that two runs never send the same one; a run that dies loses nothing, the
 * claim ends by itself. When the service is away the whole run rests, not each order for itself.
 */
final class Outbox
{
    /** Seconds one call may take, and seconds one run may take (Action Scheduler's own limit is 30). */
    private const TIMEOUT = 15;
    private const RUN_SECONDS = 20;

    /** Refused one after the other: it is not the order. */
    private const GIVE_UP_AFTER = 3;

    public function __construct(
        private readonly Connection $connection,
        private readonly Health $health,
        private readonly Sender $sender,
        private readonly Rows $rows,
        private readonly Snapshot $snapshot
    ) {
    }

    /** Send due rows for at most 20 seconds. True when more is due at once. */
    public function drain(): bool
    {
        $end = microtime(true) + self::RUN_SECONDS;
        $failures = 0;
        while ($this->connection->usable() && ! $this->health->resting()) {
            $rows = $this->rows->due(20);
            if ([] === $rows) {
                return false;
            }
            foreach ($rows as $row) {
                $left = (int) floor($end - microtime(true));
                if ($left < 3) {
                    return true;
                }
                $answer = $this->send($row, min(self::TIMEOUT, $left));
                $failures = null === $answer || $answer->good() ? 0 : $failures + 1;
                if ($failures >= self::GIVE_UP_AFTER && ! $this->health->resting()) {
                    $this->health->missed($answer->message());
                }
                if ($this->health->resting()) {
                    return false;
                }
            }
        }
        return false;
    }

    /**
     * Send these orders now, also when the service seemed to be away, for at most $seconds.
     *
     * @param int[] $orderIds
     * @return int how many the service took
     */
    public function sendNow(array $orderIds, int $seconds): int
    {
        $end = microtime(true) + $seconds;
        $sent = 0;
        foreach ($this->connection->usable() ? $this->rows->findMany($orderIds) : [] as $row) {
            $left = (int) ceil($end - microtime(true));
            if ($left < 1) {
                break;
            }
            $answer = $row->unsent() ? $this->send($row, $left) : null;
            $sent += null !== $answer && $answer->good() ? 1 : 0;
            if (null !== $answer && ($answer->away() || $answer->stranger())) {
                break;
            }
        }
        return $sent;
    }

    /** Null when there was nothing to send: another run has it, or the order says nothing new. */
    private function send(Row $row, int $timeout): ?Answer
    {
        if (! $this->rows->claim($row)) {
            return null;
        }
        try {
            return $this->sendClaimed($row, $timeout);
        } catch (\Throwable $why) {
            Log::caught("Order {$row->orderId} could not be read", $why);
            $this->rows->failed($row->orderId, $why->getMessage(), time() + Health::wait($row->attempts + 1));
            return new Answer(500, [], $why->getMessage());
        }
    }

    private function sendClaimed(Row $row, int $timeout): ?Answer
    {
        $message = $this->message($row, $row->sequence);
        if (null === $message) {
            $this->rows->forget($row->orderId);
            return null;
        }
        $hash = Fingerprint::of($message, $this->connection->shopId());
        if ($hash === $row->hash && 'push' !== $row->reason) {
            $this->rows->sent($row->orderId, $row->sequence, $hash);
            return null;
        }
        return $this->deliver($row, $message, $hash, $timeout, false);
    }

    /** @param array<string, mixed> $message */
    private function deliver(Row $row, array $message, string $hash, int $timeout, bool $idTaken): ?Answer
    {
        $sequence = $this->rows->numberBody($row, hash('sha256', self::json(['sequence' => 0] + $message)), $idTaken);
        if (null === $sequence) {
            return null; // changed meanwhile: due again by itself
        }
        $id = sprintf('msg_%s_%d_%d', $this->connection->shopId(), $row->orderId, $sequence);
        $answer = $this->sender->post('/v1/messages', $id, self::json(['sequence' => $sequence] + $message), $timeout);
        if ('id_reused' === $answer->code() && ! $idTaken) {
            $again = $this->rows->find($row->orderId);
            return null === $again ? $answer : $this->deliver($again, $message, $hash, $timeout, true);
        }
        $this->remember($row, $sequence, $hash, $answer);
        return $answer;
    }

    private function remember(Row $row, int $sequence, string $hash, Answer $answer): void
    {
        if ($answer->good()) {
            $this->rows->sent($row->orderId, $sequence, $hash);
            if ($this->health->reached()) {
                $this->rows->wake();
            }
            return;
        }
        $nobody = $answer->away() || $answer->stranger();
        if ($nobody) {
            $this->health->missed($answer->message(), $answer->retryAfter);
        }
        Log::warning('A message was not taken by the service.', ['order' => $row->orderId, 'status' => $answer->status, 'code' => $answer->code()]);
        $wait = $nobody ? 0 : Health::wait($row->attempts + 1);
        $this->rows->failed($row->orderId, $answer->message(), time() + $wait);
    }

    /** @return array<string, mixed>|null */
    private function message(Row $row, int $sequence): ?array
    {
        $message = $this->snapshot->message($row->orderId, $sequence, $row->reason);
        if (null !== $message || ! $row->deleted || 0 === $row->sentSequence) {
            return $message;
        }
        return Snapshot::deleted($row->orderId, $row->number, $sequence);
    }

    /** @param array<string, mixed> $message */
    private static function json(array $message): string
    {
        $json = wp_json_encode($message, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION);
        if (false === $json) {
            throw new \RuntimeException('The order cannot be written as JSON: ' . json_last_error_msg());
        }
        return $json;
    }
}
