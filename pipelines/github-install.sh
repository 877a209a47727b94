#!/usr/bin/env bash
# Finds or builds podpat for the action, and says where it is. Environment: PODPAT, a path or nothing.
set -euo pipefail

podpat=${PODPAT:-}
if [ -z "$podpat" ]; then
  root=${RUNNER_TEMP:?}/podpat
  cargo install --locked --quiet --path "${GITHUB_ACTION_PATH:?}" --root "$root"
  podpat=$root/bin/podpat
fi
"$podpat" version
echo "podpat=$podpat" >>"${GITHUB_OUTPUT:?}"
