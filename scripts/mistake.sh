# Read by the scripts that hold the language server in an editor: `program` is what they test, and `folder` a project with a mistake,
# which goes away with them.
program=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
printf '[project]\nname = "shop"\n' >"$folder/bourn.toml"
printf 'people { plan: text }\nsegment Pro = Plan is "pro"\n' >"$folder/shop.flow"

# Whether the editor has mended the mistake and saved.
is_mended() {
    grep -q 'segment Pro = plan is "pro"' "$folder/shop.flow"
}
