# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/cluster sets
# Objects for tests and the demo: nodes without a kubelet, and credentials of service accounts.

# fake_node NAME: a Node object that looks alive, so that agents run as processes can have several nodes.
fake_node() {
  local status
  status=$(jq -n --arg arch "$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')" --arg kernel "$(uname -r)" '{status: {
    capacity: {cpu: "1", memory: "1Gi", pods: "110"}, allocatable: {cpu: "1", memory: "1Gi", pods: "110"},
    conditions: [{type: "Ready", status: "True", reason: "NoKubelet", message: "a Node object only"}],
    nodeInfo: {architecture: $arch, bootID: "", containerRuntimeVersion: "", kernelVersion: $kernel, kubeProxyVersion: "",
      kubeletVersion: "", machineID: "", operatingSystem: "linux", osImage: "", systemUUID: ""}}}')
  # The taint keeps a scheduler from placing pods where nothing would run them.
  jq -n --arg name "$1" '{apiVersion: "v1", kind: "Node",
    metadata: {$name, labels: {"kubernetes.io/hostname": $name, "kubernetes.io/os": "linux", "portcullis.dev/fake-node": "true"}},
    spec: {taints: [{key: "portcullis.dev/fake-node", effect: "NoSchedule"}]}}' |
    "$bin/kubectl" apply --server-side --field-manager hack-cluster -f - >&2
  "$bin/kubectl" patch node "$1" --subresource status --field-manager hack-cluster -p "$status" >&2
}

# service_account_kubeconfig SERVICE-ACCOUNT NAMESPACE NODE DURATION: prints a kubeconfig; NODE may be empty.
service_account_kubeconfig() {
  local account=$1 namespace=$2 node=$3 duration=$4 bound=() token
  if [[ $node ]]; then
    "$bin/kubectl" get node "$node" >/dev/null || fail "make the node first: hack/cluster node $node"
    # Only a token bound to a pod names a node. On a real node this pod runs, and does nothing.
    "$bin/kubectl" -n "$namespace" get pod "$account-$node" >/dev/null 2>&1 ||
      holder_pod "$account" "$node" | "$bin/kubectl" -n "$namespace" create -f - >&2 || fail "could not create pod $account-$node"
    seem_ready "$account-$node" "$namespace" "$node"
    bound=(--bound-object-kind Pod --bound-object-name "$account-$node")
  fi
  token=$("$bin/kubectl" -n "$namespace" create token "$account" --duration "$duration" "${bound[@]}") ||
    fail "no token for service account $namespace/$account"
  "$bin/kubectl" config view --minify --flatten --raw -o json |
    jq --arg user "$account${node:+-$node}" --arg namespace "$namespace" --arg token "$token" '
      .users = [{name: $user, user: {$token}}] | ."current-context" as $context
      | .contexts = [{name: $context, context: {cluster: .clusters[0].name, $user, $namespace}}]'
}

# seem_ready POD NAMESPACE NODE: marks the pod ready in place of a kubelet: only nodes with a ready agent count.
seem_ready() {
  [[ $("$bin/kubectl" get node "$3" -o 'jsonpath={.metadata.labels.portcullis\.dev/fake-node}') ]] || return 0
  "$bin/kubectl" -n "$2" patch pod "$1" --subresource status --field-manager hack-cluster -p "$(jq -n --arg now "$(date -u +%FT%TZ)" '{status: {
    phase: "Running", conditions: [{type: "Ready", status: "True", lastTransitionTime: $now}]}}')" >&2
}

# The pod meets the "restricted" Pod Security Standard, so that it fits into any namespace.
holder_pod() {
  jq -n --arg account "$1" --arg node "$2" '{apiVersion: "v1", kind: "Pod", metadata: {name: "\($account)-\($node)",
    labels: {"app.kubernetes.io/component": ($account | ltrimstr("portcullis-"))}}, spec: {
    serviceAccountName: $account, automountServiceAccountToken: false, nodeName: $node, terminationGracePeriodSeconds: 0,
    tolerations: [{operator: "Exists"}],
    securityContext: {runAsNonRoot: true, runAsUser: 65534, seccompProfile: {type: "RuntimeDefault"}},
    containers: [{name: "pause", image: "registry.local/pause:1", imagePullPolicy: "Never",
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: ["ALL"]}}}]}}'
}
