<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Plugin;
use Ledgerbridge\Service\Desk;
use Ledgerbridge\Service\Refused;

defined('ABSPATH') || exit;

/**
 * The fourth section: the settings as a document. A page to print for the accountant, a file to keep or compare, taking
 * such a file over after a look at what changes, and who changed what. A file that was chosen is not kept in the shop.
 */
final class DocumentPage
{
    public const EXPORT = 'ledgerbridge_settings_export';
    private const FILE = 'ledgerbridge_settings_file';
    private const LARGEST = 200 * 1024;

    public function __construct(private readonly Plugin $plugin)
    {
    }

    public function show(): void
    {
        $import = Said::more()['import'] ?? null;
        if (is_array($import)) {
            $this->showImport($import);
            return;
        }
        try {
            $read = $this->plugin->desk->call('settings.read', self::names());
        } catch (Refused $why) {
            Said::refused($why);
            return;
        }
        echo '<p class="ledgerbridge-no-print"><button type="button" class="button hide-if-no-js" onclick="window.print()">' . esc_html__('Print', 'ledgerbridge') . '</button> ';
        echo '<a class="button" href="' . esc_url(self::exportUrl()) . '">' . esc_html__('Export these settings', 'ledgerbridge') . '</a></p>';
        echo Shown::html((array) ($read['sections'] ?? [])); // phpcs:ignore WordPress.Security.EscapeOutput -- Shown escapes.
        Rights::mayChange() && $this->showUpload();
        echo Shown::html((array) ($read['history'] ?? []), fn (array $table, int $row): string => $this->actions($table, $row)); // phpcs:ignore WordPress.Security.EscapeOutput -- Shown escapes, and so does actions().
    }

    private function showUpload(): void
    {
        echo '<section class="ledgerbridge-no-print"><h2>' . esc_html__('Take over a file', 'ledgerbridge') . '</h2>';
        echo '<p>' . esc_html__('Choose a file that was exported here or in another shop. First it is shown what would change; nothing is saved before you say so.', 'ledgerbridge') . '</p>';
        echo '<p><label for="' . esc_attr(self::FILE) . '">' . esc_html__('File', 'ledgerbridge') . '</label> ';
        echo '<input type="file" id="' . esc_attr(self::FILE) . '" name="' . esc_attr(self::FILE) . '" accept=".json,application/json"> ';
        echo '<button type="submit" name="save" value="read_import" class="button">' . esc_html__('Show what changes', 'ledgerbridge') . '</button></p></section>';
    }

    /** @param array<mixed> $table its rows' versions stand beside it */
    private function actions(array $table, int $row): string
    {
        $version = absint(((array) ($table['versions'] ?? []))[$row] ?? 0);
        if (0 === $version) {
            return '';
        }
        /* translators: %d: version of the settings */
        $export = sprintf(__('Export version %d', 'ledgerbridge'), $version);
        $html = '<a href="' . esc_url(self::exportUrl($version)) . '">' . esc_html($export) . '</a>';
        if (0 === $row || ! Rights::mayChange()) {
            return $html;
        }
        /* translators: %d: version of the settings */
        $back = sprintf(__('Go back to version %d', 'ledgerbridge'), $version);
        return $html . '<br><button type="submit" name="save" value="back_to_' . $version . '" class="button-link">' . esc_html($back) . '</button>';
    }

    /** @param array<mixed> $import what the service said of it, and what to send when it is saved */
    private function showImport(array $import): void
    {
        echo Shown::html((array) ($import['sections'] ?? [])); // phpcs:ignore WordPress.Security.EscapeOutput -- Shown escapes.
        $cancel = '<a class="button" href="' . esc_url(Screen::url('document')) . '">' . esc_html__('Change nothing', 'ledgerbridge') . '</a>';
        if (true !== ($import['good'] ?? false)) {
            echo '<p class="submit">' . $cancel . '</p>'; // phpcs:ignore WordPress.Security.EscapeOutput
            return;
        }
        foreach (['version', 'back_to', 'content'] as $name) {
            echo '<input type="hidden" name="ledgerbridge_import_' . esc_attr($name) . '" value="' . esc_attr((string) ($import[$name] ?? '')) . '">';
        }
        echo '<p class="submit"><button type="submit" name="save" value="save_import" class="button button-primary">' . esc_html__('Make these changes', 'ledgerbridge') . '</button> ' . $cancel . '</p>'; // phpcs:ignore WordPress.Security.EscapeOutput
    }

