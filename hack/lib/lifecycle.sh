# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/cluster sets
# The life of a cluster: up, down, load, restart, run.

# use_name NAME: selects the cluster that the functions below work on.
use_name() {
  [[ $1 =~ ^[a-z0-9]([a-z0-9-]{0,29}[a-z0-9])?$ ]] || usage_error "'$1' is no cluster name: at most 31 of a-z, 0-9 and -"
  cluster=$1
  dir=${TMPDIR:-/tmp}
  dir=$(realpath -m "$dir")/portcullis-$cluster
  node_name=$cluster-node
  ((${#dir} <= 80)) || fail "TMPDIR=$TMPDIR is too long for socket paths: set a shorter one"
}

# lock: one command at a time works on a cluster. The directory itself is the lock, so no lock file remains.
lock() {
  while :; do
    [[ $1 != create ]] || mkdir -m 700 "$dir" 2>/dev/null || [[ -d $dir ]] || fail "cannot create $dir"
    [[ -d $dir ]] || return 1
    [[ -O $dir ]] || fail "$dir belongs to another user"
    exec {lock_file}<"$dir"
    flock "$lock_file"
    [[ /proc/$$/fd/$lock_file -ef $dir ]] && return 0 # else it was removed while we waited
    exec {lock_file}<&-
  done
}
unlock() { exec {lock_file}<&-; }

daemons() {
  echo etcd kube-apiserver kube-controller-manager
  [[ ! -e $dir/node.pid ]] || echo kube-scheduler node
}

healthy() {
  local name
  for name in $(daemons); do alive "$name" >/dev/null || return 1; done
  api_ready
}

# clear_cluster: stops everything of this cluster and empties its directory, which remains as the lock.
clear_cluster() {
  local names=(kube-scheduler kube-controller-manager kube-apiserver etcd)
  # The guard itself may be bringing the cluster down.
  [[ $(alive guard) == "$$" ]] || names+=(guard)
  # The node's first process ends when everything on it is gone. The others have nothing to save.
  stop TERM node
  stop KILL "${names[@]}"
  node_remains
  find "$dir" -mindepth 1 -delete
}

# guard PID [MARK]
guard() {
  stop KILL guard
  start guard "$hack/cluster" guard "$cluster" "$@"
}

up() {
  local lacking=''
  need_packages openssl jq flock=util-linux || fail "the cluster needs the packages above"
  [[ ! $with_node ]] || node_packages
  bin=$(tools "${control_plane_tools[@]}")
  [[ $with_node != yes ]] || bin=$(tools "${control_plane_tools[@]}" "${node_tools[@]}")
  lock create
  if [[ -e $dir/environment ]] && healthy; then
    [[ $with_node != yes || -e $dir/node.pid || ! -e $dir/bridge ]] || add_node
    [[ ! $with_node || -e $dir/bridge ]] || lacking=--node
    [[ ! $with_audit || -e $dir/audit-policy.yaml ]] || lacking=--audit
    [[ ! $lacking ]] || fail "cluster $cluster is up without $lacking: first hack/cluster down --name $cluster"
    [[ ! $guarded ]] || guard "$guarded" "$mark"
    unlock
    return 0
  fi
  trap 'clear_cluster; rm -rf "$dir"' EXIT
  clear_cluster
  rm -f "$dir"-failed-*.log
  [[ ! $guarded ]] || guard "$guarded" "$mark"
  service_range=10.96.0.0/16 service_address=10.96.0.1
  local begin=$SECONDS
  [[ ! $with_node ]] || take_network
  control_plane_up
  [[ $with_node != yes ]] || node_up
  {
    printf 'export KUBECONFIG=%q\n' "$dir/kubeconfig"
    printf 'export PORTCULLIS_CLUSTER_DIR=%q\n' "$dir"
    # shellcheck disable=SC2016 # the reader's PATH, not ours
    printf 'export PATH=%q:$PATH\n' "$bin"
    [[ $with_node != yes ]] || node_environment
    [[ ! $with_audit ]] || printf 'export PORTCULLIS_AUDIT_LOG=%q\n' "$dir/audit.log"
  } >"$dir/environment"
  trap - EXIT
  unlock
  say "$cluster is up after $((SECONDS - begin)) s (logs in $dir)"
}

node_environment() { printf 'export PORTCULLIS_NODE=%q\nexport PORTCULLIS_SECCOMP_ROOT=%q\n' "$node_name" "$dir/kubelet/seccomp"; }

# add_node: to a cluster that came up with --node-later. What a failed attempt leaves, "down" removes.
add_node() {
  local begin=$SECONDS
  use_network
  node_up
  node_environment >>"$dir/environment"
  say "$cluster has its node after $((SECONDS - begin)) s"
}

down() {
  rm -f "$dir"-failed-*.log
  lock existing || return 0
  clear_cluster
  rm -rf "$dir"
  unlock
}

# lock_node: like lock, for commands that need a node.
lock_node() {
  lock existing || fail "cluster $cluster is not up"
  [[ -e $dir/node.pid ]] || fail "cluster $cluster has no node: hack/cluster up --node --name $cluster"
  bin=$(tools "${control_plane_tools[@]}" "${node_tools[@]}")
}

# load FILE...
load() {
  local file
  lock_node
  for file in "$@"; do
    "$bin/ctr" --address "$dir/containerd.sock" --namespace k8s.io images import "$file" >&2 || fail "could not load $file"
  done
  unlock
}

# restart kubelet|containerd|node
restart() {
  lock_node
  use_network
  node_restart "$1"
  unlock
}

run() {
  local child code=0
  mark=$cluster-$$-$(date +%s%N)
  guarded=$$
  up
  trap down EXIT
  # shellcheck source=/dev/null
  . "$dir/environment"
  # In the background, so that we handle signals at once; but it reads our input and obeys Ctrl-C as in the foreground.
  PORTCULLIS_RUN=$mark env --default-signal=INT,QUIT setpriv --pdeathsig KILL "$@" <&0 &
  child=$!
  trap 'kill "$child" 2>/dev/null || true' INT TERM HUP
  while :; do
    code=0
    wait "$child" || code=$?
    start_time "$child" >/dev/null || break # else the wait was interrupted by a signal to us
  done
  trap '' INT TERM HUP
  exit "$code"
}

# guard_until PID [MARK]: the guard process. MARK names a run: its command's processes end with it.
guard_until() {
  tail --pid="$1" -f /dev/null
  if [[ ${2:-} ]]; then
    grep -lszFx "PORTCULLIS_RUN=$2" /proc/[0-9]*/environ | cut -d/ -f3 | xargs -r kill -KILL 2>/dev/null || true
  fi
  down
}
