<?php
declare(strict_types=1);

namespace Ledgerbridge\Admin;

use Ledgerbridge\Plugin;

defined('ABSPATH') || exit;

/**
 * Where people look who do not look here: Tools → Site Health, and WooCommerce → Status with its report for a helpdesk.
 * What stands there is known in the shop; nobody is asked. No secret and no name is in it.
 */
final class SiteHealth
{
    public function __construct(private readonly Plugin $plugin)
    {
    }

    public function register(): void
    {
        add_filter('site_status_tests', fn ($tests) => $this->addTo((array) $tests));
        add_filter('debug_information', fn ($info) => (array) $info + ['ledgerbridge' => ['label' => 'Ledgerbridge', 'fields' => $this->facts()]]);
        add_action('woocommerce_system_status_report', fn () => $this->report());
    }

    /**
     * @param array<string, mixed> $tests
     * @return array<string, mixed>
     */
    private function addTo(array $tests): array
    {
        $tests['direct']['ledgerbridge'] = ['label' => __('Exact Online', 'ledgerbridge'), 'test' => fn (): array => $this->test()];
        return $tests;
    }

    /** @return array<string, mixed> as WordPress wants the result of a test */
    private function test(): array
    {
        $paired = $this->plugin->connection->paired();
        $wrong = $paired ? $this->plugin->alarm->text() : '';
        [$status, $label, $text] = match (true) {
            ! $paired => ['recommended', __('This shop is not connected to Exact Online', 'ledgerbridge'), __('Orders are not booked until it is.', 'ledgerbridge')],
            '' !== $wrong => ['critical', __('Exact Online needs attention', 'ledgerbridge'), $wrong],
            default => ['good', __('Orders go to Exact Online', 'ledgerbridge'), __('Shop and service reach each other, and nothing waits for long.', 'ledgerbridge')],
        };
        return [
            'test' => 'ledgerbridge',
            'status' => $status,
            'label' => $label,
            'description' => '<p>' . esc_html($text) . '</p>',
            'badge' => ['label' => __('Exact Online', 'ledgerbridge'), 'color' => 'blue'],
            'actions' => sprintf('<p><a href="%s">%s</a></p>', esc_url(Screen::url()), esc_html__('Have a look', 'ledgerbridge')),
        ];
    }

    /** @return array<string, array{label: string, value: string}> */
    private function facts(): array
    {
        $health = $this->plugin->health->all();
        $backlog = $this->plugin->rows->backlog();
        $states = $this->plugin->rows->states();
        $counts = array_map(static fn (string $state, int $count): string => "$state: $count", array_keys($states), $states);
        $said = [
            'version' => [__('Version', 'ledgerbridge'), LEDGERBRIDGE_VERSION],
            'service' => [__('Service', 'ledgerbridge'), $this->plugin->connection->paired() ? $this->plugin->connection->serviceUrl() : __('not paired', 'ledgerbridge')],
            'shop' => [__('Shop id', 'ledgerbridge'), $this->plugin->connection->shopId()],
            'waiting' => [__('Waiting to be sent', 'ledgerbridge'), (string) $backlog['count']],
            'orders' => [__('Orders', 'ledgerbridge'), implode(', ', $counts)],
            'reached' => [__('Shop reached the service', 'ledgerbridge'), self::moment($health['reached_at'])],
            'heard' => [__('Service reached the shop', 'ledgerbridge'), self::moment($health['heard_at'])],
            'wrong' => [__('Needs attention', 'ledgerbridge'), $this->plugin->connection->paired() ? $this->plugin->alarm->text() : ''],
        ];
        return array_map(static fn (array $one): array => ['label' => $one[0], 'value' => '' === $one[1] ? '–' : $one[1]], $said);
    }

    /** As WooCommerce's own tables: English in data-export-label, for the report that is copied. */
    private function report(): void
    {
        echo '<table class="wc_status_table widefat" cellspacing="0"><thead><tr><th colspan="3" data-export-label="Ledgerbridge"><h2>Ledgerbridge</h2></th></tr></thead><tbody>';
        foreach ($this->facts() as $name => $fact) {
            printf('<tr><td data-export-label="%s">%s:</td><td class="help"></td><td>%s</td></tr>', esc_attr($name), esc_html($fact['label']), esc_html($fact['value']));
        }
        echo '</tbody></table>';
    }

    private static function moment(int $at): string
    {
        return $at > 0 ? gmdate('Y-m-d H:i', $at) . ' UTC' : '';
    }
}
