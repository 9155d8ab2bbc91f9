# shellcheck shell=bash disable=SC2154 # parts share the variables that hack/image sets
# The AOT cache: the classes that it holds, its layer, and the image run as a whole.

# train: finds the classes that each cache shall hold.
train() {
  local name
  say "runs operator, agent, observer and command line on a cluster to see which classes they use"
  cat >"$work/portcullis" <<TEXT
#!/bin/sh
name=command
case \$1 in operator | agent | observer) name=\$1 ;; esac
JAVA_OPTS="-Xshare:off -XX:DumpLoadedClassList=$work/\$name.list" exec "$built/bin/portcullis" "\$@"
TEXT
  chmod 755 "$work/portcullis"
  exercise "$work/portcullis"
  mkdir -p "$classes"
  for name in "${caches[@]}"; do
    class_list "$work/$name.list" | grep -v '^@lambda' >"$classes/$name"
    say "wrote $classes/$name: $(wc -l <"$classes/$name") lines"
  done
}

# class_list FILE...: joins the lists of several processes. Classes come first: Java resolves constant-pool entries (@cp), with
# the lambdas among them, only of classes that are listed before.
class_list() {
  # Ids are per process. Classes of custom class loaders (source:), and generated ones, are in no archive.
  cat "$@" | grep -v -e '^[#@]' -e ' source: ' -e '^jdk/proxy' | sed -E 's/ id: [0-9]+$//' | LC_ALL=C sort -u
  cat "$@" | grep '^@' | LC_ALL=C sort -ru
}

# native_access OPTIONS: the option among them that a cache holds for, as it holds for one module graph.
native_access() { grep -hE '^--enable-native-access=' "$1" || true; }

# exercise PORTCULLIS: lets this executable do the work of operator, agent, observer and command line.
exercise() {
  need_packages curl setpriv=util-linux || exit
  # Observers are root, and an emulator passes no notifications on.
  OBSERVER=$([[ ${arch:-$machine} != "$machine" || $(id -u) != 0 ]] || echo yes) "$hack/cluster" run -- "$hack/lib/exercise" "$work" "$1" >&2
}

# root_filesystem: all layers in one directory, with the image's times and paths; the array "inside" runs Java there.
root_filesystem() {
  local deb
  rootfs=$work/rootfs
  mkdir -p "$rootfs/proc"
  if [[ $base ]]; then "$hack/lib/oci-archive" unpack "$base" "$rootfs" --arch "$arch"; fi
  cp -r "$layers"/{debian,runtime,program}/. "$rootfs"
  mkdir -p "$rootfs/portcullis/cache"
  find "$rootfs" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  inside=(chroot "$rootfs")
  if [[ $arch != "$machine" ]]; then
    deb=$(debian_package "$cache/debian" "$machine" qemu-user) ||
      fail "no qemu-user from Debian, in which $arch runs here: --no-cache builds without"
    dpkg-deb --fsys-tarfile "$deb" | tar -xO "./usr/bin/qemu-$(processor "$arch")" >"$rootfs/emulator"
    chmod 755 "$rootfs/emulator"
    inside+=(/emulator)
  fi
  inside+=(/portcullis/runtime/bin/java)
}

# aot_cache: lets Java write the caches, as a layer. An agent has its own: all classes in a cache take memory.
aot_cache() {
  local java=(unshare --mount --pid --fork --kill-child --mount-proc="$rootfs/proc") name
  (($(id -u) == 0)) || java+=(--user --map-root-user)
  java+=("${inside[@]}")
  mkdir -p "$layers/cache/portcullis/cache"
  for name in "${caches[@]}"; do
    cp "$classes/$name" "$rootfs/classes"
    # shellcheck disable=SC2046 # an option, or none
    "${java[@]}" "${dump_options[@]}" $(native_access "$rootfs/portcullis/options/$name") -Xlog:disable -Xlog:all=error:stderr \
      -XX:SharedClassListFile=/classes -XX:SharedArchiveFile="/portcullis/cache/$name.aot" \
      -cp "$(sed -nE 's/^-cp //p' "$rootfs/portcullis/options/$name")" >"$work/dump" 2>&1 || {
      cat "$work/dump" >&2
      fail "Java could not write the AOT cache of options/$name"
    }
    cp "$rootfs/portcullis/cache/$name.aot" "$layers/cache/portcullis/cache/"
  done
  for name in "${processes[@]}"; do
    # "on": fails without the cache.
    "${java[@]}" -XX:AOTMode=on -XX:+VerifySharedSpaces "@/portcullis/options/$name" --version >"$work/version" ||
      fail "the AOT cache does not hold with options/$name"
    say "the AOT cache of options/$name works: $(<"$work/version")"
  done
}

# try_image: runs the image in its own root filesystem, which shares the directory of logs and node files with "exercise".
try_image() {
  (($(id -u) == 0)) || fail "--try needs root"
  mkdir -p "$rootfs$work"
  cat >"$work/portcullis" <<TEXT
#!/usr/bin/env bash
set -e
[[ \$IN_NAMESPACE ]] || IN_NAMESPACE=yes exec unshare --mount "\$0" "\$@"
mount --bind "$work" "$rootfs$work"
mount -t proc proc "$rootfs/proc"
options=command
case \$1 in operator | agent | observer) options=\$1 ;; esac
exec ${inside[*]@Q} "@/portcullis/options/\$options" "\$@"
TEXT
  chmod 755 "$work/portcullis"
  exercise "$work/portcullis"
  say "operator, agent, observer and command line of the image for $arch do what they should"
}

# processor ARCH: its name for the kernel and qemu.
processor() { [[ $1 == amd64 ]] && echo x86_64 || echo aarch64; }