    /**
     * A file was chosen: what would change?
     *
     * @param array<string, mixed> $files $_FILES
     * @throws Refused
     */
    public function read(array $files): string
    {
        $file = is_array($files[self::FILE] ?? null) ? $files[self::FILE] : [];
        $path = (string) ($file['tmp_name'] ?? '');
        if (UPLOAD_ERR_OK !== ($file['error'] ?? UPLOAD_ERR_NO_FILE) || ! is_readable($path) || 0 === (int) filesize($path)) {
            Said::remember('error', __('Choose a file first; it may be empty or too large for this server.', 'ledgerbridge'));
            return Screen::url('document');
        }
        $content = filesize($path) > self::LARGEST ? '' : (string) file_get_contents($path);
        wp_delete_file($path);
        if ('' === $content || 1 !== preg_match('//u', $content)) {
            Said::remember('error', __('This is no file of settings: it is too large, or no text.', 'ledgerbridge'));
            return Screen::url('document');
        }
        return $this->ask(['content' => $content]);
    }

    /** @throws Refused */
    public function goBack(int $version): string
    {
        return $this->ask(['back_to' => $version]);
    }

    /**
     * @param array<string, mixed> $args
     * @throws Refused
     */
    private function ask(array $args): string
    {
        $told = $this->plugin->desk->call('settings.import', $args + self::names(), Desk::ACTION);
        $good = [] === (array) ($told['errors'] ?? []) && (int) ($told['changes'] ?? 0) > 0;
        $import = ['good' => $good, 'version' => (int) ($told['version'] ?? 0), 'sections' => (array) ($told['sections'] ?? [])];
        $import += isset($args['content']) ? ['content' => base64_encode((string) $args['content'])] : $args;
        if ([] !== (array) ($told['errors'] ?? [])) {
            Said::remember('error', __('This cannot be taken over as it is. Nothing was changed.', 'ledgerbridge'), ['import' => $import]);
        } else {
            Said::remember('info', $good ? __('Nothing is changed yet. Look through what would change.', 'ledgerbridge') : __('These settings are the same. There is nothing to change.', 'ledgerbridge'), ['import' => $import]);
        }
        return Screen::url('document');
    }

    /**
     * @param array<string, mixed> $input the posted fields, unslashed
     * @throws Refused
     */
    public function save(array $input): string
    {
        $content = (string) ($input['ledgerbridge_import_content'] ?? '');
        $args = ['version' => absint($input['ledgerbridge_import_version'] ?? 0)];
        $args += '' === $content ? ['back_to' => absint($input['ledgerbridge_import_back_to'] ?? 0)] : ['content' => (string) base64_decode($content, true)];
        $told = $this->plugin->desk->call('settings.import', $args + self::names(), Desk::ACTION);
        if (true === ($told['saved'] ?? false)) {
            Said::remember('success', __('The settings are saved. Orders that waited for them are tried again by themselves.', 'ledgerbridge'));
        } else {
            $errors = array_filter((array) ($told['errors'] ?? []), 'is_scalar');
            Said::remember('error', trim(__('Nothing was changed.', 'ledgerbridge') . ' ' . implode(' ', $errors)));
        }
        return Screen::url('document');
    }

    public function export(): void
    {
        $version = isset($_GET['version']) ? absint($_GET['version']) : 0; // phpcs:ignore WordPress.Security.NonceVerification -- Download checks it first.
        Download::send(self::EXPORT, 'application/json', fn (): array => $this->plugin->desk->call('settings.export', 0 === $version ? [] : ['version' => $version]));
    }

    /** @return array<string, mixed> what the shop calls its payment methods and statuses */
    private static function names(): array
    {
        return ['payment_methods' => BookingPage::paymentMethods(), 'statuses' => BookingPage::statuses()];
    }

    private static function exportUrl(int $version = 0): string
    {
        $url = admin_url('admin-post.php?action=' . self::EXPORT . (0 === $version ? '' : "&version=$version"));
        return wp_nonce_url($url, self::EXPORT);
    }
}
