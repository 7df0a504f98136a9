/**
 * Builds carts in a real WooCommerce and says what it stored. $ledgerbridge_carts: list of carts as
 * tests/order/generate/woocommerce.py has them; prints one JSON object a line.
 */

remove_filter( 'woocommerce_stock_amount', 'intval' );
add_filter( 'woocommerce_stock_amount', 'floatval' );
add_filter( 'woocommerce_coupon_is_valid', '__return_true' );

/** A product of a tax class ("none": without tax); prices are set in the cart. */
function ledgerbridge_good( string $class ): int {
	static $made = array();
	if ( ! isset( $made[ $class ] ) ) {
		$product = new WC_Product_Simple();
		$product->set_name( 'Artikel' );
		$product->set_regular_price( '1' );
		$product->set_tax_status( 'none' === $class ? 'none' : 'taxable' );
		$product->set_tax_class( 'none' === $class ? '' : $class );
		$made[ $class ] = $product->save();
	}
	return $made[ $class ];
}

/** The rates of a country that taxes tax, once. */
function ledgerbridge_compound(): array {
	global $wpdb;
	$ids = $wpdb->get_col( "SELECT tax_rate_id FROM {$wpdb->prefix}woocommerce_tax_rates WHERE tax_rate_country = 'CA' ORDER BY tax_rate_priority" );
	if ( $ids ) {
		return array_map( 'intval', $ids );
	}
	foreach ( array( array( '5', 0, 1 ), array( '9.975', 1, 2 ) ) as [ $percent, $compound, $priority ] ) {
		$ids[] = WC_Tax::_insert_tax_rate(
			array(
				'tax_rate_country'  => 'CA',
				'tax_rate'          => $percent,
				'tax_rate_name'     => "Tax $percent",
				'tax_rate_class'    => '',
				'tax_rate_priority' => $priority,
				'tax_rate_compound' => $compound,
				'tax_rate_shipping' => 1,
			)
		);
	}
	return $ids;
}

/** One flat rate for each cost, worked out by WooCommerce's own shipping method. */
function ledgerbridge_rates( array $costs ): array {
	$method             = new WC_Shipping_Flat_Rate( 0 );
	$method->tax_status = 'taxable';
	foreach ( $costs as $number => $cost ) {
		$method->add_rate( array( 'id' => "flat_rate:$number", 'label' => "Verzending $number", 'cost' => $cost ) );
	}
	return $method->rates;
}

/** The lines of a cart as goods in WooCommerce's own cart, its totals worked out. */
function ledgerbridge_fill( array $cart ): void {
	static $current;
	if ( null === $current ) {
		add_action(
			'woocommerce_before_calculate_totals',
			function ( $filled ) {
				foreach ( $filled->get_cart() as $item ) {
					$item['data']->set_price( $item['price'] );
				}
			}
		);
		add_action(
			'woocommerce_cart_calculate_fees',
			function ( $filled ) use ( &$current ) {
				foreach ( $current['fees'] as $number => $fee ) {
					$filled->fees_api()->add_fee(
						array( 'id' => "fee-$number", 'name' => "Toeslag $number", 'amount' => $fee['amount'],
							'taxable' => $fee['taxable'], 'tax_class' => $fee['tax_class'] )
					);
				}
			}
		);
		add_filter( // a package for each cost
			'woocommerce_cart_shipping_packages',
			function ( $packages ) use ( &$current ) {
				return array_map( fn ( $number ) => array( 'number' => $number ) + $packages[0], array_keys( $current['shipping'] ) );
			}
		);
		add_filter(
			'woocommerce_package_rates',
			function ( $rates, $package ) use ( &$current ) {
				return array_slice( ledgerbridge_rates( $current['shipping'] ), $package['number'], 1, true );
			},
			10,
			2
		);
		add_filter( 'woocommerce_cart_needs_shipping', '__return_true' );
	}
	$current = $cart;
	WC()->customer = new WC_Customer( 0, true );
	WC()->customer->set_billing_country( $cart['country'] );
	WC()->customer->set_shipping_country( $cart['country'] );
	WC()->customer->set_is_vat_exempt( $cart['exempt'] );
	WC()->cart->empty_cart();
	foreach ( $cart['lines'] as $number => $line ) {
		$good = ledgerbridge_good( $line['taxable'] ? $line['tax_class'] : 'none' );
		if ( ! WC()->cart->add_to_cart( $good, $line['quantity'], 0, array(), array( 'price' => $line['price'], 'number' => $number ) ) ) {
			throw new RuntimeException( 'Not in the cart: ' . wp_json_encode( wc_get_notices() ) );
		}
	}
	foreach ( $cart['coupons'] as $number => $one ) {
		$coupon = new WC_Coupon();
		$coupon->set_code( uniqid( "korting-$number-" ) );
		$coupon->set_discount_type( $one['kind'] );
		$coupon->set_amount( $one['amount'] );
		$coupon->save();
		WC()->cart->apply_coupon( $coupon->get_code() );
	}
	WC()->session->set( 'chosen_shipping_methods', array_map( fn ( $number ) => "flat_rate:$number", array_keys( $cart['shipping'] ) ) );
	WC()->shipping()->reset_shipping();
	WC()->cart->calculate_totals();
}

