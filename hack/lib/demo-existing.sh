# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/demo sets
# The demo on a cluster that is there already, of kind, minikube or k3d. What it brings there goes again.

# may_use_existing: tells whether the demo is to use the cluster of KUBECONFIG, which takes a word of consent.
may_use_existing() {
  [[ ${KUBECONFIG:-} ]] || return 1
  [[ ${CONSENT:-} != yes ]] || return 0
  note "KUBECONFIG is set: with CONSENT=yes the demo uses that cluster. It installs Portcullis there, with three Node objects and some pods, and removes all of it at the end."
  return 1
}

prepare_existing() {
  "$hack/prepare" build || fail "see above for what is missing"
  need_packages jq || fail "the package above is needed"
  command -v kubectl >/dev/null || fail "kubectl is missing"
  [[ ! $keep ]] || fail "KEEP is for a cluster of the demo's own"
  # Otherwise hack/cluster builds a kubectl.
  KUBEBUILDER_ASSETS=$(dirname "$(command -v kubectl)")
  [[ $KUBECONFIG == *:* ]] || KUBECONFIG=$(realpath "$KUBECONFIG")
  export KUBEBUILDER_ASSETS KUBECONFIG
}

existing_up() {
  local minor
  heading "The cluster of KUBECONFIG"
  show 'kubectl cluster-info | head -n 1'
  minor=$(kubectl version --output json | jq -r '.serverVersion.minor | match("[0-9]+").string') || fail "the cluster does not answer"
  ((minor >= 36)) || fail "the demo shows how pods are filled in, which needs Kubernetes 1.36, and this is 1.$minor"
  [[ ! $(kubectl get --ignore-not-found --output name crd/seccompprofiles.portcullis.dev namespace/portcullis-system) ]] ||
    fail "Portcullis is there already: the demo leaves it alone, and ends"
  dir=$(mktemp -d) nodes=(portcullis-demo-{1,2,3})
  [[ ! $(kubectl get nodes --ignore-not-found --output name "${nodes[@]}") ]] || fail "the cluster already has nodes of these names: ${nodes[*]}"
  existing=up
}

# renew_leases NODE...: as kubelets do, so that Node objects without one count as alive. It never returns.
renew_leases() {
  local node
  while :; do
    for node in "$@"; do
      jq -n --arg name "$node" --arg now "$(date -u +%FT%T.%6NZ)" '{apiVersion: "coordination.k8s.io/v1", kind: "Lease",
        metadata: {$name, namespace: "kube-node-lease"}, spec: {holderIdentity: $name, leaseDurationSeconds: 40, renewTime: $now}}' |
        kubectl apply --server-side --filename -
    done
    sleep 10
  done
}

# existing_down: the operator and the agents still run, so that every file goes with its object.
existing_down() {
  cd "$dir" || return
  printf '\nremoving what the demo brought\n'
  kubectl delete --ignore-not-found --now --filename config/samples/pods/web.yaml 2>/dev/null || true
  "$portcullis" purge --yes || echo "some objects are left, see above" >&2
  stop TERM "${processes[@]}"
  kubectl delete --ignore-not-found -k config/cluster >/dev/null || true
  kubectl delete --ignore-not-found nodes "${nodes[@]}" || true
  kubectl delete --ignore-not-found --namespace kube-node-lease leases "${nodes[@]}" || true
  cd "$root" || return
  rm -rf "$dir"
}
