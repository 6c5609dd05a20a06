#!/usr/bin/env bash
# Makes .venv from the locked requirements: `bootstrap.sh run` for the program, `bootstrap.sh dev` for its checks.
# Needs python3 (3.11 or newer), git and make. What else is missing comes from Debian where we are root; where
# we are not, one line says what to ask for.
set -euo pipefail
cd "$(dirname "$0")"
what=${1:-run}
case "$what" in run) lock=requirements.txt ;; dev) lock=requirements-dev.txt ;; *) echo "usage: $0 run|dev" >&2; exit 2 ;; esac

say() { printf '%s\n' "$*" >&2; }

apt_updated=
apt_install() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    say "missing: $*. Ask an administrator: apt-get install $*"
    return 1
  fi
  say "installing $* ..."
  export DEBIAN_FRONTEND=noninteractive
  if [ -z "$apt_updated" ]; then apt-get -o DPkg::Lock::Timeout=600 -qq update >&2; apt_updated=yes; fi
  apt-get -o DPkg::Lock::Timeout=600 -qq install -y --no-install-recommends "$@" >/dev/null
}

python=${PYTHON:-python3}
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "needs Python 3.11 or newer, got $version"; exit 1; }

if [ ! -x .venv/bin/python ]; then
  "$python" -c 'import ensurepip, venv' 2>/dev/null || apt_install "python$version-venv"
  "$python" -m venv .venv
fi

stamp=.venv/installed-$what
wanted=$(cat "$lock" pyproject.toml bootstrap.sh | sha256sum | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ]; then
  say "installing the locked packages of $lock ..."
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  printf '%s\n' "$wanted" > "$stamp"
fi
.venv/bin/python tools/messages.py compile

if [ "$what" = dev ]; then
  # Tests of pages need a browser, tests on PostgreSQL its server; without them those tests say why they skip.
  command -v chromium >/dev/null || apt_install chromium || true
  # The driver that steers the browser is a program of its own and needs this library.
  ldconfig -p | grep -q libatomic.so.1 || apt_install libatomic1 || true
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || apt_install postgresql || true
fi
