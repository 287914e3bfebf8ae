#!/usr/bin/env bash
# ./test.sh            all automated tests
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$root/build/prepare.sh"

[[ $# -eq 0 ]] || { say "There is no suite '$1'. ./test.sh runs all automated tests."; exit 2; }
need_dotnet
need_sandbox
say "Building"
build "$root/Sluice.slnx"

passed=0 failed=0 skipped=0
for project in "$root"/tests/*/*Tests.csproj; do
  name=$(basename "$project" .csproj)
  say "== $name"
  output=$(mktemp)
  dotnet "$(dirname "$project")/bin/Release/net10.0/$name.dll" --progress off --no-ansi 2>&1 | tee "$output" || true
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

[[ $skipped -eq 0 ]] || say "$skipped skipped"
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
