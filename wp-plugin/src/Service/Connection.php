<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

defined('ABSPATH') || exit;

/**
 * The pairing with the service: its URL, our shop id, our shared secret. The only place that knows where they are kept.
 *
 * Constants in wp-config.php win: LEDGERBRIDGE_SERVICE_URL, LEDGERBRIDGE_SHOP_ID, LEDGERBRIDGE_SECRET.
 */
final class Connection
{
    public const OPTION = 'ledgerbridge_pairing';

    public function paired(): bool
    {
        return '' !== $this->serviceUrl() && '' !== $this->shopId() && '' !== $this->secret();
    }

    /** May anything be sent? Not from a copy of the shop: it would book orders that are not its own. */
    public function usable(): bool
    {
        return $this->paired() && ! $this->moved();
    }

    /** Paired under another address: a staging copy, or a shop that really moved. A person has to say which. */
    public function moved(): bool
    {
        $home = $this->pairedHome();
        return '' !== $home && self::place($home) !== self::place(home_url());
    }

    public function serviceUrl(): string
    {
        return untrailingslashit(defined('LEDGERBRIDGE_SERVICE_URL') ? (string) LEDGERBRIDGE_SERVICE_URL : $this->stored('service_url'));
    }

    public function shopId(): string
    {
        return defined('LEDGERBRIDGE_SHOP_ID') ? (string) LEDGERBRIDGE_SHOP_ID : $this->stored('shop_id');
    }

    public function secret(): string
    {
        return defined('LEDGERBRIDGE_SECRET') ? (string) LEDGERBRIDGE_SECRET : $this->stored('secret');
    }

    public function pairedHome(): string
    {
        return $this->stored('home_url');
    }

    public function pairedAt(): int
    {
        return (int) $this->stored('paired_at');
    }

    /** Id of the WooCommerce REST key the service uses; 0 when we made none. */
    public function keyId(): int
    {
        return (int) $this->stored('key_id');
    }

    /** @param array{service_url: string, shop_id: string, secret: string, key_id: int} $pairing */
    public function store(array $pairing): void
    {
        update_option(self::OPTION, $pairing + ['home_url' => home_url(), 'paired_at' => time()], false);
    }

    /** A pairing that stands in wp-config.php was never stored here: remember where and since when it holds. */
    public function adopt(): void
    {
        if ($this->paired() && '' === $this->pairedHome()) {
            $this->store(['service_url' => $this->serviceUrl(), 'shop_id' => $this->shopId(), 'secret' => '', 'key_id' => 0]);
        }
    }

    /** A person said: this is the shop itself, it moved here. */
    public function acceptMove(): void
    {
        $pairing = get_option(self::OPTION);
        if (is_array($pairing)) {
            update_option(self::OPTION, ['home_url' => home_url()] + $pairing, false);
        }
    }

    public function forget(): void
    {
        delete_option(self::OPTION);
    }

    private function stored(string $name): string
    {
        $pairing = get_option(self::OPTION);
        return is_array($pairing) ? (string) ($pairing[$name] ?? '') : '';
    }

    /** Host, port and folder: http or https, with or without www is the same place. */
    private static function place(string $url): string
    {
        $parts = (array) wp_parse_url($url);
        $host = preg_replace('/^www\./', '', strtolower((string) ($parts['host'] ?? '')));
        return $host . ':' . ($parts['port'] ?? '') . untrailingslashit((string) ($parts['path'] ?? ''));
    }
}
