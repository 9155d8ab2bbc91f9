# shellcheck shell=bash
# The JDK that the build needs. Maven itself runs on any from 17, and looks for ours in these places.

java_wanted=$(sed -nE 's:.*<java.version>([0-9]+)</java.version>.*:\1:p' pom.xml)
# Where a borrowed one goes: users may write there, and Maven finds it.
borrowed_jdk=${HOME:-/root}/.jdks/portcullis-$java_wanted

# jdk_home: prints where it is.
jdk_home() {
  local home version on_path
  on_path=$(readlink -f "$(command -v javac)") || on_path=''
  for home in "${JAVA_HOME:-}" "${on_path%/bin/javac}" /usr/lib/jvm/* ~/.sdkman/candidates/java/* ~/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    [[ -x $home/bin/javac && -r $home/release ]] || continue
    version=$(sed -nE 's/^JAVA_VERSION="([0-9]+).*/\1/p' "$home/release")
    ((version < java_wanted)) || { echo "$home"; return 0; }
  done
  return 1
}

has_jdk() {
  jdk_home >/dev/null || [[ -e ~/.m2/toolchains.xml ]] # may name one elsewhere
}

# jdk_package: prints the package that brings it, or the one that borrow_jdk needs. No such command as a-jdk exists: what
# decides is has_jdk.
jdk_package() {
  local package
  command -v apt-get >/dev/null || return 0
  for package in "openjdk-$java_wanted-jdk-headless" "temurin-$java_wanted-jdk"; do
    ! knows_package "$package" || { echo "a-jdk=$package"; return; }
  done
  echo patchelf
}

# borrow_jdk: takes that of a newer Debian, which leaves the distribution's own files alone.
borrow_jdk() {
  local package deb unpacked link
  command -v apt-get >/dev/null && command -v patchelf >/dev/null || return 1
  # shellcheck source=hack/lib/debian.sh
  . hack/lib/debian.sh
  echo "this distribution has no JDK $java_wanted: taking that of Debian $debian_release to $borrowed_jdk" >&2
  unpacked=$borrowed_jdk.unpacked
  rm -rf "$unpacked" "$borrowed_jdk"
  mkdir -p "$unpacked"
  for package in "openjdk-$java_wanted-jre-headless" "openjdk-$java_wanted-jdk-headless"; do
    deb=$(jdk_file "$package") && dpkg-deb -x "$deb" "$unpacked" || return 1
  done
  mv "$unpacked/usr/lib/jvm/java-$java_wanted-openjdk-"* "$borrowed_jdk"
  mv "$borrowed_jdk/release" "$borrowed_jdk/release.later" # nobody takes it for a JDK until it is one
  # Its settings are links to where the package puts them.
  find "$borrowed_jdk" -lname "/etc/java-$java_wanted-openjdk/*" -print0 | while read -rd '' link; do
    cp --remove-destination "$unpacked$(readlink "$link")" "$link"
  done
  rm -rf "$unpacked"
  fit_java "$borrowed_jdk" && "$borrowed_jdk/bin/javac" -version >/dev/null && mv "$borrowed_jdk/release.later" "$borrowed_jdk/release"
}

# jdk_file PACKAGE: prints the path of that release's package.
jdk_file() {
  debian_package "$(realpath -m "${PORTCULLIS_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/portcullis}")/debian" \
    "$(dpkg --print-architecture)" "$1"
}

# fit_java HOME: makes a Java of a newer Debian run here, with that release's C library beside it.
fit_java() {
  local home=$1 deb program loader
  ! "$home/bin/java" -version >/dev/null 2>&1 || return 0
  if [[ -d $borrowed_jdk/lib/glibc && $home != "$borrowed_jdk" ]]; then
    cp -r "$borrowed_jdk/lib/glibc" "$home/lib/"
  else
    deb=$(jdk_file libc6) || return 1
    mkdir -p "$home/lib/glibc"
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$home/lib/glibc" --wildcards --no-wildcards-match-slash --strip-components 4 './usr/lib/*-linux-gnu/*.so.*'
  fi
  loader=$(echo "$home"/lib/glibc/ld-linux-*.so.*)
  # shellcheck disable=SC2016 # the loader's variable
  for program in "$home"/bin/* "$home"/lib/jspawnhelper "$home"/lib/jexec; do
    [[ ! -e $program ]] || patchelf --set-interpreter "$loader" --force-rpath --set-rpath '$ORIGIN/../lib:$ORIGIN/../lib/glibc:$ORIGIN/glibc' "$program"
  done
  "$home/bin/java" --version >/dev/null
}
