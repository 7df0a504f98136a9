<?php
/**
 * Switches plugins on, as the Plugins screen does. Usage: php activate.php WORDPRESS_FOLDER URL PLUGIN…
 */

define( 'WP_ADMIN', true );
$_SERVER['HTTP_HOST']   = substr( $argv[2], strlen( 'http://' ) );
$_SERVER['REQUEST_URI'] = '/wp-admin/plugins.php';

require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
wp_set_current_user( 1 );

foreach ( array_slice( $argv, 3 ) as $plugin ) {
	$wrong = activate_plugin( $plugin );
	if ( is_wp_error( $wrong ) ) {
		fwrite( STDERR, $plugin . ': ' . $wrong->get_error_message() . "\n" );
		exit( 1 );
	}
}
