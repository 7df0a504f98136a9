<?php
/**
 * PHPUnit inside a WordPress site. Usage: php run.php WORDPRESS_FOLDER SITE_URL [PHPUnit's own arguments]
 *
 * WordPress is loaded here, at the top level, because it keeps much of itself in global variables; PHPUnit's own
 * bootstrap file would be loaded inside a function.
 */

declare(strict_types=1);

// Debian's phpunit; PHPUNIT_AUTOLOAD names another one.
require getenv('PHPUNIT_AUTOLOAD') ?: 'PHPUnit/Autoload.php';

define('WP_ADMIN', true);
$_SERVER += ['REQUEST_URI' => '/wp-admin/', 'REQUEST_METHOD' => 'GET', 'SERVER_NAME' => 'shop', 'REMOTE_ADDR' => '127.0.0.1'];
$_SERVER['HTTP_HOST'] = substr($argv[2], strlen('http://'));

require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
require_once __DIR__ . '/ShopTestCase.php';

(new PHPUnit\TextUI\Command())->run(['phpunit', '--no-configuration', ...array_slice($argv, 3), __DIR__]);
