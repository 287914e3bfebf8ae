# What run.sh, test.sh and bench.sh share: bring what is missing, say in one line what cannot be brought. Text goes to stderr.

say() { echo "$*" >&2; }

fail() {
  say "$*"
  exit 4
}

# Major version of a program whose --version is in $1, or 0.
major() {
  local version=${1#v}
  version=${version%%.*}
  [[ $version =~ ^[0-9]+$ ]] && echo "$version" || echo 0
}

need_dotnet() {
  command -v dotnet >/dev/null || fail "The .NET 10 SDK is needed and 'dotnet' is not on the PATH: install it from https://dotnet.microsoft.com/download/dotnet/10.0"
  (($(cd "$root" && major "$(dotnet --version 2>/dev/null || true)") >= 10)) ||
    fail "The .NET 10 SDK is needed and 'dotnet --list-sdks' does not show one: install it from https://dotnet.microsoft.com/download/dotnet/10.0"
}

need_node() {
  command -v node >/dev/null && command -v npm >/dev/null ||
    fail "Node.js 20 or newer with npm is needed for the sandbox and is not on the PATH: install it from https://nodejs.org"
  (($(major "$(node --version)") >= 20)) ||
    fail "Node.js 20 or newer is needed for the sandbox and this is $(node --version): install a newer one from https://nodejs.org"
}

# Installs the npm packages of folder $1 ($2 says what is large in them), unless they are there as its lock file says.
need_packages() {
  local folder=$root/$1
  [[ $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]] && return
  say "Installing npm packages of $1/ (once${2:+; $2})"
  (cd "$folder" && npm ci --loglevel=error --no-fund --no-audit >&2) ||
    fail "npm could not install the packages of $1/: see its message above; the npm registry must be reachable once"
  touch "$folder/node_modules/.package-lock.json"
}

need_sandbox() {
  need_node
  [[ -n ${SLUICE_SANDBOX_MODULES-} ]] || need_packages sandbox "ClickHouse among them, about 200 MB"
}

# What judges deploy/: Helm, and systemd's own tools.
need_deployment_tools() {
  need_node
  need_packages build/tools "Helm, about 40 MB"
  command -v systemd-analyze >/dev/null && return 0
  if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
    say "Installing Debian's systemd (once), for systemd-analyze"
    { apt-get install -y --no-install-recommends systemd || { apt-get update && apt-get install -y --no-install-recommends systemd; }; } >/dev/null 2>&1 && return 0
  fi
  fail "The tests of deploy/ ask systemd-analyze, which is not on the PATH: install systemd 250 or newer"
}

# Chromium or Google Chrome, which the tests of the console drive.
need_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    ! command -v "$name" >/dev/null || return 0
  done
  if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
    say "Installing Debian's chromium (once), for the tests of the console"
    { apt-get install -y --no-install-recommends chromium || { apt-get update && apt-get install -y --no-install-recommends chromium; }; } >/dev/null 2>&1 && return 0
  fi
  fail "The tests of the console drive a real browser, and neither chromium nor google-chrome is on the PATH: install one, on Debian with 'apt-get install chromium'"
}

# Debian's ZooKeeper with Java, which ClickHouse's S3Queue keeps its state in.
need_zookeeper() {
  ! { [[ -e /usr/share/java/zookeeper.jar ]] && command -v java >/dev/null; } || return 0
  if [[ $(id -u) -eq 0 ]] && command -v apt-get >/dev/null; then
    say "Installing Debian's zookeeper (once), for S3Queue"
    { apt-get install -y --no-install-recommends zookeeper default-jre-headless || { apt-get update && apt-get install -y --no-install-recommends zookeeper default-jre-headless; }; } >/dev/null 2>&1 && return 0
  fi
  fail "The comparison with S3Queue needs ZooKeeper (/usr/share/java/zookeeper.jar) and Java: on Debian, 'apt-get install zookeeper default-jre-headless'"
}

# True when $1 is missing or older than any source file.
is_older() {
  [[ ! -e $1 ]] || [[ -n $(find "$root"/src "$root"/infra "$root"/sandbox "$root"/Directory.*.props \
    \( -name node_modules -o -name bin -o -name obj -o -name cdk.out \) -prune -o -type f -newer "$1" -print -quit) ]]
}

# Builds a project in Release and shows only what went wrong.
build() {
  local log
  log=$(dotnet build "$1" --configuration Release --nologo --verbosity quiet 2>&1) || fail "$log"$'\n'"The build failed: see above."
}
