#!/usr/bin/env bash
# Lints for the action: annotations on standard output, a report for the summary, a SARIF file, and the exit code of podpat.
# Environment: PODPAT, and a variable for each input of the action.
set -euo pipefail

podpat=${PODPAT:-podpat}
folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/podpat-report.XXXXXX")
mapfile -t paths < <(grep -v '^[[:space:]]*$' <<<"${PODPAT_PATHS:-.}")
mapfile -t arguments < <(grep -v '^[[:space:]]*$' <<<"${PODPAT_ARGUMENTS:-}")
[ -n "${PODPAT_BASELINE:-}" ] && arguments+=("--baseline=$PODPAT_BASELINE")

# The commit that a pull request is held against: of a merge that was checked out, its first parent.
since() {
  if git rev-parse --quiet --verify 'HEAD^2' >/dev/null; then
    git rev-parse 'HEAD^1'
  else
    git rev-parse --quiet --verify "origin/${GITHUB_BASE_REF:-}^{commit}"
  fi
}
only_new=${PODPAT_ONLY_NEW:-auto}
if [ "$only_new" = auto ]; then
  case ${GITHUB_EVENT_NAME:-} in pull_request*) only_new=true ;; esac
fi
if [ "$only_new" = true ]; then
  if commit=$(since); then
    arguments+=("--since=$commit")
  else
    echo "::warning title=podpat::the base of the pull request is not there, so all findings are shown; give actions/checkout \`fetch-depth: 2\`"
  fi
fi

# A failure ends the step: entries that are missing would change what is found.
if [ "${PODPAT_SYNC:-false}" = true ]; then "$podpat" patterns sync; fi

lint() {
  "$podpat" lint --if-any "${arguments[@]}" "$@" -- "${paths[@]}"
}
format=human
[ "${PODPAT_ANNOTATIONS:-true}" = true ] && format=github
code=0
lint --format="$format" --fail-on="${PODPAT_FAIL_ON:-warning}" || code=$?
result=failed
case $code in 0) result=clean ;; 1) result=findings ;; esac
echo "result=$result" >>"${GITHUB_OUTPUT:?}"
[ "$code" -le 1 ] || exit "$code"

# What was said once is not said again.
lint --quiet --fail-on=never --format=sarif --output-file="$folder/podpat.sarif"
lint --quiet --fail-on=never --format=markdown --output-file="$folder/podpat.md"
{
  echo "sarif-file=$folder/podpat.sarif"
  echo "summary-file=$folder/podpat.md"
} >>"$GITHUB_OUTPUT"
if [ "${PODPAT_SUMMARY:-true}" = true ]; then
  lint --quiet --fail-on=never --format=markdown --max-report-size=1000KiB >>"${GITHUB_STEP_SUMMARY:?}"
fi
exit "$code"
