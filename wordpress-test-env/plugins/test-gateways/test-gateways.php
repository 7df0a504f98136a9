<?php
/**
 * Plugin Name: Test payment methods
 * Description: Payment methods that are paid at once, with the ids and metas of well-known plugins. No money, no bank.
 * Requires Plugins: woocommerce
 * License: GPL-2.0-or-later
 */

namespace LedgerbridgeTest;

use Automattic\WooCommerce\Blocks\Payments\Integrations\AbstractPaymentMethodType;
use Automattic\WooCommerce\Blocks\Payments\PaymentMethodRegistry;

const METHODS = array( 'mollie_wc_gateway_ideal' => 'iDEAL (test)' );

add_action(
	'before_woocommerce_init',
	function () {
		\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', __FILE__, true );
		\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', __FILE__, true );
	}
);

add_action(
	'plugins_loaded',
	function () {
		if ( ! class_exists( \WC_Payment_Gateway::class ) ) {
			return;
		}

		/** Takes every payment at once. */
		class Paid_At_Once extends \WC_Payment_Gateway {
			public function __construct( string $id = 'mollie_wc_gateway_ideal' ) {
				$this->id           = $id;
				$this->title        = METHODS[ $id ];
				$this->method_title = METHODS[ $id ];
				$this->description  = 'Paid at once; there is no bank behind it.';
				$this->supports     = array( 'products', 'refunds' );
				$this->init_settings();
				$this->enabled = $this->get_option( 'enabled', 'no' );
			}

			public function process_payment( $order_id ): array {
				$order   = wc_get_order( $order_id );
				$payment = 'tr_test' . $order_id;
				$order->update_meta_data( '_mollie_payment_id', $payment );
				$order->update_meta_data( '_mollie_payment_mode', 'live' ); // "test" would rightly not be booked
				$order->payment_complete( $payment );
				WC()->cart->empty_cart();
				return array(
					'result'   => 'success',
					'redirect' => $this->get_return_url( $order ),
				);
			}

			public function process_refund( $order_id, $amount = null, $reason = '' ): bool {
				return true;
			}
		}

		add_filter(
			'woocommerce_payment_gateways',
			fn( array $gateways ) => array( ...$gateways, ...array_map( fn( $id ) => new Paid_At_Once( $id ), array_keys( METHODS ) ) )
		);
	},
	20
);

/** The block checkout shows only methods that a script has registered. */
add_action(
	'woocommerce_blocks_payment_method_type_registration',
	function ( PaymentMethodRegistry $registry ) {
		$registry->register(
			new class() extends AbstractPaymentMethodType {
				protected $name = 'mollie_wc_gateway_ideal';

				public function initialize(): void {
					$this->settings = get_option( "woocommerce_{$this->name}_settings", array() );
				}

				public function is_active(): bool {
					return 'yes' === ( $this->settings['enabled'] ?? 'no' );
				}

				public function get_payment_method_script_handles(): array {
					wp_register_script(
						'ledgerbridge-test-gateways',
						plugins_url( 'checkout.js', __FILE__ ),
						array( 'wc-blocks-registry', 'wp-element' ),
						'1',
						true
					);
					return array( 'ledgerbridge-test-gateways' );
				}

				public function get_payment_method_data(): array {
					return array( 'title' => METHODS[ $this->name ] );
				}
			}
		);
	}
);
