# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/cluster sets
# Daemons of one cluster: started apart from the caller, known by pid and start time, awaited, stopped.

# start_time PID: prints the kernel's start time of a process; the kernel reuses pids.
start_time() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -ra stat <<<"${stat##*) }"
  [[ ${stat[0]} != Z ]] && echo "${stat[19]}"
}

# start NAME COMMAND...: runs COMMAND in a session of its own, with none of the caller's files open.
start() {
  local name=$1
  shift
  (
    cd "$dir" || exit
    # A caller that reads our pipe must see it end while the daemon keeps running.
    for fd in /proc/"$BASHPID"/fd/*; do
      fd=${fd##*/}
      ((fd <= 2 || fd == 255)) || eval "exec $fd>&-"
    done
    exec </dev/null >>"$name.log" 2>&1
    # The cluster's addresses are this machine's own: no proxy reaches them.
    exec env -u HTTP_PROXY -u HTTPS_PROXY -u http_proxy -u https_proxy setsid "$@"
  ) &
  echo "$! $(start_time $!)" >"$dir/$name.pid"
  disown # the shell shall not report the daemon's end
}

# alive NAME: prints the pid of a daemon of ours that still runs.
alive() {
  local pid time
  { read -r pid time <"$dir/$1.pid"; } 2>/dev/null && [[ -n $time && $(start_time "$pid") == "$time" ]] && echo "$pid"
}

# stop SIGNAL NAME...: ends daemons with their process groups, by force if need be, and returns when they are gone.
stop() {
  local name pid signal signals=("$1" KILL)
  shift
  for signal in "${signals[@]}"; do
    for name in "$@"; do
      pid=$(alive "$name") || continue
      kill -s "$signal" -- "-$pid" 2>/dev/null || kill -s "$signal" "$pid" 2>/dev/null || true
    done
    poll 5 none_alive "$@" && break
  done
  for name in "$@"; do rm -f "$dir/$name.pid"; done
}

none_alive() {
  local name
  for name in "$@"; do ! alive "$name" >/dev/null || return 1; done
}

# poll SECONDS COMMAND...: retries COMMAND until it succeeds or the time is up.
poll() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < deadline)) || return 1
    sleep 0.1
  done
}

# ready NAME SECONDS COMMAND...: waits for a daemon; if it ends or takes too long, fails and shows its log.
ready() {
  local name=$1 seconds=$2
  shift 2
  poll "$seconds" ready_or_dead "$name" "$@" && alive "$name" >/dev/null && return 0
  {
    alive "$name" >/dev/null && echo "$name is not ready after $seconds s" || echo "$name ended"
    echo "the last lines of $dir/$name.log:"
    tail -n 20 "$dir/$name.log"
  } >&2
  # The directory goes away with the cluster: keep the log that explains why.
  cp "$dir/$name.log" "$dir-failed-$name.log"
  fail "cluster $cluster did not come up (whole log: $dir-failed-$name.log)"
}

ready_or_dead() {
  local name=$1
  shift
  ! alive "$name" >/dev/null || "$@" >/dev/null 2>&1
}
