<?php
/**
 * Makes the site's tables and its administrator. Usage: php install-wordpress.php WORDPRESS_FOLDER URL USER PASSWORD
 */

define( 'WP_INSTALLING', true );
[ , $folder, $url, $user, $password ] = $argv;
$_SERVER['HTTP_HOST']       = substr( $url, strlen( 'http://' ) );
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';

require $folder . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( 'Koffie & Keuken', $user, 'beheer@winkel.example.nl', true, '', wp_slash( $password ) );

update_option( 'timezone_string', 'Europe/Amsterdam' );
update_option( 'date_format', 'j F Y' );
update_option( 'admin_email_lifespan', time() + YEAR_IN_SECONDS );
update_option( 'permalink_structure', '/%postname%/' );
update_option( 'show_avatars', 0 ); // they come from elsewhere
wp_delete_post( 1, true );
foreach ( array( 'dashboard_primary', 'dashboard_quick_press' ) as $box ) {
	$hidden[] = $box;
}
update_user_meta( 1, 'metaboxhidden_dashboard', $hidden );
update_user_meta( 1, 'show_welcome_panel', 0 );
