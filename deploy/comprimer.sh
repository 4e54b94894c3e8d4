#!/bin/sh
# Prépare, à côté de chaque texte du site, le fichier .gz que nginx et Caddy envoient tel quel :
#   deploy/comprimer.sh /srv/chevet
# À relancer à chaque version ; -n ne met ni nom ni date, la même page donne le même fichier.
set -eu
find "${1:?Donnez le dossier du site}" -type f -name '*.gz' -delete
find "$1" -type f -size +511c \( -name '*.html' -o -name '*.js' -o -name '*.css' -o -name '*.json' -o -name '*.svg' \
  -o -name '*.txt' -o -name '*.md' \) -exec gzip -9 -k -n {} +
