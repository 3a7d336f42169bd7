#!/usr/bin/env bash
# Holds the language server in a second real editor: Emacs with Eglot, which comes with Emacs 29 and is `elpa-eglot` for Emacs 28 in
# Debian. Takes the program to test.
set -euo pipefail
program=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '[project]\nname = "shop"\n' >"$folder/bourn.toml"
printf 'people { plan: text }\nsegment Pro = Plan is "pro"\n' >"$folder/shop.flow"
here=$(dirname "$0")
# `-Q` would leave out the packages of the system, and with them Eglot.
HOME="$folder" XDG_CACHE_HOME="$folder/cache" BOURN="$program" FOLDER="$folder" \
    timeout 120 emacs --batch --no-init-file --load "$here/emacs.el"
grep -q 'segment Pro = plan is "pro"' "$folder/shop.flow"
