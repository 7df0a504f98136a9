<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

use Ledgerbridge\Order\Rows;

defined('ABSPATH') || exit;

/**
 * Every hour, also where nothing is sold: the service hears the shop, and says how it is itself (docs/contracts.md 3,
 * alive). So silence means something, on both sides. More often while something is wrong, to see its end.
 */
final class SignOfLife
{
    private const EVERY = HOUR_IN_SECONDS;
    private const WHILE_WRONG = 5 * MINUTE_IN_SECONDS;
    private const TIMEOUT = 10;

    public function __construct(
        private readonly Connection $connection,
        private readonly Health $health,
        private readonly Desk $desk,
        private readonly Rows $rows
    ) {
    }

    public function give(): void
    {
        if (! $this->connection->usable() || $this->health->resting() || ! $this->due()) {
            return;
        }
        try {
            $this->health->told($this->desk->call('alive', [], self::TIMEOUT));
        } catch (Refused $why) {
            $this->health->told([]);
            if ($why->away() || 401 === $why->status) {
                $this->health->missed($why->getMessage());
                return;
            }
        }
        if ($this->health->reached()) {
            $this->rows->wake();
        }
    }

    private function due(): bool
    {
        $health = $this->health->all();
        $wrong = $this->health->away() || $health['still_since'] + $health['unheard_since'] > 0;
        return time() - $health['asked_at'] >= ($wrong ? self::WHILE_WRONG : self::EVERY);
    }
}
