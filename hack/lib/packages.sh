# shellcheck shell=bash
# need_packages [PROBE=]PACKAGE...: makes sure that Debian packages are there.
#
# PROBE is a command, or a path when it starts with "/", that tells whether the package is needed at all;
# without it the command has the package's name. As root on Debian, what is missing is installed;
# anywhere else this returns 1 after saying what is missing, and the command that brings it.
need_packages() {
  local arg probe package missing=()
  for arg in "$@"; do
    probe=${arg%%=*} package=${arg#*=}
    [[ " ${missing[*]} " != *" $package "* ]] || continue
    if [[ $probe == /* ]]; then [[ -e $probe ]]; else command -v "$probe" >/dev/null; fi || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
    echo "missing: ${missing[*]}" >&2
    if command -v apt-get >/dev/null; then
      echo "An administrator must run this once: apt-get install --yes --no-install-recommends ${missing[*]}" >&2
    fi
    return 1
  fi
  echo "installing Debian packages: ${missing[*]}" >&2
  # A machine's package lists may be absent or out of date: refresh them only when the first attempt fails.
  install_packages "${missing[@]}" >/dev/null 2>&1 && return 0
  apt-get -qq update >&2 || true
  install_packages "${missing[@]}" >&2 && return 0
  echo "could not install: ${missing[*]}" >&2
  return 1
}

install_packages() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 install "$@" </dev/null
}

# knows_package PACKAGE: tells whether the distribution has it, as far as this machine's lists tell.
knows_package() {
  apt-cache show "$1" >/dev/null 2>&1 && return 0
  [[ $(id -u) == 0 ]] && apt-get -qq update >&2 && apt-cache show "$1" >/dev/null 2>&1
}
