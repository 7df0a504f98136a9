<?php
/**
 * Makes an empty WooCommerce the Dutch shop of tests/samples: pages, VAT rates, shipping, payment methods, goods.
 * Run by run.php; $storage ("hpos" or "posts") comes from the environment.
 */

use Automattic\WooCommerce\Internal\DataStores\Orders\DataSynchronizer;

$hpos = 'posts' !== getenv( 'ORDER_STORAGE' );

$options = array(
	'woocommerce_custom_orders_table_enabled'           => $hpos ? 'yes' : 'no',
	'woocommerce_custom_orders_table_data_sync_enabled' => 'no',
	'woocommerce_store_address'                         => 'Grachtkade 12',
	'woocommerce_store_postcode'                        => '1011 AB',
	'woocommerce_store_city'                            => 'Amsterdam',
	'woocommerce_default_country'                       => 'NL',
	'woocommerce_allowed_countries'                     => 'all',
	'woocommerce_default_customer_address'              => 'base',
	'woocommerce_currency'                              => 'EUR',
	'woocommerce_price_thousand_sep'                    => '.',
	'woocommerce_price_decimal_sep'                     => ',',
	'woocommerce_price_num_decimals'                    => '2',
	'woocommerce_currency_pos'                          => 'left_space',
	'woocommerce_calc_taxes'                            => 'yes',
	'woocommerce_prices_include_tax'                    => 'yes',
	'woocommerce_tax_based_on'                          => 'shipping',
	'woocommerce_shipping_tax_class'                    => 'inherit',
	'woocommerce_tax_round_at_subtotal'                 => 'no',
	'woocommerce_tax_display_shop'                      => 'incl',
	'woocommerce_tax_display_cart'                      => 'incl',
	'woocommerce_enable_guest_checkout'                 => 'yes',
	'woocommerce_enable_reviews'                        => 'no',
	'woocommerce_stock_format'                          => 'no_amount',
	'woocommerce_coming_soon'                           => 'no',
	'woocommerce_allow_tracking'                        => 'no',
	'woocommerce_show_marketplace_suggestions'          => 'no',
	'woocommerce_task_list_hidden'                      => 'yes',
	'woocommerce_task_list_hidden_lists'                => array( 'setup', 'extended' ),
	'woocommerce_onboarding_profile'                    => array( 'skipped' => true ),
	'woocommerce_admin_install_timestamp'               => time() - YEAR_IN_SECONDS,
);
foreach ( $options as $name => $value ) {
	update_option( $name, $value );
}
delete_transient( '_wc_activation_redirect' );

wc_get_container()->get( DataSynchronizer::class )->create_database_tables();
WC_Install::create_pages();

$rates = array( // country, percent, name, class: the rows of tests/samples/woocommerce
	array( 'NL', '21', 'BTW 21%', '' ),
	array( 'NL', '9', 'BTW 9%', 'reduced-rate' ),
	array( 'NL', '0', 'BTW 0%', 'zero-rate' ),
	array( 'DE', '19', 'MwSt 19%', '' ),
	array( 'DE', '7', 'MwSt 7%', 'reduced-rate' ),
	array( 'FR', '20', 'TVA 20%', '' ),
	array( 'FR', '5.5', 'TVA 5,5%', 'reduced-rate' ),
	array( 'BE', '21', 'BTW 21%', '' ),
	array( 'BE', '6', 'BTW 6%', 'reduced-rate' ),
	array( 'GB', '0', 'Export 0%', '' ),
	array( 'GB', '0', 'Export 0%', 'reduced-rate' ),
);
foreach ( $rates as $order => [ $country, $percent, $name, $class ] ) {
	WC_Tax::_insert_tax_rate(
		array(
			'tax_rate_country'  => $country,
			'tax_rate'          => $percent,
			'tax_rate_name'     => $name,
			'tax_rate_class'    => $class,
			'tax_rate_priority' => 1,
			'tax_rate_shipping' => 1,
			'tax_rate_order'    => $order,
		)
	);
}

/** A shipping zone with one flat rate ("" as country: everywhere else). */
function ledgerbridge_test_zone( string $name, array $countries, string $method, string $cost ): void {
	$zone = $countries ? new WC_Shipping_Zone() : new WC_Shipping_Zone( 0 );
	if ( $countries ) {
		$zone->set_zone_name( $name );
		foreach ( $countries as $country ) {
			$zone->add_location( $country, 'country' );
		}
		$zone->save();
	}
	$id = $zone->add_shipping_method( 'flat_rate' );
	update_option( "woocommerce_flat_rate_{$id}_settings", array( 'title' => $method, 'tax_status' => 'taxable', 'cost' => $cost ) );
}
ledgerbridge_test_zone( 'Nederland', array( 'NL' ), 'PostNL pakket', '4.0909' );
ledgerbridge_test_zone( 'EU', array( 'BE', 'DE', 'FR' ), 'DHL EU', '9.50' );
ledgerbridge_test_zone( 'Wereld', array(), 'DHL Worldwide', '24.95' );

