<?php
/**
 * Runs the PHP on its standard input inside WordPress, as the administrator: what WP-CLI's "eval-file -" does.
 *
 * Usage: php run.php WORDPRESS_FOLDER SITE_URL
 */

$_SERVER['HTTP_HOST']      = (string) parse_url( $argv[2], PHP_URL_HOST ) . ':' . (string) parse_url( $argv[2], PHP_URL_PORT );
$_SERVER['REQUEST_URI']    = '/';
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['SERVER_NAME']    = 'shop';
$_SERVER['REMOTE_ADDR']    = '127.0.0.1';

require $argv[1] . '/wp-load.php';
wp_set_current_user( 1 );

// Not our words but the caller's: this file is a test tool and is never part of the plugin.
eval( '?>' . stream_get_contents( STDIN ) );
