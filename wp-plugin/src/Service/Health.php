<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

defined('ABSPATH') || exit;

/** When the two sides last spoke, and whether the service is away. Times are Unix seconds, 0 = never. */
final class Health
{
    public const OPTION = 'ledgerbridge_health';

    /** First wait after a failure, and the longest. */
    private const FIRST_WAIT = MINUTE_IN_SECONDS;
    private const LONGEST_WAIT = HOUR_IN_SECONDS;

    /** Seconds before try number $attempts + 1: 1 min, 2, 4 … 1 h, for ever. */
    public static function wait(int $attempts): int
    {
        return (int) min(self::LONGEST_WAIT, self::FIRST_WAIT * 2 ** max(0, min($attempts - 1, 10)));
    }

    /** The service answered a message of ours. True when it had been away. */
    public function reached(): bool
    {
        $was = $this->away();
        $this->store(['reached_at' => time(), 'away_since' => 0, 'away_tries' => 0, 'away_until' => 0, 'away_why' => '']);
        return $was;
    }

    /** The service did not answer, or answers nobody: leave it alone for a while. */
    public function missed(string $why, int $wait = 0): void
    {
        $known = $this->all();
        $tries = $known['away_tries'] + 1;
        $this->store(
            [
                'away_since' => $known['away_since'] ?: time(),
                'away_tries' => $tries,
                'away_until' => time() + max($wait, self::wait($tries)),
                'away_why' => mb_substr($why, 0, 300),
            ]
        );
    }

    /** The service answered a screen: it is there, so what waits may try again at once. */
    public function answered(): void
    {
        if ($this->away() || time() - $this->all()['reached_at'] > self::FIRST_WAIT) {
            $this->store(['reached_at' => time(), 'away_until' => 0]);
        }
    }

    /** The service called us, so it is alive: there is no reason to wait any longer. */
    public function heard(): void
    {
        $this->store(['heard_at' => time(), 'away_until' => 0]);
    }

    /**
     * What the service says holds up all orders (docs/contracts.md 5); null: nothing.
     *
     * @param array<string, mixed>|null $problem
     */
    public function connectionTold(?array $problem): void
    {
        $this->store(['connection' => null === $problem ? '' : (string) wp_json_encode(array_intersect_key($problem, ['code' => 1, 'what' => 1, 'do' => 1]))]);
    }

    /**
     * The service was asked how it is (docs/contracts.md 3, alive).
     *
     * @param array<string, mixed> $said empty when it did not say: what it said before may still hold
     */
    public function told(array $said): void
    {
        $since = static fn (string $name): int => is_string($said[$name] ?? null) ? (int) strtotime($said[$name]) : 0;
        $this->store(['asked_at' => time()] + ([] === $said ? [] : ['still_since' => $since('still_since'), 'unheard_since' => $since('unheard_since')]));
    }

    /** @return array<string, mixed> code, what and do, in their languages; empty when all is well */
    public function connectionProblem(): array
    {
        return (array) json_decode($this->all()['connection'], true);
    }

    public function away(): bool
    {
        return $this->all()['away_since'] > 0;
    }

    /** Is it worth trying now? */
    public function resting(): bool
    {
        return $this->all()['away_until'] > time();
    }

    /** Seconds to add to our clock: the service said by how much it is off. */
    public function clockOffset(): int
    {
        return $this->all()['clock_offset'];
    }

    public function correctClock(int $offset): void
    {
        $this->store(['clock_offset' => $offset]);
    }

    /** @return array{reached_at: int, heard_at: int, away_since: int, away_tries: int, away_until: int, away_why: string, clock_offset: int, asked_at: int, still_since: int, unheard_since: int, connection: string} */
    public function all(): array
    {
        $stored = get_option(self::OPTION);
        return (is_array($stored) ? $stored : []) + [
            'reached_at' => 0,
            'heard_at' => 0,
            'away_since' => 0,
            'away_tries' => 0,
            'away_until' => 0,
            'away_why' => '',
            'clock_offset' => 0,
            'asked_at' => 0,
            'still_since' => 0,
            'unheard_since' => 0,
            'connection' => '',
        ];
    }

    public function forget(): void
    {
        delete_option(self::OPTION);
    }

    /** @param array<string, int|string> $facts */
    private function store(array $facts): void
    {
        update_option(self::OPTION, $facts + $this->all(), false);
    }
}
