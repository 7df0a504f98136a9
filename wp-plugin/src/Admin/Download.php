<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Service\Refused;

defined('ABSPATH') || exit;

/** A file of the service for the browser to keep, for those who may, and only on a click of their own. */
final class Download
{
    /**
     * @param string $action what the nonce is for
     * @param callable(int): array<string, mixed> $part asks for the file, or for the part after the one that said
     *     "next" (0: the first); a file that breaks off in the middle is not given at all
     */
    public static function send(string $action, string $type, callable $part): void
    {
        check_admin_referer($action);
        if (! Rights::mayRead()) {
            wp_die(esc_html__('You may not see this.', 'ledgerbridge'), '', ['response' => 403]);
        }
        try {
            [$name, $file] = self::whole($part);
        } catch (Refused $why) {
            wp_die(esc_html($why->getMessage()), '', ['response' => 502, 'back_link' => true]);
        }
        nocache_headers();
        header("Content-Type: $type; charset=utf-8");
        header('X-Content-Type-Options: nosniff');
        header('Content-Disposition: attachment; filename="' . sanitize_file_name($name) . '"');
        rewind($file);
        fpassthru($file);
        exit;
    }

    /**
     * @param callable(int): array<string, mixed> $part
     * @return array{string, resource} its name, and all its parts; a large one is on disk, not in memory
     * @throws Refused
     */
    public static function whole(callable $part): array
    {
        $file = fopen('php://temp', 'w+');
        $next = 0;
        do {
            $said = $part($next);
            fwrite($file, (string) ($said['content'] ?? ''));
            $next = absint($said['next'] ?? 0);
        } while ($next > 0);
        return [(string) ($said['name'] ?? 'file'), $file];
    }
}
