<?php
/**
 * Places orders in PHP as a checkout does and times each, with the plugin on or off.
 *
 * Usage: php hook_cost.php WORDPRESS_FOLDER URL on|off COUNT. Prints one JSON object: for each order the
 * milliseconds of the whole, and of the plugin's own hooks: "first" when the order also has to plan a run of the
 * outbox (a quiet shop), "next" when a run is planned already (a busy one). "save first" and "save next": the same
 * for one save of an order that exists, in a request of its own. Hooks = everything until the request ends.
 */

[ , $folder, $url, $mode, $count ] = $argv;
$_SERVER['HTTP_HOST']   = substr( $url, strlen( 'http://' ) );
$_SERVER['REQUEST_URI'] = '/';

if ( 'off' === $mode ) {
	// WordPress takes over filters that stand in this variable before it loads.
	$GLOBALS['wp_filter']['option_active_plugins'][10][] = array(
		'function'      => fn( $active ) => array_values( array_diff( (array) $active, array( 'ledgerbridge/ledgerbridge.php' ) ) ),
		'accepted_args' => 1,
	);
}
require $folder . '/wp-load.php';
if ( function_exists( 'ledgerbridge' ) !== ( 'on' === $mode ) ) {
	fwrite( STDERR, "The plugin is not $mode.\n" );
	exit( 1 );
}

/** Adds up the time between priority 19 and 21 of every hook that the plugin listens to (it uses 20). */
final class Ours {
	const HOOKS = array(
		'woocommerce_order_status_changed',
		'woocommerce_after_order_object_save',
	);
	public static float $ms    = 0;
	public static float $began = 0;
	public static int $saves   = 0;

	public static function watch(): void {
		foreach ( self::HOOKS as $hook ) {
			add_action( $hook, array( self::class, 'begin' ), 19, 0 );
			add_action( $hook, array( self::class, 'end' ), 21, 0 );
		}
	}
	public static function begin(): void {
		self::$saves += 'woocommerce_after_order_object_save' === current_action() ? 1 : 0;
		self::$began  = hrtime( true );
	}
	public static function end(): void {
		self::$ms += ( hrtime( true ) - self::$began ) / 1e6;
	}
}

/** What the block checkout does with an order: lines, totals, addresses, save, payment. */
function place_order( array $products ): WC_Order {
	$order = new WC_Order();
	$order->set_address(
		array( 'first_name' => 'Sanne', 'last_name' => 'de Boer', 'address_1' => 'Grachtkade 12', 'postcode' => '1011 AB', 'city' => 'Amsterdam', 'country' => 'NL', 'email' => 'sanne@example.nl' ),
		'billing'
	);
	foreach ( $products as $product ) {
		$order->add_product( $product, 2 );
	}
	$order->set_payment_method( 'mollie_wc_gateway_ideal' );
	$order->calculate_totals();
	$order->set_status( 'pending' );
	$order->save();
	$order->payment_complete( 'tr_test' . $order->get_id() );
	return $order;
}

/** What "shutdown" does at the end of a request; its milliseconds count as ours. */
function end_request(): void {
	$settling = hrtime( true );
	ledgerbridge()->hooks->settle();
	Ours::$ms += ( hrtime( true ) - $settling ) / 1e6;
}

/** One save in a request of its own, as when the owner edits an order: the milliseconds that the plugin adds. */
function save_once( int $id ): float {
	$order = wc_get_order( $id );
	$order->set_customer_note( 'Achterom ' . wp_rand() );
	Ours::$ms = 0;
	$order->save();
	end_request();
	return Ours::$ms;
}

if ( 'on' === $mode ) {
	Ours::watch();
}
$products = wc_get_products( array( 'limit' => 3, 'type' => 'simple', 'orderby' => 'ID', 'order' => 'ASC' ) );
$found    = array_fill_keys( array( 'order', 'first', 'next', 'saves', 'save first', 'save next' ), array() );
for ( $turn = -4; $turn < (int) $count; $turn++ ) {
	$first = 0 === $turn % 2;
	if ( 'on' === $mode && $first ) {
		as_unschedule_all_actions( 'ledgerbridge_drain_soon' );
	}
	Ours::$ms    = 0;
	Ours::$saves = 0;
	$began       = hrtime( true );
	$order       = place_order( $products );
	if ( 'on' === $mode ) {
		end_request();
	}
	$took = ( hrtime( true ) - $began ) / 1e6;
	$ours = Ours::$ms;
	if ( $turn < 0 ) { // the first ones load classes
		continue;
	}
	$found['order'][] = $took;
	$found['saves'][] = Ours::$saves;
	$found[ $first ? 'first' : 'next' ][] = $ours;
	if ( 'on' === $mode ) {
		$found['save next'][] = save_once( $order->get_id() );
		as_unschedule_all_actions( 'ledgerbridge_drain_soon' );
		$found['save first'][] = save_once( $order->get_id() );
	}
}
echo json_encode( $found );
