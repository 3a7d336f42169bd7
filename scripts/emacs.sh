#!/usr/bin/env bash
# Holds the language server in a second real editor: Emacs with Eglot, which comes with Emacs 29 and is `elpa-eglot` for Emacs 28 in
# Debian. Takes the program to test.
set -euo pipefail
here=$(dirname "$0")
source "$here/mistake.sh"
# `-Q` would leave out the packages of the system, and with them Eglot.
HOME="$folder" XDG_CACHE_HOME="$folder/cache" BOURN="$program" FOLDER="$folder" \
    timeout 120 emacs --batch --no-init-file --load "$here/emacs.el"
is_mended
