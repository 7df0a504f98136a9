<?php
declare(strict_types=1);

namespace Ledgerbridge;

defined('ABSPATH') || exit;

/**
 * The table of contents: what exists, and what hooks into WordPress and WooCommerce.
 *
 * An order's way: Order/OrderHooks (a row is due) → Service/Outbox (Order/Snapshot, Service/Sender) ⇒ the service
 * ⇒ Status/StatusRoutes (the report is stored) → Order/OrderList and Order/OrderBox (it is seen).
 */
final class Plugin
{
    public readonly Service\Connection $connection;
    public readonly Service\Health $health;
    public readonly Service\Outbox $outbox;
    public readonly Service\Desk $desk;
    public readonly Service\Pairing $pairing;
    public readonly Service\Alarm $alarm;
    public readonly Service\SignOfLife $sign;
    public readonly Service\Schedule $schedule;
    public readonly Order\Rows $rows;
    public readonly Order\Snapshot $snapshot;
    public readonly Order\OrderHooks $hooks;
    public readonly Order\Sweep $sweep;
    public readonly Order\Push $push;
    public readonly Status\Reports $reports;

    public function __construct()
    {
        $this->connection = new Service\Connection();
        $this->health = new Service\Health();
        $sender = new Service\Sender($this->connection, $this->health);
        $this->rows = new Order\Rows();
        $this->snapshot = new Order\Snapshot();
        $this->outbox = new Service\Outbox($this->connection, $this->health, $sender, $this->rows, $this->snapshot);
        $this->desk = new Service\Desk($sender, $this->health);
        $this->sweep = new Order\Sweep($this->rows, $this->connection);
        $this->alarm = new Service\Alarm($this->connection, $this->health, $this->rows);
        $this->sign = new Service\SignOfLife($this->connection, $this->health, $this->desk, $this->rows);
        $this->schedule = new Service\Schedule($this->outbox, $this->sweep, $this->connection, $this->alarm, $this->sign);
        $this->hooks = new Order\OrderHooks($this->rows, $this->connection, $this->schedule);
        $this->pairing = new Service\Pairing($this->connection, $this->health, $this->rows, $this->schedule);
        $this->push = new Order\Push($this->rows, $this->outbox, $this->schedule);
        $this->reports = new Status\Reports($this->rows);
    }

    /** Everything that hooks. Nothing here talks to the network. */
    public function register(): void
    {
        $this->hooks->register();      // an order changed: its row is due
        $this->schedule->register();   // Action Scheduler: send what is due
        (new Status\StatusRoutes($this))->register(); // the service's word comes in
        (new Order\OrderList($this->rows, $this->push))->register(); // column, filter and bulk action
        (new Order\OrderBox($this))->register(); // box on the order screen
        (new Order\InvoicePdf($this->desk, $this->rows))->register(); // Exact's invoice, for the owner and the customer
        (new Order\Deliveries())->register(); // track & trace, for the customer
        Admin\Rights::register(); // who may look, who may change
        (new Admin\Screen($this))->register(); // WooCommerce → Settings → Exact Online
        Admin\Help::register(); // at the top of our screens
        (new Admin\SiteHealth($this))->register(); // Site Health, and WooCommerce's status report
        (new Admin\Notices($this->alarm))->register(); // silence is loud
        (new Admin\Privacy())->register(); // text for the shop's privacy policy
        add_action('admin_init', [Order\Rows::class, 'upgrade']);
        add_action('init', [self::class, 'loadTexts']);
    }

    /** WordPress finds a plugin's own translations by itself from 6.8 on. */
    public static function loadTexts(): void
    {
        load_plugin_textdomain('ledgerbridge', false, dirname(plugin_basename(LEDGERBRIDGE_FILE)) . '/languages');
    }
}
