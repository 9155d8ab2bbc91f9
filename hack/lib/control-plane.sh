# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/cluster sets
# etcd, kube-apiserver and kube-controller-manager.

control_plane_up() {
  certificate_authority
  # Client connections and peers use sockets in our directory: no port to pick, nobody else can reach them.
  # Without fsync a power cut loses the data; it need not survive one, and some disks are too slow.
  start etcd "$bin/etcd" --name default --data-dir "$dir/etcd" --unsafe-no-fsync --quota-backend-bytes $((8 << 30)) \
    --listen-client-urls "unix://$dir/etcd.sock" --advertise-client-urls "unix://$dir/etcd.sock" \
    --listen-peer-urls "unix://$dir/peer.sock" --initial-advertise-peer-urls "unix://$dir/peer.sock" \
    --initial-cluster "default=unix://$dir/peer.sock"
  certificate apiserver /CN=kube-apiserver serverAuth \
    "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:localhost,IP:127.0.0.1,IP:$service_address"
  certificate kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client clientAuth
  ready etcd 30 test -S "$dir/etcd.sock"
  [[ ! $with_audit ]] || audit_policy >"$dir/audit-policy.yaml"
  api_server_up
  client_kubeconfig controller-manager /CN=system:kube-controller-manager "$dir/controller-manager.kubeconfig"
  # At the default 20 requests a second, collecting a thousand objects takes a minute.
  # Nodes without a kubelet never renew their Lease: with a day's patience they stay Ready instead of being tainted and emptied,
  # and everything else that the node controller does (taking the not-ready taint off a new node) still happens.
  start kube-controller-manager "$bin/kube-controller-manager" --kubeconfig "$dir/controller-manager.kubeconfig" \
    --use-service-account-credentials --service-account-private-key-file "$dir/pki/service-accounts.key" \
    --root-ca-file "$dir/pki/ca.crt" --leader-elect=false --secure-port 0 \
    --kube-api-qps 200 --kube-api-burst 400 \
    --node-monitor-grace-period 24h --node-startup-grace-period 24h
  # No pod can be created before its service account exists.
  ready kube-controller-manager 60 "$bin/kubectl" --kubeconfig "$dir/kubeconfig" get serviceaccount/default configmap/kube-root-ca.crt
}

api_server_up() {
  local port attempt audit=() address=(--bind-address 127.0.0.1 --advertise-address 127.0.0.1 --endpoint-reconciler-type none)
  [[ ! $with_audit ]] || audit=(--audit-policy-file "$dir/audit-policy.yaml" --audit-log-path "$dir/audit.log"
    --audit-log-mode blocking --audit-log-maxsize 4096) # blocking: the log has every answered request
  for attempt in 1 2 3 4 5; do
    if [[ $with_node ]]; then
      # Pods reach the API server at the kubernetes Service's own address, which is one of the bridge's: no proxy, no packet filter.
      port=443
      address=(--bind-address "$service_address" --advertise-address "$service_address")
    else
      port=$((20000 + RANDOM % 12000)) # below the ports that the kernel hands out by itself
      server=https://127.0.0.1:$port
    fi
    client_kubeconfig admin /O=system:masters/CN=admin "$dir/kubeconfig"
    : >"$dir/kube-apiserver.log"
    start kube-apiserver "$bin/kube-apiserver" --etcd-servers "unix://$dir/etcd.sock" --secure-port "$port" "${address[@]}" \
      --tls-cert-file "$dir/pki/apiserver.crt" --tls-private-key-file "$dir/pki/apiserver.key" --cert-dir "$dir/pki" \
      --client-ca-file "$dir/pki/ca.crt" --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction \
      --kubelet-client-certificate "$dir/pki/kubelet-client.crt" --kubelet-client-key "$dir/pki/kubelet-client.key" \
      --kubelet-certificate-authority "$dir/pki/ca.crt" --kubelet-preferred-address-types InternalIP \
      --service-account-issuer https://kubernetes.default.svc --service-account-key-file "$dir/pki/service-accounts.key" \
      --service-account-signing-key-file "$dir/pki/service-accounts.key" --service-cluster-ip-range "$service_range" \
      --allow-privileged "${audit[@]}"
    poll 90 ready_or_dead kube-apiserver api_ready || true
    # Another process may take the port between our choice and the server's start.
    if [[ ! $with_node ]] && ((attempt < 5)) && ! alive kube-apiserver >/dev/null && grep -q 'address already in use' "$dir/kube-apiserver.log"; then continue; fi
    break
  done
  ready kube-apiserver 1 api_ready
}

api_ready() { "$bin/kubectl" --kubeconfig "$dir/kubeconfig" --request-timeout 5s get --raw /readyz >/dev/null 2>&1; }

audit_policy() {
  cat <<'YAML'
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived, ResponseStarted, Panic]
rules:
- level: Metadata
  verbs: [create, update, patch, delete, deletecollection]
  resources:
  - {group: portcullis.dev}
  - {group: "", resources: [configmaps, events]}
  - {group: events.k8s.io, resources: [events]}
  - {group: coordination.k8s.io, resources: [leases]}
- level: None
YAML
}
