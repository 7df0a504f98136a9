/* Shows the test payment method in the block checkout. */
( function ( registry, element ) {
	const label = 'iDEAL (test)';
	const text = element.createElement( 'p', null, 'Paid at once; there is no bank behind it.' );
	registry.registerPaymentMethod( {
		name: 'mollie_wc_gateway_ideal',
		paymentMethodId: 'mollie_wc_gateway_ideal',
		label,
		ariaLabel: label,
		content: text,
		edit: text,
		canMakePayment: () => true,
		supports: { features: [ 'products', 'refunds' ] },
	} );
} )( window.wc.wcBlocksRegistry, window.wp.element );
