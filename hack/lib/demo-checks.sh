# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/demo sets
# How the demo shows its commands, and checks what comes of them.

heading() { printf '\n== %s\n\n' "$*"; }
note() { printf '%s\n' "$*" | fold -s -w 100; }

# show COMMAND: prints a command line as one would type it, and runs it.
show() {
  printf '$ %s\n' "$1"
  eval "$1" || fail "this command should succeed and does not: $1"
}

# show_timed COMMAND: the same, and remembers when the command began and ended.
show_timed() {
  began=$EPOCHREALTIME
  show "$1"
  answered=$EPOCHREALTIME
}

# show_refused COMMAND WORDS: a command that has to fail with an answer that holds these words.
show_refused() {
  local answer
  printf '$ %s\n' "$1"
  ! answer=$(eval "$1" 2>&1) || fail "this should be refused and was accepted: $1"
  note "$answer"
  check "the answer names $2" grep -qF "$2" <<<"$answer"
}

# check EXPECTATION COMMAND...
check() {
  local expectation=$1
  shift
  "$@" || fail "this should hold and does not: $expectation"
}

# await EXPECTATION COMMAND...: the same, within a minute.
await() {
  local expectation=$1
  shift
  poll 60 "$@" || fail "this should have come true within 60 s: $expectation"
}

status_of() { kubectl get seccompprofile "$1" -o "jsonpath={.status$2}"; }
digests() { sha256sum "nodes/"*"/portcullis/$1.json" | cut -c1-64; }
all_nodes_have() { [[ $(digests "$1") == "$2"$'\n'"$2"$'\n'"$2" ]]; }

# nodesyncs_with_files LEAST: all report that many or more, and no failure
nodesyncs_with_files() {
  kubectl get nodesyncs -o 'jsonpath={range .items[*]}{.status.files} {.status.failed}{"\n"}{end}' |
    awk -v least="$1" -v nodes="${#nodes[@]}" 'NF < 2 || $1 < least || $2 > 0 { bad = 1 } END { exit bad || NR != nodes }'
}

# show_six_become_ready COMMAND: runs it under a watch that prints profiles until six are Ready.
show_six_become_ready() {
  local line seen=' ' watcher watch
  exec {watch}< <(exec setpriv --pdeathsig KILL kubectl get seccompprofiles --watch)
  watcher=$!
  show "$1"
  echo '$ kubectl get seccompprofiles --watch'
  while read -r -t 60 line <&"$watch"; do
    echo "$line"
    [[ ! $line =~ ^([a-z-]+)\ +True\  || $seen == *" ${BASH_REMATCH[1]} "* ]] || seen+="${BASH_REMATCH[1]} "
    [[ $(wc -w <<<"$seen") != 6 ]] || break
  done
  kill "$watcher"
  exec {watch}<&-
  check "all six profiles became Ready" [ "$(wc -w <<<"$seen")" = 6 ]
  echo
}

# has_files_of NODE OTHER: both have the same files, byte by byte.
has_files_of() { diff -r "nodes/$1/portcullis" "nodes/$2/portcullis" >/dev/null 2>&1; }

