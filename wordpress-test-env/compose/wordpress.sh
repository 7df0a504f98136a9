#!/bin/sh
# Starts the official image's Apache on the port that browsers use, so that the shop reaches itself by its own URL.
set -eu
sed -i 's/^Listen 80$/Listen 8080/' /etc/apache2/ports.conf
sed -i 's/:80>/:8080>/' /etc/apache2/sites-available/000-default.conf
# Folders that Docker made as mount points belong to root; WordPress has to write next to them.
mkdir -p wp-content/plugins wp-content/uploads
chown www-data:www-data . wp-content wp-content/plugins wp-content/uploads
exec docker-entrypoint.sh apache2-foreground
