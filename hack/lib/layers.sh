# shellcheck shell=bash disable=SC2154 # parts share the variables that hack/image sets
# The layers of the image except the AOT cache: the Java runtime, our own program, and their libraries from Debian.

# runtime: the layer with the Java runtime for the architecture.
runtime() {
  local target=$layers/runtime/portcullis/runtime home modules
  mkdir -p "${target%/*}"
  # One with a C library of its own runs on this machine only: hack/lib/jdk.sh.
  if [[ ! $jdk && $arch == "$machine" && ! -e $built/runtime/lib/glibc ]]; then
    cp -r "$built/runtime" "$target"
  else
    home=$(builder_jdk) || exit
    modules=$(modules) || exit
    # Debian's modules contain debug symbols, ten times the rest.
    "$home/bin/jlink" --module-path "$modules" --add-modules "$(property runtime.modules operator/pom.xml)" \
      --no-header-files --no-man-pages --strip-java-debug-attributes --exclude-files '**.debuginfo' --output "$target"
  fi
  # Nothing uses the runtime's other programs.
  find "$target/bin" -type f ! -name java -delete
}

# modules: prints the directory with the modules to link from.
modules() {
  local deb directory
  [[ ! $jdk ]] || { echo "$jdk/jmods"; return; }
  deb=$(debian_package "$cache/debian" "$arch" "openjdk-$(property java.version pom.xml)-jdk-headless") ||
    fail "no JDK of $arch from Debian: give one with --jdk"
  record_package "$deb" "$layers/debian"
  directory=$(dpkg-deb -c "$deb" | sed -nE 's:.* (\./usr/lib/jvm/[^/]+/jmods)/$:\1:p')
  dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$work" "$directory"
  echo "$work/$directory"
}

property() { sed -nE "s:.*<$1>(.*)</$1>.*:\1:p" "$2"; }

# builder_jdk: prints the JDK of the build.
builder_jdk() {
  local version home
  version=$(sed -nE 's/^JAVA_VERSION="(.*)"/\1/p' "$built/runtime/release")
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* ~/.jdks/*; do
    [[ $home && -x $home/bin/jlink ]] && grep -qF "JAVA_VERSION=\"$version\"" "$home/release" && echo "$home" && return 0
  done
  fail "no JDK $version with jlink in JAVA_HOME, /usr/lib/jvm or ~/.jdks"
}

# program: the layer with our own program.
program() {
  local home=$layers/program/portcullis name cached class_path
  mkdir -p "$home/lib" "$home/options"
  cp "$built"/lib/*.jar "$home/lib/"
  # Spelled out, and our own first: an AOT cache holds for one class path, and a directory lists its files in any order.
  class_path=$(cd "$home/lib" && printf '/portcullis/lib/%s\n' portcullis-*.jar *.jar | awk '!seen[$0]++' | paste -sd:)
  for name in "${processes[@]}"; do
    # Each more would make the image 8 MB larger: for commands that run once, and for observers, which start before they are needed.
    case $name in
      command) cached=operator ;;
      observer) cached=agent ;;
      *) cached=$name ;;
    esac
    {
      printf '%s\n' "$(<"$built/options/$name")" "$(<"$built/options/all")"
      [[ ! $with_cache ]] || cat <<TEXT
-XX:AOTCache=/portcullis/cache/$cached.aot
# The cache is mapped where it was made for: moved elsewhere, every page of it would be a process's own.
-XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0
TEXT
      printf '%s\n' "-cp $class_path" dev.portcullis.Portcullis
    } >"$home/options/$name"
  done
}

# debian: the layer with the libraries that the runtime needs.
debian() {
  local rootfs=$layers/debian soname package deb directory
  local -A libraries=()
  mkdir -p "$rootfs"/{etc,tmp}
  chmod 1777 "$rootfs/tmp"
  printf '%s\n' 'root:x:0:0:root:/:/nonexistent' 'nonroot:x:65532:65532:nonroot:/:/nonexistent' >"$rootfs/etc/passwd"
  printf '%s\n' 'root:x:0:' 'nonroot:x:65532:' >"$rootfs/etc/group"
  echo 'hosts: files dns' >"$rootfs/etc/nsswitch.conf"
  [[ ! $base ]] || return 0
  deb=$(debian_package "$cache/debian" "$arch" base-files) || fail "no base-files of $arch from Debian"
  dpkg-deb --fsys-tarfile "$deb" | tar -xO ./usr/lib/os-release >"$rootfs/etc/os-release"
  while :; do
    libraries=()
    for soname in $(needed_libraries "$layers"); do
      package=$(package_of "$soname") || exit
      libraries[$package]+="$soname "
    done
    ((${#libraries[@]})) || break
    for package in "${!libraries[@]}"; do
      read -ra sonames <<<"${libraries[$package]}"
      take_libraries "$cache/debian" "$arch" "$package" "$rootfs" "${sonames[@]}" || fail "no $package of $arch from Debian"
    done
  done
  # Programs name their loader without /usr.
  for directory in "$rootfs"/usr/lib*; do ln -s "usr/${directory##*/}" "$rootfs/${directory##*/}"; done
}