check_files_are_those_of_status() {
  local name
  for name in audit crun-start deny-mkdir nginx runc-start; do
    check "$name.json has on every node the digest that its status names" all_nodes_have "$name" "$(status_of "$name" .sha256)"
  done
  # Its conditions on architectures make one document per architecture.
  check "runtime-default.json has on every node the digest of the nodes' architecture" all_nodes_have runtime-default \
    "$(status_of runtime-default ".variants[?(@.architecture==\"$(kubectl get nodesyncs -o 'jsonpath={.items[0].status.architecture}')\")].sha256")"
}

# milliseconds FROM TO, both in seconds
milliseconds() { awk -v from="$1" -v to="$2" 'BEGIN { printf "%d", (to - from) * 1000 }'; }

# check_edit_arrived DIGEST: nginx.json had this digest before.
check_edit_arrived() {
  local after last
  after=$(status_of nginx .sha256)
  check "the digest changed" [ "$1" != "$after" ]
  check "status counts 3/3" [ "$(status_of nginx .nodes.summary)" = 3/3 ]
  check "nginx.json is the new one on every node" all_nodes_have nginx "$after"
  # A file's change time is the moment at which it was renamed into place.
  last=$(stat -L -c %.Z nodes/*/portcullis/nginx.json | sort -n | tail -n 1)
  echo
  note "The last of the three files was in place $(milliseconds "$began" "$last") ms after kubectl was started; kubectl itself took $(milliseconds "$began" "$answered") ms."
}

# check_refusal_and_last_good_file DIGEST: of deny-mkdir.json.
check_refusal_and_last_good_file() {
  check "Rendered is False" [ "$(status_of deny-mkdir '.conditions[?(@.type=="Rendered")].status')" = False ]
  check "the reason is NotifyNotPossible" [ "$(status_of deny-mkdir '.conditions[?(@.type=="Stalled")].reason')" = NotifyNotPossible ]
  check "there is an Event" [ -n "$(kubectl get events --namespace default --field-selector involvedObject.name=deny-mkdir,reason=NotifyNotPossible -o name)" ]
  check "the last good file is still on every node" all_nodes_have deny-mkdir "$1"
  check "status speaks of the last good file" [ "$(status_of deny-mkdir .sha256)$(status_of deny-mkdir .nodes.summary)" = "${1}3/3" ]
}

# check_back_to DENY-MKDIR-DIGEST NGINX-DIGEST
check_back_to() {
  check "nothing is Stalled" [ -z "$(status_of deny-mkdir '.conditions[?(@.type=="Stalled")].status')" ]
  check "deny-mkdir.json is as before on every node" all_nodes_have deny-mkdir "$1"
  check "nginx.json is as before the edit on every node" all_nodes_have nginx "$2"
}

# show_held_to_policy FILE: its silent pod is filled in and its greedy one refused, once the API server acts on the admission policies.
show_held_to_policy() {
  await "a silent pod is filled in and a greedy one refused" held_to_policy "$1"
  echo "$ kubectl apply -f $1"
  fold -s -w 100 web.out
  check "the refusal says what to write" grep -q 'container "web" adds NET_ADMIN.*allowed: NET_BIND_SERVICE' web.out
}

held_to_policy() {
  ! kubectl apply -f "$1" >web.out 2>&1 || return 1
  [[ $(kubectl get pod web-silent -o 'jsonpath={.spec.securityContext.seccompProfile.localhostProfile}') == portcullis/policy/web.seccomp.json ]] && return
  kubectl delete pod web-silent --now >/dev/null 2>&1
  return 1
}

check_kernel_gave_what_the_policy_predicts() {
  check "the kernel gave it what the policy predicts" grep -q "CapEff:.$(kubectl get capabilitypolicy web -o 'jsonpath={.status.root.effective}')" <<<"$(kubectl logs web-silent)"
}

check_only_the_second_was_denied() {
  check "the first made its directory" grep -q 'the directory is made' <<<"$(kubectl logs mkdir-allowed)"
  check "the second was not permitted to" grep -q 'Operation not permitted' <<<"$(kubectl logs mkdir-denied)"
}

# show_observed NAME COMMAND: runs it in a pod with the label app=NAME, which says nothing of seccomp, until it ends.
show_observed() {
  await "the API server fills such pods in" is_filled_in "$1"
  show "kubectl run $1 --labels app=$1 --image registry.local/listing:1 --restart Never --command -- $2"
  show_ended "$1"
}

# show_enforced NAME FILE COMMAND: runs it in a pod under this file.
show_enforced() {
  show "kubectl run $1 --image registry.local/listing:1 --restart Never \\
    --overrides '{\"spec\": {\"securityContext\": {\"seccompProfile\": {\"type\": \"Localhost\", \"localhostProfile\": \"$2\"}}}}' --command -- $3"
  show_ended "$1"
}

show_ended() {
  await "pod $1 ends" has_ended "$1"
  show "kubectl logs $1"
}

is_filled_in() {
  kubectl run "$1" --labels "app=$1" --image registry.local/listing:1 --dry-run=server --output yaml | grep -q portcullis/observed/
}
has_ended() { [[ $(kubectl get pod "$1" -o 'jsonpath={.status.phase}') =~ ^(Succeeded|Failed)$ ]]; }
has_called() { [[ $(kubectl get profileobservation "$1" -o "jsonpath={.status.syscalls[?(@.syscall==\"$2\")].count}") ]]; }
has_denied() { [[ $(kubectl get profileobservation "$1" -o "jsonpath={.status.denials[?(@.syscall==\"$2\")].count}") ]]; }
