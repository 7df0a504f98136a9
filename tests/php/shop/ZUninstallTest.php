<?php
declare(strict_types=1);

namespace Ledgerbridge\Tests;

use Ledgerbridge\Order\Rows;
use Ledgerbridge\Service\Schedule;

/** Runs last: it takes the plugin away. */
final class ZUninstallTest extends ShopTestCase
{
    public function test_uninstalling_ends_the_pairing_and_keeps_the_links(): void
    {
        global $wpdb;
        $order = $this->sentOrder();
        $this->plugin()->schedule->ensure();
        define('WP_UNINSTALL_PLUGIN', 'ledgerbridge/ledgerbridge.php');
        require dirname(LEDGERBRIDGE_FILE) . '/uninstall.php';
        self::assertFalse(get_option('ledgerbridge_pairing'));
        self::assertFalse(as_has_scheduled_action(Schedule::EVERY_MINUTE, [], Schedule::GROUP));
        self::assertNotNull($this->plugin()->rows->find($order->get_id()), 'installing again must not book twice');

        update_option('ledgerbridge_remove_data', 'yes');
        ledgerbridge_uninstall_site();
        self::assertNull($wpdb->get_var($wpdb->prepare('SHOW TABLES LIKE %s', Rows::table())));
        Rows::upgrade();
        self::assertSame(Rows::table(), $wpdb->get_var($wpdb->prepare('SHOW TABLES LIKE %s', Rows::table())));
    }
}
