<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

use Ledgerbridge\Order\Rows;

defined('ABSPATH') || exit;

/** Exchanges keys with a service for a one-time code: docs/contracts.md 4. */
final class Pairing
{
    /** What the service's question back is answered from. Kept for the length of one pairing. */
    private const PENDING = 'ledgerbridge_pairing_now';
    private const PENDING_SECONDS = 600;
    private const TIMEOUT = 30;

    public function __construct(
        private readonly Connection $connection,
        private readonly Health $health,
        private readonly Rows $rows,
        private readonly Schedule $schedule
    ) {
    }

    /** @throws Refused when the service does not want us; nothing is left behind then */
    public function pair(string $serviceUrl, string $code): void
    {
        $serviceUrl = untrailingslashit($serviceUrl);
        $nonce = bin2hex(random_bytes(16));
        update_option(self::PENDING, ['nonce' => $nonce, 'code' => $code, 'at' => time()], false);
        $key = self::makeKey();
        $body = (string) wp_json_encode(['code' => $code, 'nonce' => $nonce, 'shop' => self::shop(), 'rest_key' => $key['secret']]);
        $answer = Sender::http($serviceUrl . '/v1/pair', $body, [], self::TIMEOUT);
        delete_option(self::PENDING);
        if (! $answer->good() || ! isset($answer->data['shop_id'], $answer->data['secret'])) {
            self::deleteKey($key['id']);
            throw new Refused($answer->message(), $answer->good() ? 502 : $answer->status, $answer->code());
        }
        $this->begin($serviceUrl, $answer->data, $key['id']);
    }

    /** End it here. What stands in Exact and what we know of it stays. */
    public function unpair(): void
    {
        self::deleteKey($this->connection->keyId());
        $this->connection->forget();
        $this->health->forget();
        Schedule::stop();
    }

    /** The proof that we are the shop a pairing is under way for; null when none is, or the nonce is another. */
    public function proof(string $nonce): ?string
    {
        wp_cache_delete(self::PENDING, 'options');
        $pending = get_option(self::PENDING);
        if (! is_array($pending) || time() - (int) $pending['at'] > self::PENDING_SECONDS) {
            return null;
        }
        return hash_equals((string) $pending['nonce'], $nonce) ? hash('sha256', $nonce . $pending['code']) : null;
    }

    /** @param array<string, mixed> $answer */
    private function begin(string $serviceUrl, array $answer, int $keyId): void
    {
        self::deleteKey($this->connection->keyId());
        $this->connection->store(
            [
                'service_url' => $serviceUrl,
                'shop_id' => (string) $answer['shop_id'],
                'secret' => (string) $answer['secret'],
                'key_id' => $keyId,
            ]
        );
        $this->rows->startOver();
        $this->health->forget();
        $this->health->reached();
        $this->schedule->ensure();
    }

    /** @return array<string, string> */
    private static function shop(): array
    {
        return [
            'url' => home_url(),
            'rest_url' => rest_url('wc-ledgerbridge/v1/'),
            'name' => get_bloginfo('name'),
            'timezone' => wp_timezone_string(),
            'locale' => get_locale(),
            'woocommerce' => WC()->version,
            'wordpress' => get_bloginfo('version'),
            'plugin' => LEDGERBRIDGE_VERSION,
        ];
    }

    /**
     * A WooCommerce REST key, made the way WooCommerce's own authorisation screen makes one (there is no function
     * for it). The owner sees it under WooCommerce → Settings → Advanced → REST API and can revoke it there.
     *
     * @return array{id: int, secret: array{key: string, secret: string}}
     */
    private static function makeKey(): array
    {
        global $wpdb;
        $secret = ['key' => 'ck_' . wc_rand_hash(), 'secret' => 'cs_' . wc_rand_hash()];
        // phpcs:ignore WordPress.DB.DirectDatabaseQuery
        $wpdb->insert(
            $wpdb->prefix . 'woocommerce_api_keys',
            [
                'user_id' => get_current_user_id(),
                'description' => 'Ledgerbridge (Exact Online)',
                'permissions' => 'read_write',
                'consumer_key' => wc_api_hash($secret['key']),
                'consumer_secret' => $secret['secret'],
                'truncated_key' => substr($secret['key'], -7),
            ],
            ['%d', '%s', '%s', '%s', '%s', '%s']
        );
        return ['id' => (int) $wpdb->insert_id, 'secret' => $secret];
    }

    private static function deleteKey(int $keyId): void
    {
        global $wpdb;
        if ($keyId > 0) {
            // phpcs:ignore WordPress.DB.DirectDatabaseQuery
            $wpdb->delete($wpdb->prefix . 'woocommerce_api_keys', ['key_id' => $keyId], ['%d']);
        }
    }
}
