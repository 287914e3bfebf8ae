#!/usr/bin/env bash
# ./run.sh [option …]       the demo
# ./run.sh <command> …      sluice <command> …
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$root/build/prepare.sh"

case ${1:-} in
  '' | --json | --keep | --from | --from=*) set -- demo "$@" ;;
esac

need_dotnet
program=$root/src/Sluice.Cli/bin/Release/net10.0/Sluice.Cli.dll
if is_older "$program"; then
  say "Building (once, and after each change)"
  build "$root/src/Sluice.Cli"
fi
case $1 in
  demo | sandbox)
    need_sandbox
    # Ended by kill -9, .NET would leave its diagnostics pipes in the temporary directory.
    export DOTNET_EnableDiagnostics=0
    ;;
esac
exec dotnet "$program" "$@"
