#!/usr/bin/env bash
# ./bench.sh [--quick] [--only PART,…] [--out DIR] [--json]   Sluice, S3Queue, one INSERT of everything and a naive loader on the same server and objects
# ./bench.sh ledger [--entries N] [--json]                    how long the ledger takes to answer and to write, by its size
# ./bench.sh fuzz [--cases N] [--seed S] [--json]             hostile messages and keys; ends with 1 when any did what none may do
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$root/build/prepare.sh"

case ${1-} in
  "" | -* | ledger | fuzz) ;;
  *)
    say "There is no suite '$1'. ./bench.sh compares; suites: ./bench.sh ledger [--entries N] [--json], ./bench.sh fuzz [--cases N] [--seed S] [--json]"
    exit 2
    ;;
esac
need_dotnet
[[ ${1-} == fuzz ]] || need_sandbox
[[ ${1-} == fuzz || ${1-} == ledger || " $* " == *" --help "* ]] || need_zookeeper
say "Building"
build "$root/bench/Sluice.Bench/Sluice.Bench.csproj"
exec dotnet "$root/bench/Sluice.Bench/bin/Release/net10.0/Sluice.Bench.dll" "$@"
