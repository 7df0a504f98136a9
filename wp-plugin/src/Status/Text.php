<?php
declare(strict_types=1);

namespace Ledgerbridge\Status;

defined('ABSPATH') || exit;

/** A sentence that comes in several languages, {"en": …, "nl": …}, in the reader's. Not escaped. */
final class Text
{
    /**
     * @param mixed $text
     * @param string|null $locale the reader's; null: of whoever is looking at the screen
     */
    public static function of($text, ?string $locale = null): string
    {
        if (is_string($text)) {
            return $text;
        }
        if (! is_array($text)) {
            return '';
        }
        $language = substr($locale ?? get_user_locale(), 0, 2);
        $found = $text[$language] ?? $text['en'] ?? reset($text);
        return is_string($found) ? $found : '';
    }
}
