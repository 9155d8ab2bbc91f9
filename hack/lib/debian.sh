# shellcheck shell=bash
# Files of Debian packages of any architecture, from this machine's package sources; what was fetched once is kept.

# debian_packages DIRECTORY ARCH PACKAGE...: prints the paths of the packages' files, fetching what DIRECTORY does not hold yet.
debian_packages() {
  local kept=$1/$2 arch=$2 package file
  shift 2
  mkdir -p "$kept"/{lists,cache}/partial "$kept/packages"
  : >"$kept/status"
  cat >"$kept/apt.conf" <<CONF
Dir::State::lists "$kept/lists";
Dir::State::status "$kept/status";
Dir::Cache "$kept/cache";
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Sandbox::User "";
Acquire::Languages "none";
CONF
  for package in "$@"; do
    file=$(find "$kept/packages" -name "${package}_*.deb")
    if [[ ! $file ]]; then
      compgen -G "$kept/lists/*Packages*" >/dev/null || APT_CONFIG=$kept/apt.conf apt-get -qq update >&2
      (cd "$kept/packages" && APT_CONFIG=$kept/apt.conf apt-get -qq download "$package" >&2) || return 1
      file=$(find "$kept/packages" -name "${package}_*.deb")
    fi
    echo "$file"
  done
}

# needed_libraries DIRECTORY: the shared libraries that programs and libraries below it want and that are not there.
needed_libraries() {
  local soname
  find "$1" -type f \( -name '*.so*' -o -path '*/bin/*' \) -exec readelf -d {} + 2>/dev/null |
    sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' | sort -u | while read -r soname; do
    [[ -n $(find "$1" -name "$soname" -print -quit) ]] || echo "$soname"
  done
}

# package_of SONAME: the package that has it.
package_of() {
  case $1 in
    ld-linux-*.so.* | libc.so.6 | libdl.so.2 | libm.so.6 | libpthread.so.0 | librt.so.1) echo libc6 ;;
    libgcc_s.so.1) echo libgcc-s1 ;;
    libstdc++.so.6) echo libstdc++6 ;;
    libz.so.1) echo zlib1g ;;
    *)
      echo "no package is known for $1: add it to hack/lib/debian.sh" >&2
      return 1 ;;
  esac
}

# take_libraries PACKAGE-FILE ROOT SONAME...: puts these libraries, the copyright and what scanners look for into a root filesystem.
take_libraries() {
  local deb=$1 root=$2 name soname unpacked=$2.unpacked file target
  shift 2
  name=$(dpkg-deb -f "$deb" Package)
  rm -rf "$unpacked"
  dpkg-deb -x "$deb" "$unpacked"
  for soname in "$@"; do
    while read -r file; do
      target=$(readlink "$unpacked/$file") || target=${file##*/}
      # An absolute link leads into this package, not into this machine.
      if [[ $target == /* ]]; then target=$unpacked$target; else target=$unpacked/${file%/*}/$target; fi
      install -D -m 755 "$target" "$root/$file"
    done < <(cd "$unpacked" && find . -name "$soname" ! -type d ! -path '*/gconv/*')
  done
  install -D -m 644 "$unpacked/usr/share/doc/$name/copyright" "$root/usr/share/doc/$name/copyright"
  mkdir -p "$root/var/lib/dpkg/status.d"
  dpkg-deb -f "$deb" >"$root/var/lib/dpkg/status.d/$name"
  rm -rf "$unpacked"
}
