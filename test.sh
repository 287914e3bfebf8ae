#!/usr/bin/env bash
# ./test.sh                                     all automated tests, and a short chaos run as one of them
# ./test.sh chaos [--faults N] [--seed S] …     faults against running agents, every row compared (--help says more)
# ./test.sh load                                the specification's performance tests: an hour of its peak load at once
# ./test.sh aws                                 the integration flows against a deployed stack, named by environment variables (docs/testing.md)
# ./test.sh chaos --large [--rows N]            one object of 20 million rows, killed at each moment of the staged path
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$root/build/prepare.sh"

chaos=Sluice.ChaosTests
aws=Sluice.AwsTests
run_chaos() { dotnet "$root/tests/$chaos/bin/Release/net10.0/$chaos.dll" "$@"; }

suite=${1-}
case $suite in
  "" | chaos | load | aws) ;;
  *)
    say "There is no suite '$suite'. ./test.sh runs all automated tests, ./test.sh chaos injects faults for longer, ./test.sh load loads a lot, ./test.sh aws tests a deployed stack."
    exit 2
    ;;
esac
if [[ $suite == aws && -z ${SLUICE_AWS_CONFIG-} ]]; then
  say "Name the deployed stack: SLUICE_AWS_CONFIG is its sluice.json. docs/testing.md says what else is needed."
  exit 2
fi
need_dotnet
[[ $suite == aws ]] || need_sandbox
say "Building"
if [[ $suite == chaos ]]; then
  build "$root/tests/$chaos/$chaos.csproj"
  run_chaos "${@:2}"
  exit
fi
if [[ $suite == load ]]; then
  load=Sluice.IntegrationTests
  build "$root/tests/$load/$load.csproj"
  exec dotnet "$root/tests/$load/bin/Release/net10.0/$load.dll" --progress off --no-ansi --show-live-output on --filter-trait Category=Load "${@:2}"
fi
if [[ $suite == aws ]]; then
  build "$root/tests/$aws/$aws.csproj"
  exec dotnet "$root/tests/$aws/bin/Release/net10.0/$aws.dll" --progress off --no-ansi "${@:2}"
fi
need_chromium
need_deployment_tools
build "$root/Sluice.slnx"

passed=0 failed=0 skipped=0
for project in "$root"/tests/*/*Tests.csproj; do
  name=$(basename "$project" .csproj)
  [[ $name != "$chaos" && $name != "$aws" ]] || continue
  say "== $name"
  output=$(mktemp)
  dotnet "$(dirname "$project")/bin/Release/net10.0/$name.dll" --progress off --no-ansi --filter-not-trait Category=Load --filter-not-trait Category=Pictures 2>&1 | tee "$output" || true
  count() { sed -nE "s/^ *$1: ([0-9]+).*/\1/p" "$output" | tail -n 1; }
  total=$(count total)
  if [[ -z $total || $total -eq 0 ]]; then
    say "$name ran no test"
    failed=$((failed + 1))
  else
    passed=$((passed + $(count succeeded)))
    failed=$((failed + $(count failed)))
    skipped=$((skipped + $(count skipped)))
  fi
  rm -f "$output"
done

say "== $chaos, a short run"
if run_chaos --faults 20 --seed 8821; then
  passed=$((passed + 1))
else
  failed=$((failed + 1))
fi

[[ $skipped -eq 0 ]] || say "$skipped skipped"
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
