<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

defined('ABSPATH') || exit;

/** What came back from the service. Status 0: nothing came back. */
final class Answer
{
    /** @param array<string, mixed> $data the JSON object, [] when there was none */
    public function __construct(
        public readonly int $status,
        public readonly array $data,
        public readonly string $why = '',
        public readonly int $retryAfter = 0
    ) {
    }

    public function good(): bool
    {
        return $this->status >= 200 && $this->status < 300;
    }

    /** Nobody home: no answer, a gateway without a service behind it, too many calls. Trying the next message is no use. */
    public function away(): bool
    {
        return in_array($this->status, [0, 408, 429, 502, 503, 504], true) || ($this->status >= 300 && $this->status < 400);
    }

    /** The service does not know this shop or its secret: no message will pass until somebody pairs again. */
    public function stranger(): bool
    {
        return 401 === $this->status;
    }

    /** Error code of a refusal, docs/contracts.md 1. */
    public function code(): string
    {
        return (string) ($this->data['error']['code'] ?? '');
    }

    /** One sentence for a person: what the service said, and what to do. */
    public function message(): string
    {
        $said = trim(($this->data['error']['message'] ?? '') . ' ' . ($this->data['error']['do'] ?? ''));
        if ('' !== $said) {
            return $said;
        }
        return '' !== $this->why ? $this->why : sprintf('HTTP %d', $this->status);
    }
}
