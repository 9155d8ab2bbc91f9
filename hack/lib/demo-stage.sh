# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/demo sets
# The stage of the demo: its cluster, nodes, operator and agents, and how they end.

root=${hack%/*}
portcullis=$root/operator/target/portcullis/bin/portcullis
kept=demo # the name of a cluster that stays
dir='' cluster='' keep='' mortal='' processes=() nodes=()
node_comes='' first_table='' builder='' follower='' built='' existing=''

fail() {
  local log
  printf '\ndemo: %s\n' "$*" >&2
  for log in "${dir:-/nowhere}"/*.log; do
    [[ ! -s $log ]] || printf -- '--- the end of %s\n%s\n' "${log##*/}" "$(grep -v $'^\tat ' "$log" | tail -n 8)" >&2
  done
  exit 1
}

# set_stage [--build]: brings up the cluster; whatever happens afterwards, "ended" clears up.
set_stage() {
  keep=${KEEP:-}
  [[ $keep != 0 ]] || keep=''
  [[ ${1:-} || -x $portcullis ]] || fail "$portcullis is missing: make build"
  if may_use_existing; then
    prepare_existing
    [[ ! ${1:-} ]] || build_portcullis
    mortal=yes
    trap_ends
    existing_up
    go_to_stage
    return
  fi
  "$hack/prepare" demo || fail "see above for what is missing"
  if [[ $keep ]]; then
    cluster=$kept
    [[ ! -e ${TMPDIR:-/tmp}/portcullis-$kept ]] || fail "an earlier demo is still there: hack/demo down"
  else
    mortal=yes cluster=demo-$$
  fi
  trap_ends
  [[ $(uname -s) != Linux || $(id -u) != 0 ]] || node_comes=yes
  build "$@"
  cluster_up
}

trap_ends() {
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'ended $?' EXIT
}

# build [--build]: starts building the cluster's programs, the control plane's first, and on request builds Portcullis meanwhile.
build() {
  local tools=(etcd kube-apiserver kubectl kube-controller-manager)
  [[ ! $node_comes ]] || tools+=(kube-scheduler kubelet containerd containerd-shim-runc-v2 ctr)
  built=$(mktemp)
  setsid "$hack/cluster" tools "${tools[@]}" >/dev/null 2>"$built" &
  builder=$!
  [[ ${1:-} ]] || return 0
  tail -f "$built" >&2 &
  follower=$!
  build_portcullis
  end_follower
}

build_portcullis() { make -C "$root" --no-print-directory build || fail "see above for what went wrong"; }

end_follower() {
  [[ ! $follower ]] || kill "$follower" 2>/dev/null || true
  follower=''
}

# From here on, who needs a program waits for it, and says how far it is.
cluster_up() {
  local environment options=(--name "$cluster")
  [[ $keep ]] || options+=(--guard $$)
  heading "A cluster"
  if [[ ! $node_comes ]]; then
    echo "not root on Linux: a real node, and pods on it, are left out"
  elif environment=$("$hack/cluster" up "${options[@]}" --node-later); then
    echo "a real node comes later"
  else
    echo "a real node cannot run here, see above: it, and pods on it, are left out"
    node_comes=''
  fi
  [[ $node_comes ]] || environment=$("$hack/cluster" up "${options[@]}") || fail "no cluster came up, see above"
  eval "$environment"
  dir=$PORTCULLIS_CLUSTER_DIR/demo nodes=(node-1 node-2 node-3)
  go_to_stage
}

go_to_stage() {
  mkdir -p "$dir/nodes"
  ln -s "$root/config" "$hack/lib/observer" "$dir" # every command below is run in this directory
  cd "$dir" || exit
}

start_processes() {
  local node
  three_nodes
  run_as operator --service-account portcullis-operator -- operator ${node_comes:+--observations true}
  for node in "${nodes[@]}"; do start_agent "$node"; done
  await "the operator leads" kubectl -n portcullis-system wait --for=jsonpath='{.spec.holderIdentity}' lease/portcullis-operator --timeout=1s >/dev/null 2>&1
  await "every agent has reported" nodesyncs_with_files 0 2>/dev/null
}

start_agent() {
  run_as "agent-$1" --service-account portcullis-agent --node "$1" -- \
    agent --node-name "$1" --seccomp-root "$(readlink -f "nodes/$1")"
}

# node_joins: status 1 where no node can run.
node_joins() {
  local environment
  if ! environment=$("$hack/cluster" up --name "$cluster" --node); then
    echo "a real node cannot run here, see above: it, and pods on it, are left out"
    return 1
  fi
  eval "$environment"
  ln -s "$PORTCULLIS_SECCOMP_ROOT" "nodes/$PORTCULLIS_NODE"
  nodes+=("$PORTCULLIS_NODE")
  start_agent "$PORTCULLIS_NODE"
  await "every agent has reported" nodesyncs_with_files 6 2>/dev/null
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

# three_nodes: Node objects with a directory each.
three_nodes() {
  local node
  for node in "${nodes[@]}"; do
    "$hack/cluster" node "$node" 2>/dev/null
    mkdir "nodes/$node"
  done
  [[ ! $existing ]] || start_renewing
}

start_renewing() {
  start leases setpriv --pdeathsig KILL bash -c "$(declare -f renew_leases); renew_leases ${nodes[*]}"
  processes+=(leases)
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
  end_follower
  [[ ! $builder ]] || kill -- "-$builder" 2>/dev/null || true
  rm -f "$built"
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
  if [[ $existing ]]; then
    existing_down
    return
  fi
  cd "$root" || exit
  if [[ ${dir:-} && -d $dir ]]; then stop TERM "${processes[@]}"; fi
  [[ ! $cluster ]] || "$hack/cluster" down --name "$cluster"
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
