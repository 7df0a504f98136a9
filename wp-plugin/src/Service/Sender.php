<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

defined('ABSPATH') || exit;

/** Signs a body and posts it to the service. Knows nothing of orders; keeps the record of who heard whom. */
final class Sender
{
    public function __construct(private readonly Connection $connection, private readonly Health $health)
    {
    }

    /** Never throws: what went wrong is in the answer. A clock that is off is corrected and asked once more. */
    public function post(string $path, string $messageId, string $body, int $timeout): Answer
    {
        $answer = $this->once($path, $messageId, $body, $timeout);
        if ('clock_skew' === $answer->code() && is_numeric($answer->data['error']['now'] ?? null)) {
            $this->health->correctClock((int) $answer->data['error']['now'] - time());
            $answer = $this->once($path, $messageId, $body, $timeout);
        }
        return $answer;
    }

    private function once(string $path, string $messageId, string $body, int $timeout): Answer
    {
        try {
            $signed = Signature::headers(
                $this->connection->secret(),
                $this->connection->shopId(),
                $messageId,
                time() + $this->health->clockOffset(),
                $body
            );
        } catch (\InvalidArgumentException $why) {
            return new Answer(401, [], $why->getMessage());
        }
        return self::http($this->connection->serviceUrl() . $path, $body, $signed, $timeout);
    }

    /**
     * One POST of JSON. Not wp_safe_remote_post: an administrator chose this one host, and it may well be a private
     * one (facts A9). Redirects are not followed: a signed order goes nowhere else.
     *
     * @param array<string, string> $headers
     */
    public static function http(string $url, string $body, array $headers, int $timeout): Answer
    {
        $response = wp_remote_post(
            $url,
            [
                'timeout' => $timeout,
                'redirection' => 0,
                'sslverify' => true,
                'body' => $body,
                'headers' => $headers + ['Content-Type' => 'application/json', 'Accept' => 'application/json'],
                'user-agent' => 'Ledgerbridge/' . LEDGERBRIDGE_VERSION,
            ]
        );
        if (is_wp_error($response)) {
            return new Answer(0, [], $response->get_error_message());
        }
        $data = json_decode(wp_remote_retrieve_body($response), true);
        return new Answer(
            (int) wp_remote_retrieve_response_code($response),
            is_array($data) ? $data : [],
            '',
            (int) wp_remote_retrieve_header($response, 'retry-after')
        );
    }
}
