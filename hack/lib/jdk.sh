# shellcheck shell=bash
# The JDK that the build needs. Maven itself runs on any from 17, and looks for ours in these places.

java_wanted=$(sed -nE 's:.*<java.version>([0-9]+)</java.version>.*:\1:p' pom.xml)

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
