# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/cluster sets
# The binaries of a cluster: built once from the Go modules below hack/tools, and cached.

tools_dir=$hack/tools
# One group is one call of "go install"; the control plane comes first, because it is needed most.
# Times are for two cores and an empty Go cache.
tool_groups=(
  "etcd|about 40 s|etcd"
  "kubernetes|about 5 min|kube-apiserver kubectl kube-controller-manager"
  "kubernetes|up to 3 min|helm"
  "kubernetes|up to 2 min|kube-scheduler kubelet"
  "containerd|about 90 s|containerd containerd-shim-runc-v2 ctr"
)
control_plane_tools=(etcd kube-apiserver kubectl kube-controller-manager)
node_tools=(kube-scheduler kubelet containerd containerd-shim-runc-v2 ctr)

all_tools() {
  local group
  for group in "${tool_groups[@]}"; do echo "${group##*|}"; done
}

package_of() {
  case $1 in
    etcd) echo go.etcd.io/etcd/server/v3 ;;
    helm) echo helm.sh/helm/v4/cmd/helm ;;
    containerd | containerd-shim-runc-v2 | ctr) echo "github.com/containerd/containerd/v2/cmd/$1" ;;
    *) echo "k8s.io/kubernetes/cmd/$1" ;;
  esac
}

# tools NAME...: builds missing ones, and prints the directory that holds them all.
tools() {
  local cache bin dir name known wanted=("$@")
  known=" $(all_tools | paste -sd ' ') "
  ((${#wanted[@]})) || read -ra wanted <<<"$known"
  for name in "${wanted[@]}"; do
    [[ $known == *" $name "* ]] || usage_error "unknown tool '$name' (known:${known% })"
  done
  cache=${PORTCULLIS_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/portcullis}
  cache=$(realpath -m "$cache")
  bin=$cache/bin-$(cat "$tools_dir"/*/go.mod "$tools_dir"/*/go.sum | sha256sum | cut -c1-12)
  dir=$bin
  local own=() given=()
  for name in "${wanted[@]}"; do
    case $name in
      etcd | kube-apiserver | kubectl)
        if [[ -n ${KUBEBUILDER_ASSETS:-} ]]; then given+=("$name"); continue; fi ;;
    esac
    own+=("$name")
  done
  build_tools "$bin" "${own[@]}"
  if [[ -n ${KUBEBUILDER_ASSETS:-} ]]; then
    # A directory of links per assets directory keeps the two kinds of binaries apart.
    dir=$bin-assets-$(sha256sum <<<"$KUBEBUILDER_ASSETS" | cut -c1-8)
    mkdir -p "$dir"
    for name in "${given[@]}"; do
      [[ -x $KUBEBUILDER_ASSETS/$name ]] || fail "KUBEBUILDER_ASSETS=$KUBEBUILDER_ASSETS has no $name"
      ln -sfn "$KUBEBUILDER_ASSETS/$name" "$dir/$name"
    done
    for name in "${own[@]}"; do ln -sfn "$bin/$name" "$dir/$name"; done
  fi
  echo "$dir"
}

# build_tools DIR NAME...
build_tools() {
  local bin=$1 group module time names name missing version ldflags lock
  shift
  tools_missing "$bin" "$@" || return 0
  mkdir -p "$bin"
  exec {lock}>"$bin/.lock"
  flock -n "$lock" || { say "another build is running, waiting for it"; flock "$lock"; }
  for group in "${tool_groups[@]}"; do
    IFS='|' read -r module time names <<<"$group"
    missing=()
    for name in $names; do
      [[ " $* " != *" $name "* || -x $bin/$name ]] || missing+=("$name")
    done
    ((${#missing[@]})) || continue
    need_go "$tools_dir/$module" "${missing[*]}"
    say "building ${missing[*]} ($time when nothing is cached)"
    local begin=$SECONDS out
    out=$(mktemp -d "$bin/.build-XXXXXX")
    # A plain "go install" leaves the version empty, and clients see v0.0.0.
    version=$(sed -nE 's/^\tk8s.io\/kubernetes (v[0-9.]+).*/\1/p' "$tools_dir/kubernetes/go.mod")
    ldflags="-s -w -X k8s.io/component-base/version.gitVersion=$version"
    ldflags+=" -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=$(cut -d. -f2 <<<"$version")"
    local flags=() packages=()
    case $module in
      kubernetes) flags=(-ldflags "$ldflags") ;;
      containerd) flags=(-tags "no_btrfs no_devmapper no_zfs") ;; # snapshotters that need C libraries or go unused
    esac
    for name in "${missing[@]}"; do packages+=("$(package_of "$name")"); done
    if ! (cd "$tools_dir/$module" && GOBIN=$out GOFLAGS='' nice go install "${flags[@]}" "${packages[@]}") >"$bin/build.log" 2>&1; then
      tail -n 20 "$bin/build.log" >&2
      rm -rf "$out"
      fail "could not build ${missing[*]}: see $bin/build.log"
    fi
    [[ ! -e $out/server ]] || mv "$out/server" "$out/etcd" # etcd's package is named server
    for name in "${missing[@]}"; do mv "$out/$name" "$bin/$name"; done
    rm -rf "$out"
    say "built ${missing[*]} in $((SECONDS - begin)) s"
  done
  exec {lock}>&-
}

tools_missing() {
  local bin=$1 name
  shift
  for name in "$@"; do [[ -x $bin/$name ]] || return 0; done
  return 1
}

# need_go MODULE-DIRECTORY NAMES
need_go() {
  local wanted
  wanted=$(sed -nE 's/^go ([0-9.]+)$/\1/p' "$1/go.mod")
  command -v go >/dev/null || fail "building $2 needs Go $wanted or newer, and go is not installed"
  # Go fetches a newer toolchain by itself unless GOTOOLCHAIN forbids it.
  (cd "$1" && go env GOVERSION) >/dev/null 2>&1 || fail "building $2 needs Go $wanted or newer, and this is $(cd / && go version | cut -d' ' -f3)"
}
