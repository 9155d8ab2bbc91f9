# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/cluster sets
# A real node: kube-scheduler, and containerd + kubelet in namespaces of their own (see node-init).

# Every node has a bridge, a pod network and a Service network of its own, numbered alike. Creating the bridge reserves the number.
take_network() {
  local n
  for n in {0..254}; do
    [[ -z $(ip -4 route show root "10.213.$n.0/24") ]] || continue
    # A bridge without its own address takes a port's: it changes with the pods, and others lose the bridge for half a minute.
    if ip link add "portcullis$n" address "$(printf '02:00:0a:d5:%02x:01' "$n")" type bridge 2>/dev/null; then
      echo "portcullis$n" >"$dir/bridge"
      use_network
      ip addr add "$node_address/24" dev "portcullis$n"
      ip addr add "$service_address/32" dev "portcullis$n"
      ip link set "portcullis$n" up
      return 0
    fi
  done
  fail "could not create a network bridge (is 'ip link add type bridge' allowed here?)"
}

# All addresses follow from the number in the bridge's name.
use_network() {
  local n
  read -r n <"$dir/bridge"
  n=${n#portcullis}
  node_address=10.213.$n.1 pod_range=10.213.$n.0/24 service_range=10.214.$n.0/24 service_address=10.214.$n.1
  server=https://$service_address
}

node_packages() {
  [[ $(uname -s) == Linux && $(id -u) == 0 ]] || fail "--node needs Linux and root"
  # The CNI plugins' package depends on iptables; nothing here uses it.
  need_packages jq runc python3 ip=iproute2 busybox=busybox-static /usr/lib/cni/bridge=containernetworking-plugins unshare=util-linux ||
    fail "--node needs the packages above"
}

node_up() {
  client_kubeconfig scheduler /CN=system:kube-scheduler "$dir/scheduler.kubeconfig"
  start kube-scheduler "$bin/kube-scheduler" --kubeconfig "$dir/scheduler.kubeconfig" --leader-elect=false --secure-port 0
  client_kubeconfig kubelet "/O=system:nodes/CN=system:node:$node_name" "$dir/kubelet.kubeconfig"
  certificate kubelet-server "/O=system:nodes/CN=system:node:$node_name" serverAuth "DNS:$node_name,IP:$node_address"
  mkdir -p "$dir"/{cni,images,kubelet/seccomp}
  "$hack/lib/busybox-image" registry.local/pause:1 "$dir/images/pause.tar" /bin/sleep 2147483647
  "$hack/lib/busybox-image" registry.local/busybox:1 "$dir/images/busybox.tar" /bin/sh
  cni_config >"$dir/cni/10-bridge.conflist"
  containerd_config >"$dir/containerd.toml"
  kubelet_config >"$dir/kubelet.yaml"
  node_boot
  ready node 120 node_ready
}

# One namespace of processes and one of mounts for everything on the node: when its first process ends, however it ends,
# the kernel ends every container and undoes every mount.
node_boot() {
  start node unshare --mount --pid --fork --kill-child "$hack/lib/node-init" "$dir" "$bin" "$node_name" "$node_address"
}

# node_restart kubelet|containerd|node: returns when the node is ready again.
node_restart() {
  local what=$1 begin
  begin=$(date -u +%Y-%m-%dT%H:%M:%S.%6NZ)
  case $what in
    kubelet) daemon_restart kubelet ;;
    containerd)
      daemon_restart containerd
      ready node 60 "$bin/ctr" --address "$dir/containerd.sock" version
      return ;;
    node) node_power_cycle ;;
  esac
  ready node 120 node_ready_since "$begin"
}

# daemon_restart NAME: node-init starts it again. The pid is the node's, so the signal is sent from within.
daemon_restart() {
  local pid
  read -r pid <"$dir/node-pids/$1"
  touch "$dir/restart/$1"
  nsenter --target "$(node_first_process)" --pid bash -c "kill -TERM $pid"
  ready node 60 daemon_replaced "$1" "$pid"
}

daemon_replaced() {
  local pid
  read -r pid <"$dir/node-pids/$1" && [[ $pid != "$2" ]]
}

