<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

defined('ABSPATH') || exit;

/** Asks the service for what the admin screens show and change: docs/contracts.md 3. */
final class Desk
{
    /** Seconds a page waits before it shows itself without the service. */
    public const GLANCE = 3;

    /** Seconds an action may take that has to ask Exact. */
    public const ACTION = 30;

    public function __construct(private readonly Sender $sender, private readonly Health $health)
    {
    }

    /**
     * @param array<string, mixed> $args
     * @return array<string, mixed> the call's result
     * @throws Refused
     */
    public function call(string $name, array $args = [], int $timeout = self::GLANCE): array
    {
        $user = wp_get_current_user();
        $body = [
            'call' => $name,
            'args' => (object) $args,
            'locale' => get_user_locale(),
            'user' => ['id' => $user->ID, 'name' => $user->user_login],
        ];
        $id = 'desk_' . str_replace('-', '', wp_generate_uuid4());
        $answer = $this->sender->post('/v1/desk', $id, (string) wp_json_encode($body), $timeout);
        if (! $answer->good() || ! is_array($answer->data['result'] ?? null)) {
            throw new Refused($answer->message(), $answer->good() ? 502 : $answer->status, $answer->code());
        }
        $this->health->answered();
        return $answer->data['result'];
    }
}
