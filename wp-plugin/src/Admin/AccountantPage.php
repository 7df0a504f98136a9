<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

defined('ABSPATH') || exit;

/** Exact Online for those who may only look: WooCommerce's settings, where the others find it, are closed to them. */
final class AccountantPage
{
    public const PAGE = 'ledgerbridge';

    public function __construct(private readonly Screen $screen)
    {
    }

    public function register(): void
    {
        add_action('admin_menu', fn () => $this->addToMenu());
    }

    public static function url(string $section): string
    {
        return admin_url('admin.php?page=' . self::PAGE . ('' === $section ? '' : '&section=' . $section));
    }

    private function addToMenu(): void
    {
        if (Rights::mayChange()) {
            return;
        }
        $title = __('Exact Online', 'ledgerbridge');
        $hook = add_menu_page($title, $title, Rights::READ, self::PAGE, fn () => $this->show(), 'dashicons-book-alt', 56);
        add_action("load-$hook", fn () => $this->act());
    }

    private static function section(): string
    {
        // phpcs:ignore WordPress.Security.NonceVerification -- only chooses what is looked at.
        $asked = sanitize_key((string) ($_GET['section'] ?? ''));
        return isset(Screen::sections()[$asked]) ? $asked : '';
    }

    /** A button was pressed: which are allowed says Screen. */
    private function act(): void
    {
        if ('POST' !== ($_SERVER['REQUEST_METHOD'] ?? '')) {
            return;
        }
        check_admin_referer(self::PAGE);
        $input = wp_unslash($_POST);
        wp_safe_redirect($this->screen->act(sanitize_key((string) ($input['save'] ?? '')), $input, self::section()));
        exit;
    }

    public function show(): void
    {
        $links = [];
        foreach (Screen::sections() as $section => $label) {
            $here = self::section() === $section ? ' class="current" aria-current="page"' : '';
            $links[] = '<li><a href="' . esc_url(self::url($section)) . '"' . $here . '>' . esc_html($label) . '</a></li>';
        }
        echo '<div class="wrap"><h1>' . esc_html__('Exact Online', 'ledgerbridge') . '</h1><ul class="subsubsub">' . implode(' | ', $links) . '</ul><br class="clear"><form method="post">'; // phpcs:ignore WordPress.Security.EscapeOutput -- escaped above.
        wp_nonce_field(self::PAGE);
        $this->screen->show(self::section());
        echo '</form></div>';
    }
}
