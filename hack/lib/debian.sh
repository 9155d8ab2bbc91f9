# shellcheck shell=bash
# Files of Debian packages of any architecture, from this machine's mirrors; downloads are kept.

# The Debian release of images, whatever this machine runs: the first with our Java version.
debian_release=trixie

# debian_sources: the package sources of that release, on this machine's mirrors.
debian_sources() {
  local uri codename
  # shellcheck disable=SC2016 # apt's variables, not ours
  apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' |
    while read -r uri codename; do
      echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $debian_release${codename#"${codename%%-*}"} main"
    done
}

# debian_index DIRECTORY ARCH: sets up a separate apt for that release and architecture in DIRECTORY.
debian_index() {
  local kept=$1 arch=$2
  mkdir -p "$kept"/{lists,cache}/partial "$kept/packages"
  : >"$kept/status"
  debian_sources >"$kept/sources.list"
  if [[ ! -s $kept/sources.list ]]; then
    # A new machine may have no indices yet.
    apt-get -qq update >&2 || true
    debian_sources >"$kept/sources.list"
    [[ -s $kept/sources.list ]] || { echo "this machine has no package sources of Debian" >&2; return 1; }
  fi
  cat >"$kept/apt.conf" <<CONF
Dir::State::lists "$kept/lists";
Dir::State::status "$kept/status";
Dir::Cache "$kept/cache";
Dir::Etc::sourcelist "$kept/sources.list";
Dir::Etc::sourceparts "-";
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Sandbox::User "";
Acquire::Languages "none";
CONF
  APT_CONFIG=$kept/apt.conf apt-get -qq update >&2
}

# debian_package DIRECTORY ARCH PACKAGE: prints the path of the package's file, and downloads it first if DIRECTORY lacks it.
debian_package() {
  local kept=$1/$debian_release-$2 arch=$2 package=$3 file
  file=$(find "$kept/packages" -name "${package}_*.deb" 2>/dev/null) || true
  if [[ ! $file ]]; then
    # An old index names files that mirrors no longer have.
    debian_download "$kept" "$package" 2>/dev/null ||
      { debian_index "$kept" "$arch" && debian_download "$kept" "$package" >&2; } || return 1
    file=$(find "$kept/packages" -name "${package}_*.deb")
  fi
  echo "$file"
}

debian_download() { [[ -e $1/apt.conf ]] && (cd "$1/packages" && APT_CONFIG=$1/apt.conf apt-get -qq download "$2"); }

# needed_libraries DIRECTORY: the shared libraries that programs and libraries below it need and lack.
needed_libraries() {
  local soname
  find "$1" -type f \( -name '*.so*' -o -path '*/bin/*' \) -exec readelf -d {} + 2>/dev/null |
    sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' | sort -u | while read -r soname; do
    [[ -n $(find "$1" -name "$soname" -print -quit) ]] || echo "$soname"
  done
}

# package_of SONAME: prints the package that contains it.
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

# take_libraries DIRECTORY ARCH PACKAGE ROOT SONAME...: puts a package's libraries, copyright and scanner record into a root
# filesystem.
take_libraries() {
  local kept=$1 arch=$2 package=$3 root=$4 deb soname unpacked=$4.unpacked file target docs deb_of_docs
  shift 4
  deb=$(debian_package "$kept" "$arch" "$package") || return 1
  rm -rf "$unpacked"
  dpkg-deb -x "$deb" "$unpacked"
  for soname in "$@"; do
    while read -r file; do
      target=$(readlink "$unpacked/$file") || target=${file##*/}
      # An absolute link points into the package, not to this machine.
      if [[ $target == /* ]]; then target=$unpacked$target; else target=$unpacked/${file%/*}/$target; fi
      install -D -m 755 "$target" "$root/$file"
    done < <(cd "$unpacked" && find . -name "$soname" ! -type d ! -path '*/gconv/*')
  done
  # Packages of one source may share documents: the directory is then a link to another package's.
  docs=$(readlink "$unpacked/usr/share/doc/$package") || docs=$package
  rm -rf "$unpacked"
  deb_of_docs=$(debian_package "$kept" "$arch" "$docs") || return 1
  mkdir -p "$root/usr/share/doc/$package"
  dpkg-deb --fsys-tarfile "$deb_of_docs" | tar -xO "./usr/share/doc/$docs/copyright" >"$root/usr/share/doc/$package/copyright"
  record_package "$deb" "$root"
}

# record_package PACKAGE-FILE ROOT: writes the record by which scanners recognise a package.
record_package() {
  mkdir -p "$2/var/lib/dpkg/status.d"
  dpkg-deb -f "$1" >"$2/var/lib/dpkg/status.d/$(dpkg-deb -f "$1" Package)"
}
