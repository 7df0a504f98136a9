<?php
/**
 * Plugin Name: Try-out shop
 * Description: Keeps a test site to itself: catches its mail, runs its queue when asked, signs in by a link.
 *
 * Only ever copied into a site that wordpress-test-env made.
 */

/** Mail is kept in a file, one JSON object a line, and never leaves. */
add_filter(
	'pre_wp_mail',
	function ( $nothing, array $mail ) {
		$line = wp_json_encode( array( 'to' => $mail['to'], 'subject' => $mail['subject'], 'message' => $mail['message'] ) );
		file_put_contents( TRY_OUT_FOLDER . '/mail.jsonl', $line . "\n", FILE_APPEND | LOCK_EX );
		return true;
	},
	10,
	2
);

/** No looking for updates: there is no way out, and WordPress would complain about that. */
foreach ( array( 'version_check', 'update_plugins', 'update_themes' ) as $check ) {
	remove_action( "wp_$check", "wp_$check" );
}
foreach ( array( 'core', 'plugins', 'themes' ) as $kind ) {
	remove_action( 'admin_init', "_maybe_update_$kind" );
}

/** Every call of wp-cron.php also runs what is due in Action Scheduler, which otherwise waits up to a minute. */
add_action(
	'wp_loaded',
	function () {
		if ( wp_doing_cron() ) {
			do_action( 'action_scheduler_run_queue', 'WP Cron' );
		}
	}
);

/** /?try-out-login=KEY&to=/wp-admin/… signs the administrator in. Only where wp-config.php defines the key. */
add_action(
	'init',
	function () {
		$key = (string) ( $_GET['try-out-login'] ?? '' );
		if ( '' === $key || ! defined( 'TRY_OUT_LOGIN' ) || ! hash_equals( TRY_OUT_LOGIN, $key ) ) {
			return;
		}
		wp_set_auth_cookie( 1, true );
		wp_safe_redirect( (string) ( $_GET['to'] ?? admin_url() ) );
		exit;
	}
);
