# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/demo sets
# The stage of the demo: its cluster, nodes, operator and agents, and how they end.

root=${hack%/*}
portcullis=$root/operator/target/portcullis/bin/portcullis
kept=demo # the name of a cluster that stays
dir='' keep='' mortal='' processes=() nodes=()

fail() {
  local log
  printf '\ndemo: %s\n' "$*" >&2
  for log in "${dir:-/nowhere}"/*.log; do
    [[ ! -s $log ]] || printf -- '--- the end of %s\n%s\n' "${log##*/}" "$(grep -v $'^\tat ' "$log" | tail -n 8)" >&2
  done
  exit 1
}

# set_stage: brings up the cluster; whatever happens afterwards, "ended" clears up.
set_stage() {
  keep=${KEEP:-}
  [[ -x $portcullis ]] || fail "$portcullis is missing: make build"
  "$hack/prepare" cluster || fail "see above for what is missing"
  if [[ $keep && $keep != 0 ]]; then
    cluster=$kept
    [[ ! -e ${TMPDIR:-/tmp}/portcullis-$kept ]] || fail "an earlier demo is still there: hack/demo down"
  else
    keep='' mortal=yes cluster=demo-$$
  fi
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'ended $?' EXIT
  begin=$SECONDS
  cluster_up
}

cluster_up() {
  local environment options=(--name "$cluster")
  [[ $keep ]] || options+=(--guard $$)
  heading "A cluster"
  if [[ $(uname -s) != Linux || $(id -u) != 0 ]]; then
    echo "not root on Linux: a real node, and pods on it, are left out"
    environment=$("$hack/cluster" up "${options[@]}") || fail "no cluster came up, see above"
  elif environment=$("$hack/cluster" up "${options[@]}" --node); then
    echo "with a real node: containerd, kubelet, runc"
  else
    echo "a real node cannot run here, see above: it, and pods on it, are left out"
    environment=$("$hack/cluster" up "${options[@]}") || fail "no cluster came up, see above"
  fi
  eval "$environment"
  dir=$PORTCULLIS_CLUSTER_DIR/demo
  mkdir -p "$dir/nodes"
  ln -s "$root/config" "$hack/lib/observer" "$dir" # every command below is run in this directory
  cd "$dir" || exit
}

start_processes() {
  local node
  three_nodes
  run_as operator --service-account portcullis-operator -- operator ${PORTCULLIS_NODE:+--observations true}
  for node in "${nodes[@]}"; do
    run_as "agent-$node" --service-account portcullis-agent --node "$node" -- \
      agent --node-name "$node" --seccomp-root "$(readlink -f "nodes/$node")"
  done
  await "the operator leads" kubectl -n portcullis-system wait --for=jsonpath='{.spec.holderIdentity}' lease/portcullis-operator --timeout=1s >/dev/null 2>&1
  await "every agent has reported" nodesyncs_with_files 0 2>/dev/null
}

# start_observer: on the real node, whose runtime reaches the directory of its socket as /run/portcullis.
start_observer() {
  "$hack/lib/program-image" registry.local/listing:1 listing.tar /usr/bin/ls
  "$hack/cluster" load --name "$cluster" listing.tar 2>/dev/null
  run_as observer --service-account portcullis-observer --node "$PORTCULLIS_NODE" -- \
    observer --node-name "$PORTCULLIS_NODE" --socket-directory "$PORTCULLIS_CLUSTER_DIR/observer"
  await "the observer's socket is there" test -S "$PORTCULLIS_CLUSTER_DIR/observer/observer.sock"
}

portcullis() { "$portcullis" "$@"; }

# three_nodes: the real one first, if there is one; the others are Node objects with a directory.
three_nodes() {
  local node
  nodes=(node-1 node-2 node-3)
  if [[ ${PORTCULLIS_NODE:-} ]]; then
    nodes[0]=$PORTCULLIS_NODE
    ln -s "$PORTCULLIS_SECCOMP_ROOT" "nodes/$PORTCULLIS_NODE"
  fi
  for node in "${nodes[@]}"; do
    [[ $node == "${PORTCULLIS_NODE:-}" ]] || {
      "$hack/cluster" node "$node" 2>/dev/null
      mkdir "nodes/$node"
    }
  done
}

# run_as NAME KUBECONFIG-OPTIONS -- ARGUMENTS...: starts Portcullis as a service account, never as the administrator.
run_as() {
  local name=$1 account=()
  shift
  while [[ $1 != -- ]]; do
    account+=("$1")
    shift
  done
  shift
  (umask 077 && "$hack/cluster" kubeconfig "${account[@]}" >"$name.kubeconfig" 2>"$name.log") || fail "no credentials for $name"
  # Unless it is to stay, it ends with us, even when we are killed.
  start "$name" ${mortal:+setpriv --pdeathsig KILL} env KUBECONFIG="$dir/$name.kubeconfig" \
    "$portcullis" "$@" --probe-port 0 --http-port 0 --log-format text
  processes+=("$name")
}

# ended CODE: clears up, or with KEEP says how to go on, however the demo ends.
ended() {
  trap '' INT TERM HUP
  trap - EXIT
  if [[ $keep && $1 -lt 128 ]]; then
    cat <<TEXT

Everything is still running. To look around, in $root:

  eval "\$(hack/cluster up --name $cluster${PORTCULLIS_NODE:+ --node})"
  kubectl get seccompprofiles,capabilitypolicies -o wide
  kubectl explain seccompprofile.spec.syscalls.args
  ls -l ${dir:-}/nodes/*/portcullis/        the nodes' files
  tail ${dir:-}/*.log                       the operator and the agents

To end it:

  hack/demo down
TEXT
  else
    take_down
  fi
  exit "$1"
}

take_down() {
  cd "$root" || exit
  if [[ ${dir:-} && -d $dir ]]; then stop TERM "${processes[@]}"; fi
  "$hack/cluster" down --name "$cluster"
}

# down: ends what KEEP=1 left.
down() {
  local file
  cluster=$kept dir=${TMPDIR:-/tmp}
  dir=${dir%/}/portcullis-$kept/demo
  for file in "$dir"/*.pid; do
    [[ ! -e $file ]] || processes+=("$(basename "$file" .pid)")
  done
  take_down
}
