<?php
declare(strict_types=1);

namespace Ledgerbridge\Service;

defined('ABSPATH') || exit;

/** The service did not do what was asked. Status 0: it is away. */
final class Refused extends \RuntimeException
{
    public function __construct(string $message, public readonly int $status, public readonly string $errorCode)
    {
        parent::__construct($message);
    }

    public function away(): bool
    {
        return 0 === $this->status || $this->status >= 500;
    }
}