/** An order as an administrator or a program makes it: lines added, totals worked out. */
function ledgerbridge_by_hand( array $cart ): WC_Order {
	$order = wc_create_order();
	$order->set_billing_country( $cart['country'] );
	$order->set_shipping_country( $cart['country'] );
	$order->set_prices_include_tax( wc_prices_include_tax() );
	$order->update_meta_data( 'is_vat_exempt', $cart['exempt'] ? 'yes' : 'no' );
	foreach ( $cart['lines'] as $line ) {
		$good = wc_get_product( ledgerbridge_good( $line['taxable'] ? $line['tax_class'] : 'none' ) );
		$good->set_price( $line['price'] );
		$order->add_product( $good, $line['quantity'] );
	}
	foreach ( $cart['shipping'] as $number => $cost ) {
		$item = new WC_Order_Item_Shipping();
		$item->set_props( array( 'method_title' => "Verzending $number", 'method_id' => 'flat_rate', 'total' => $cost ) );
		$order->add_item( $item );
	}
	foreach ( $cart['fees'] as $number => $fee ) {
		$item = new WC_Order_Item_Fee();
		$item->set_props( array( 'name' => "Toeslag $number", 'total' => $fee['amount'], 'tax_class' => $fee['tax_class'],
			'tax_status' => $fee['taxable'] ? 'taxable' : 'none' ) );
		$order->add_item( $item );
	}
	$order->save();
	$order->calculate_totals();
	return $order;
}

function ledgerbridge_made( array $cart ): int {
	remove_all_filters( 'woocommerce_order_get_tax_location' ); // the block checkout leaves one behind
	if ( 'order' === $cart['via'] ) {
		return ledgerbridge_by_hand( $cart )->get_id();
	}
	ledgerbridge_fill( $cart );
	if ( 'classic' === $cart['via'] ) {
		$order = new WC_Order();
		$order->set_billing_country( $cart['country'] );
		$order->set_shipping_country( $cart['country'] );
		$order->set_prices_include_tax( wc_prices_include_tax() );
		WC()->checkout()->set_data_from_cart( $order );
		return $order->save();
	}
	return ( new Automattic\WooCommerce\StoreApi\Utilities\OrderController() )->create_order_from_cart()->get_id();
}

wc_load_cart();
$ledgerbridge_compound = ledgerbridge_compound();
add_filter( 'woocommerce_rest_check_permissions', '__return_true' );
foreach ( $ledgerbridge_carts as $number => $cart ) {
	update_option( 'woocommerce_tax_round_at_subtotal', $cart['counts']['at_subtotal'] ? 'yes' : 'no' );
	update_option( 'woocommerce_price_num_decimals', (string) $cart['counts']['decimals'] );
	$request = new WP_REST_Request( 'GET', '/wc/v3/orders/' . ledgerbridge_made( $cart ) );
	$request->set_query_params( array( 'dp' => 6 ) );
	$said = rest_do_request( $request )->get_data();
	$kept = array_intersect_key( $said, array_flip( array( 'id', 'total', 'total_tax', 'line_items', 'shipping_lines', 'fee_lines', 'tax_lines', 'prices_include_tax' ) ) );
	echo wp_json_encode( array( 'number' => $number, 'compound' => $ledgerbridge_compound, 'mode' => WC_TAX_ROUNDING_MODE ) + $kept ) . "\n";
}
