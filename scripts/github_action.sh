#!/usr/bin/env bash
# What the GitHub Action does: `install FOLDER` builds the program into a folder and puts it on the PATH of the steps behind,
# `run` checks, looks at the style and plays the tests of a project. What is wanted stands in variables, see action.yml.
#
# Everything wanted is done, whatever came of what stands before, and the exit code is the worst one: 0 all is well, 1 something
# is wrong with the project, 2 it could not be looked at.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
worst=0

# part TITLE COMMAND…: runs a command in a group of the log, and keeps its exit code if it is the worst.
part() {
    local title=$1 status=0
    shift
    printf '::group::%s\n' "$title"
    "$@" || status=$?
    printf '::endgroup::\n'
    if ((status > worst)); then worst=$status; fi
    summary "| $title | $(verdict "$status") |"
}

verdict() {
    case $1 in
        0) printf 'passed' ;;
        1) printf '**failed**' ;;
        *) printf '**could not be done**' ;;
    esac
}

summary() {
    if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then printf '%s\n' "$1" >>"$GITHUB_STEP_SUMMARY"; fi
}

wanted() {
    [[ $1 == true ]]
}

install_program() {
    local folder=$1
    if [[ ! -x $folder/bin/bourn ]]; then
        cargo install --locked --path "$here" --root "$folder" || return 2
    fi
    printf '%s\n' "$folder/bin" >>"$GITHUB_PATH"
    "$folder/bin/bourn" --version
}

check() {
    local denied=()
    if wanted "${BOURN_DENY_WARNINGS:-false}"; then denied=(--deny warnings); fi
    if [[ -n ${BOURN_SARIF:-} ]]; then bourn check "$project" ${denied[@]+"${denied[@]}"} --format sarif >"$BOURN_SARIF"; fi
    bourn check "$project" ${denied[@]+"${denied[@]}"} --format github
}

# `bourn fmt --check` lists the files that would change: each becomes an annotation.
style() {
    local listed status=0
    listed=$(bourn fmt "$project" --check) || status=$?
    while IFS= read -r file; do
        if [[ -f $file ]]; then printf '::error file=%s,title=bourn fmt::the file is not in the one style\n' "$file"; fi
    done <<<"$listed"
    return "$status"
}

# The log has the tests as people read them; the matcher makes annotations of what failed.
play() {
    local covered=() status=0
    if [[ -n ${BOURN_MIN_COVERAGE:-} ]]; then covered=(--min-coverage "$BOURN_MIN_COVERAGE"); fi
    if [[ -n ${BOURN_JUNIT:-} ]]; then bourn test "$project" --format junit >"$BOURN_JUNIT"; fi
    printf '::add-matcher::%s\n' "$here/scripts/github_matcher.json"
    bourn test "$project" ${covered[@]+"${covered[@]}"} --color never || status=$?
    printf '::remove-matcher owner=bourn::\n'
    return "$status"
}

run_all() {
    project=${BOURN_PROJECT:-.}
    summary '| Bourn | |'
    summary '| --- | --- |'
    part "bourn check" check
    if wanted "${BOURN_FORMAT:-true}"; then part "bourn fmt --check" style; fi
    if wanted "${BOURN_TEST:-true}"; then part "bourn test" play; fi
    return "$worst"
}

case ${1:-} in
    install) install_program "${2:?a folder is wanted}" ;;
    run) run_all ;;
    *)
        printf 'usage: %s install FOLDER | run\n' "$0" >&2
        exit 2
        ;;
esac
