#!/bin/sh
# Makes the empty WordPress of docker-compose.yml the shop that shop.py makes, once.
set -eu
url=http://127.0.0.1:8080
cd /var/www/html

if ! wp core is-installed; then
  wp core install --url="$url" --title='Koffie & Keuken' --admin_user=beheerder --admin_password=beheerder \
    --admin_email=beheer@winkel.example.nl --skip-email
  wp option update timezone_string Europe/Amsterdam
  wp option update permalink_structure '/%postname%/'
fi
if ! wp plugin is-active woocommerce; then
  wp plugin install woocommerce ${WOOCOMMERCE_VERSION:+--version="$WOOCOMMERCE_VERSION"} --activate
  wp plugin activate test-gateways
  wp eval-file /shop/php/furnish.php --user=1
fi
wp plugin is-active ledgerbridge || wp plugin activate ledgerbridge