update_option( 'woocommerce_bacs_settings', array( 'enabled' => 'yes', 'title' => 'Bankoverschrijving' ) );
update_option( 'woocommerce_cod_settings', array( 'enabled' => 'yes', 'title' => 'Rembours' ) );
update_option( 'woocommerce_mollie_wc_gateway_ideal_settings', array( 'enabled' => 'yes' ) );
update_option(
	'woocommerce_gateway_order',
	array( 'mollie_wc_gateway_ideal' => 0, 'bacs' => 1, 'cod' => 2 )
);

$goods = array( // SKU, name, price, VAT class ("none": no VAT), keeps stock
	array( 'MOK-001', 'Mok wit', '9.95', '', true ),
	array( 'KOF-001', 'Koffiebonen 1 kg', '18.95', 'reduced-rate', true ),
	array( 'FIL-100', 'Filters 100 st', '4.50', '', true ),
	array( 'BOE-007', 'Barista-boek', '24.50', 'reduced-rate', true ),
	array( 'PAN-28', 'Koekenpan 28 cm', '34.95', '', true ),
	array( 'THEE-250', 'Thee Earl Grey 250 g', '7.29', 'reduced-rate', true ),
	array( 'LAMP-E27', 'Ledlamp E27', '12.37', '', true ),
	array( 'KAB-2M', 'USB-kabel 2 m', '3.33', '', true ),
	array( 'STROOP-10', 'Stroopwafels 10 st', '2.15', 'reduced-rate', true ),
	array( 'OLIE-5', 'Olijfolie 500 ml', '8.89', 'reduced-rate', true ),
	array( 'STICK-1', 'Sticker', '0.07', '', true ),
	array( 'STOEL-01', 'Kantoorstoel', '149.99', '', true ),
	array( 'ZONNE-4', 'Zonnepanelen set', '1299.00', 'zero-rate', true ),
	array( 'CAD-050', 'Cadeaubon 50', '50.00', 'zero-rate', false ),
	array( 'CURSUS', 'Cursus (vrijgesteld onderwijs)', '85.00', 'none', false ),
	array( 'DONATIE', 'Donatie goed doel', '10.00', 'none', false ),
);
foreach ( $goods as [ $sku, $name, $price, $class, $stock ] ) {
	ledgerbridge_test_price( new WC_Product_Simple(), $sku, $name, $price, $class, $stock )->save();
}

/** Fills in what simple products and variations share. */
function ledgerbridge_test_price( WC_Product $product, string $sku, string $name, string $price, string $class, bool $stock ): WC_Product {
	$product->set_name( $name );
	$product->set_slug( sanitize_title( $sku ) );
	$product->set_sku( $sku );
	$product->set_regular_price( $price );
	$product->set_tax_status( 'none' === $class ? 'none' : 'taxable' );
	$product->set_tax_class( 'none' === $class ? '' : $class );
	$product->set_manage_stock( $stock );
	if ( $stock ) {
		$product->set_stock_quantity( 5000 );
	}
	return $product;
}

/** A variable product: one attribute, a SKU and a price for each value ("" = the parent's SKU). */
function ledgerbridge_test_variable( string $sku, string $name, string $attribute, array $values ): void {
	$choices = new WC_Product_Attribute();
	$choices->set_name( $attribute );
	$choices->set_options( array_keys( $values ) );
	$choices->set_visible( true );
	$choices->set_variation( true );
	$parent = new WC_Product_Variable();
	$parent->set_name( $name );
	$parent->set_slug( sanitize_title( $sku ) );
	$parent->set_sku( $sku );
	$parent->set_attributes( array( $choices ) );
	$parent->save();
	foreach ( $values as $value => [ $own_sku, $price ] ) {
		$variation = new WC_Product_Variation();
		$variation->set_parent_id( $parent->get_id() );
		$variation->set_attributes( array( sanitize_title( $attribute ) => $value ) );
		$variation->set_sku( $own_sku );
		$variation->set_regular_price( $price );
		$variation->save();
	}
	WC_Product_Variable::sync( $parent->get_id() );
}
ledgerbridge_test_variable( 'TSH', 'T-shirt', 'Maat', array( 'M' => array( 'TSH-M', '19.95' ), 'L' => array( 'TSH-L', '21.95' ) ) );
ledgerbridge_test_variable( 'POSTER', 'Poster', 'Formaat', array( 'A2' => array( '', '14.99' ), 'A1' => array( '', '19.99' ) ) );

wp_insert_user(
	array( 'user_login' => 'winkelier', 'user_pass' => 'winkelier', 'user_email' => 'winkelier@winkel.example.nl', 'role' => 'shop_manager' )
);
// A test site is on plain http; WooCommerce need not say so on every screen.
foreach ( get_users( array( 'fields' => 'ID' ) ) as $user_id ) {
	update_user_meta( $user_id, 'dismissed_no_secure_connection_notice', true );
}

$sample = get_page_by_path( 'sample-page' );
if ( $sample ) {
	wp_delete_post( $sample->ID, true );
}
update_option( 'show_on_front', 'page' );
update_option( 'page_on_front', wc_get_page_id( 'shop' ) );
flush_rewrite_rules();
