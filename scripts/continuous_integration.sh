#!/usr/bin/env bash
# Tries what repositories with flows use on their build servers: the hooks for pre-commit, and what the GitHub Action does.
# Takes the program to test; `pre-commit` is wanted on the PATH.
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/shop"
ln -s "$program" "$folder/bin/bourn"
export PATH="$folder/bin:$PATH" PRE_COMMIT_HOME="$folder/hooks" GIT_CONFIG_GLOBAL=/dev/null NO_COLOR=1
export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com

# expect STATUS TEXT COMMAND…: the command ends so, and its output has the text.
expect() {
    local status=0 wanted=$1 text=$2 output
    shift 2
    output=$("$@" 2>&1) || status=$?
    if [[ $status != "$wanted" || $output != *"$text"* ]]; then
        printf 'not as expected: %s\nexit code %s, not %s; wanted: %s\n%s\n' "$*" "$status" "$wanted" "$text" "$output" >&2
        exit 1
    fi
}

write() {
    printf '[project]\nname = "shop"\n' >"$folder/shop/bourn.toml"
    printf 'people {\n    plan: text\n}\n\n%s\n' "$1" >"$folder/shop/shop.flow"
}
right='segment Pro = plan is "pro"

test "who pays is in" {
    person ana { plan = "pro" }
    at 2026-12-02 09:00
    expect ana in segment Pro
}'
warned='flow Nobody {
    add tag "in"
}'
wrong='segment Pro = Plan is "pro"'
ragged='segment Pro = plan   is "pro"'
failing=${right/expect ana/expect not ana}

hooks() {
    cd "$folder"
    git init --quiet .
    # The hooks of the working folder, which needs not be committed.
    git init --quiet "$folder/bourn"
    cp "$here/.pre-commit-hooks.yaml" "$folder/bourn"
    git -C "$folder/bourn" add . && git -C "$folder/bourn" commit --quiet --message "Hooks"
    printf 'bin\nbourn\nhooks\n' >.gitignore
    local check=(pre-commit try-repo "$folder/bourn" bourn-check --all-files)
    local format=(pre-commit try-repo "$folder/bourn" bourn-format --all-files)
    write "$right" && git add .
    expect 0 "Passed" "${check[@]}"
    expect 0 "Passed" "${format[@]}"
    write "$wrong" && git add .
    expect 1 "error[E0204]" "${check[@]}"
    write "$ragged" && git add .
    expect 1 "files were modified by this hook" "${format[@]}"
    expect 0 'segment Pro = plan is "pro"' cat shop/shop.flow
    git add . && expect 0 "Passed" "${format[@]}"
    git rm --quiet --cached -r shop
    expect 0 "Skipped" "${check[@]}"
    rm -rf .git
}

action() {
    cd "$folder"
    local run=("$here/scripts/github_action.sh" run)
    export BOURN_PROJECT=shop BOURN_SARIF="$folder/found.sarif" BOURN_JUNIT="$folder/tests.xml" GITHUB_STEP_SUMMARY="$folder/summary.md"
    write "$right"
    expect 0 "shop: 1 test, 1 passed" "${run[@]}"
    expect 0 '| bourn test | passed |' cat summary.md
    expect 0 '"version": "2.1.0"' cat found.sarif
    expect 0 'tests="1" failures="0"' cat tests.xml
    write "$wrong"
    expect 1 "::error file=shop/shop.flow,line=5,endLine=5,col=15" "${run[@]}"
    expect 0 '| bourn check | **failed** |' cat summary.md
    expect 0 '"ruleId": "E0204"' cat found.sarif
    write "$ragged"
    BOURN_TEST=false expect 1 "::error file=shop/shop.flow,title=bourn fmt::" "${run[@]}"
    BOURN_TEST=false BOURN_FORMAT=false expect 0 "bourn check" "${run[@]}"
    write "$failing"
    expect 1 "::add-matcher::$here/scripts/github_matcher.json" "${run[@]}"
    expect 1 "╭─[ shop/shop.flow:10:12 ]" "${run[@]}"
    expect 0 'tests="1" failures="1"' cat tests.xml
    write "$warned"
    BOURN_TEST=false expect 0 "::warning file=shop/shop.flow" "${run[@]}"
    BOURN_TEST=false BOURN_DENY_WARNINGS=true expect 1 "W0412" "${run[@]}"
    BOURN_PROJECT=nowhere expect 2 "is not a project" "${run[@]}"
    GITHUB_PATH="$folder/path" expect 0 "bourn 0." "$here/scripts/github_action.sh" install "$folder"
    expect 0 "$folder/bin" cat "$folder/path"
}

(hooks)
(action)
printf 'the hooks and the action do what they should\n'
