<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

defined('ABSPATH') || exit;

/** Signing as Standard Webhooks says (https://www.standardwebhooks.com). Pure. */
final class Signature
{
    /**
     * @return array<string, string> the headers that prove who sent this body
     * @throws \InvalidArgumentException when the secret is no base64
     */
    public static function headers(string $secret, string $shopId, string $messageId, int $timestamp, string $body): array
    {
        return [
            'webhook-id' => $messageId,
            'webhook-timestamp' => (string) $timestamp,
            'webhook-signature' => self::sign($secret, $messageId, $timestamp, $body),
            'x-ledgerbridge-shop' => $shopId,
        ];
    }

    /** `v1,<base64>` of HMAC-SHA256 over id.timestamp.body; the key is the base64 after `whsec_`. */
    public static function sign(string $secret, string $messageId, int $timestamp, string $body): string
    {
        $key = base64_decode(preg_replace('/^whsec_/', '', $secret), true);
        if (false === $key || '' === $key) {
            throw new \InvalidArgumentException('The shared secret is damaged; pair the shop again.');
        }
        return 'v1,' . base64_encode(hash_hmac('sha256', "$messageId.$timestamp.$body", $key, true));
    }
}
