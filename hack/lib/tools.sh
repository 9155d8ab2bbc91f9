# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/cluster sets
# The binaries of a cluster: built once from the Go modules below hack/tools, and cached.

tools_dir=$hack/tools
# One group is one call of "go install"; the control plane comes first, because it is needed most.
tool_groups=(
  "etcd|etcd"
  "kubernetes|kube-apiserver kubectl kube-controller-manager"
  "kubernetes|kube-scheduler kubelet"
  "containerd|containerd containerd-shim-runc-v2 ctr"
  "kubernetes|helm"
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
  local bin dir name known wanted=("$@")
  known=" $(all_tools | paste -sd ' ') "
  ((${#wanted[@]})) || read -ra wanted <<<"$known"
  for name in "${wanted[@]}"; do
    [[ $known == *" $name "* ]] || usage_error "unknown tool '$name' (known:${known% })"
  done
  cache=${PORTCULLIS_CACHE:-${XDG_CACHE_HOME:-${HOME:?}/.cache}/portcullis}
  cache=$(realpath -m "$cache")
  # hack/gitops is no part of a cluster.
  bin=$cache/bin-$(cat "$tools_dir"/{containerd,etcd,kubernetes}/go.mod "$tools_dir"/{containerd,etcd,kubernetes}/go.sum | sha256sum | cut -c1-12)
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
  local bin=$1 group module names name missing lock
  shift
  tools_missing "$bin" "$@" || return 0
  mkdir -p "$bin"
  [[ " $* " != *" etcd "* || -x $bin/etcd ]] || link_etcd "$bin" || true
  for group in "${tool_groups[@]}"; do
    IFS='|' read -r module names <<<"$group"
    mapfile -t missing < <(wanted_of "$names" "$@")
    tools_missing "$bin" "${missing[@]}" || continue
    # Who waits for one group shall not wait for those behind it.
    exec {lock}>"$bin/.lock"
    if ! flock -n "$lock"; then
      say "another build is running, waiting for it"
      until flock -w 10 "$lock"; do say "$(tail -n 1 "$bin/progress.log")"; done
    fi
    missing=()
    for name in $(wanted_of "$names" "$@"); do [[ -x $bin/$name ]] || missing+=("$name"); done
    ((${#missing[@]} == 0)) || build_group "$module" "${missing[@]}"
    exec {lock}>&-
  done
}

# link_etcd DIR: an installed etcd of the same minor version saves building one.
link_etcd() {
  local minor here
  minor=$(sed -nE 's:^\tgo\.etcd\.io/etcd/server/v3 v([0-9]+\.[0-9]+)\..*:\1:p' "$tools_dir/etcd/go.mod")
  here=$(command -v etcd) && [[ $("$here" --version 2>/dev/null) == "etcd Version: $minor."* ]] && ln -sfn "$here" "$1/etcd"
}

# wanted_of "NAME..." WANTED...: prints those names that are wanted.
wanted_of() {
  local name names=$1
  shift
  for name in $names; do [[ " $* " != *" $name "* ]] || echo "$name"; done
}

# build_group MODULE NAME...
build_group() {
  local module=$1 version ldflags="-s -w" flags=() packages=() name out begin=$SECONDS
  shift
  need_go "$tools_dir/$module" "$*"
  out=$(mktemp -d "$bin/.build-XXXXXX")
  case $module in
    kubernetes)
      # A plain "go install" leaves the version empty, and clients see v0.0.0.
      version=$(sed -nE 's/^\tk8s.io\/kubernetes (v[0-9.]+).*/\1/p' "$tools_dir/kubernetes/go.mod")
      ldflags+=" -X k8s.io/component-base/version.gitVersion=$version"
      ldflags+=" -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=$(cut -d. -f2 <<<"$version")" ;;
    containerd) flags=(-tags "no_btrfs no_devmapper no_zfs") ;; # snapshotters that need C libraries or go unused
  esac
  flags+=(-ldflags "$ldflags")
  for name in "$@"; do packages+=("$(package_of "$name")"); done
  if ! (cd "$tools_dir/$module" && GOBIN=$out go_install "$*" "$bin" "${flags[@]}" -- "${packages[@]}"); then
    grep -v '^[a-z0-9./_-]*$' "$bin/build.log" | tail -n 20 >&2 # all but the names of packages
    rm -rf "$out"
    fail "could not build $*: see $bin/build.log"
  fi
  [[ ! -e $out/server ]] || mv "$out/server" "$out/etcd" # etcd's package is named server
  for name in "$@"; do mv "$out/$name" "$bin/$name"; done
  rm -rf "$out"
  say "built $* in $((SECONDS - begin)) s"
}

tools_missing() {
  local bin=$1 name
  shift
  for name in "$@"; do [[ -x $bin/$name ]] || return 0; done
  return 1
}