# The process that holds the namespaces, as this machine counts: the only child of "unshare --fork".
node_first_process() {
  local parent child
  parent=$(alive node) || fail "the node of cluster $cluster does not run (log: $dir/node.log)"
  read -r child _ <"/proc/$parent/task/$parent/children"
  echo "$child"
}

# As after a power cut: all processes are killed at once, memory is lost, the disk stays.
node_power_cycle() {
  kill -KILL "$(node_first_process)"
  # "unshare" ends when all processes of the node have.
  poll 30 none_alive node || fail "the node of cluster $cluster could not be stopped"
  node_cgroups_remove
  rm -rf "$dir/containerd-state" "$dir/containerd.sock" "$dir/layers-run" "$dir/observer" "$dir/node-pids" "$dir/restart"
  node_boot
}

# node_ready_since TIME: the API server may still report a node ready after its kubelet died; its lease tells the difference.
node_ready_since() {
  local renewed
  renewed=$("$bin/kubectl" --kubeconfig "$dir/kubeconfig" --request-timeout 5s get lease "$node_name" \
    --namespace kube-node-lease -o 'jsonpath={.spec.renewTime}') && [[ $renewed > $1 ]] && node_ready
}

node_ready() {
  local state
  state=$("$bin/kubectl" --kubeconfig "$dir/kubeconfig" --request-timeout 5s get node "$node_name" \
    -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}{.spec.taints}') && [[ $state == True ]]
}

# node_remains: removes bridge and cgroups, which outlive the node's processes.
node_remains() {
  local bridge
  if { read -r bridge <"$dir/bridge"; } 2>/dev/null; then
    [[ ! -e /sys/class/net/$bridge ]] || ip link delete "$bridge"
  fi
  node_cgroups_remove
}

node_cgroups_remove() {
  local cgroup
  for cgroup in /sys/fs/cgroup/"portcullis-$cluster" /sys/fs/cgroup/*/"portcullis-$cluster"; do
    [[ ! -d $cgroup ]] || poll 5 remove_cgroup "$cgroup" || say "could not remove $cgroup"
  done
}

# A cgroup is empty a moment after its last process is gone.
remove_cgroup() { find "$1" -depth -type d -exec rmdir {} + 2>/dev/null; }

cni_config() {
  # The bridge already has its address: without isGateway the plugin leaves this machine's forwarding setting alone.
  cat <<JSON
{"cniVersion": "1.0.0", "name": "portcullis", "plugins": [{"type": "bridge", "bridge": "$(<"$dir/bridge")",
  "ipam": {"type": "host-local", "dataDir": "$dir/cni/addresses",
    "ranges": [[{"subnet": "$pod_range", "gateway": "$node_address"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
JSON
}

containerd_config() {
  cat <<TOML
version = 3
root = "$dir/containerd"
state = "$dir/containerd-state"
[grpc]
address = "$dir/containerd.sock"
[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = "registry.local/pause:1"
[plugins.'io.containerd.cri.v1.runtime']
# Lowering a process's score needs CAP_SYS_RESOURCE, which containers and small virtual machines may lack.
restrict_oom_score_adj = true
disable_apparmor = true
netns_mounts_under_state_dir = true
[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ["/usr/lib/cni"]
conf_dir = "$dir/cni"
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
TOML
}

kubelet_config() {
  cat <<YAML
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $node_address
healthzPort: 0
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $dir/pki/ca.crt}}
authorization: {mode: Webhook}
tlsCertFile: $dir/pki/kubelet-server.crt
tlsPrivateKeyFile: $dir/pki/kubelet-server.key
containerRuntimeEndpoint: unix://$dir/containerd.sock
resolvConf: ""
# The machine is shared and may be small: no packet filter, no reserved resources, no demands on swap and cgroup version.
cgroupDriver: cgroupfs
cgroupsPerQOS: false
enforceNodeAllocatable: []
failCgroupV1: false
failSwapOn: false
makeIPTablesUtilChains: false
featureGates: {KubeletInUserNamespace: true}
volumePluginDir: /var/lib/kubelet/volume-plugins
# A full disk is the machine's problem: evict nothing, and keep images, which cannot be pulled again.
imageGCHighThresholdPercent: 100
evictionHard: {memory.available: "0%", nodefs.available: "0%", nodefs.inodesFree: "0%", imagefs.available: "0%", imagefs.inodesFree: "0%"}
YAML
}
