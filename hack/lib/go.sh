# shellcheck shell=bash disable=SC2154,SC2034 # parts share the variables that hack/cluster sets
# Go: one that is new enough for a module, and builds that say how far they are.

go=go    # the program that need_go has found
every=10 # seconds between two lines of progress

# need_go MODULE-DIRECTORY NAMES: makes sure of a Go that builds this module.
need_go() {
  local wanted kept
  wanted=$(sed -nE 's/^go ([0-9.]+)$/\1/p' "$1/go.mod")
  kept=$cache/go$wanted
  # Go fetches a newer toolchain by itself unless GOTOOLCHAIN forbids it; distributions make "local" the default.
  export GOTOOLCHAIN=${GOTOOLCHAIN:-auto}
  if [[ -x $kept/bin/go ]]; then
    go=$kept/bin/go
    return 0
  fi
  command -v go >/dev/null || fail "building $2 needs Go $wanted or newer, and go is not installed"
  if [[ ! $(cd / && go version) =~ go1\.([0-9]+) ]] || ((BASH_REMATCH[1] >= 21)); then
    (cd "$1" && go env GOVERSION) >/dev/null 2>&1 && return 0
  elif [[ $GOTOOLCHAIN != local ]]; then
    fetch_go "$wanted" "$kept" || fail "Go $wanted could not be fetched, see above"
    go=$kept/bin/go
    return 0
  fi
  fail "building $2 needs Go $wanted or newer, and this is $(cd / && go version | cut -d' ' -f3)"
}

# fetch_go VERSION DIRECTORY: before 1.21 Go cannot replace itself, but the new one is a module, whose checksum any Go verifies.
fetch_go() {
  local module target
  say "fetching Go $1: $(cd / && go version | cut -d' ' -f3) is too old"
  module=$(cd / && GOFLAGS='' go mod download -json "golang.org/toolchain@v0.0.1-go$1.$(go env GOOS)-$(go env GOARCH)" |
    sed -nE 's/^\s*"Dir": "(.*)",?$/\1/p') && [[ $module ]] || return 1
  target=$(mktemp -d "$2-XXXXXX")
  cp -r "$module/." "$target"
  chmod -R u+w "$target"
  # A module can hold neither programs nor other modules: their marks were taken off.
  chmod +x "$target"/bin/* "$target"/pkg/tool/*/*
  find "$target" -name _go.mod -execdir mv {} go.mod \;
  mv -T "$target" "$2"
}

# go_install NAMES DIRECTORY FLAGS -- PACKAGE...: "go install" in the working directory. Go's words are in DIRECTORY/build.log.
go_install() {
  local names=$1 directory=$2 flags=() total memory
  shift 2
  while [[ $1 != -- ]]; do
    flags+=("$1")
    shift
  done
  shift
  # Nobody reads debug data, an eighth of the compiler's work. Without C, programs run on any Linux.
  flags+=(-gcflags all=-dwarf=false)
  export GOFLAGS='' CGO_ENABLED=0
  # A compiler lives for seconds: collecting garbage gains nothing while there is memory.
  memory=$(awk -v cores="$(nproc)" '/^MemAvailable/ { share = int($2 / 1024 / cores / 2); print (share < 1500 ? share : 1500) }' /proc/meminfo 2>/dev/null) || true
  [[ ! $memory ]] || export GOGC=off GOMEMLIMIT=${memory}MiB
  : >"$directory/build.log"
  tell "$directory" "$names: fetching the sources"
  total=$("$go" list -deps -f '{{if .Stale}}{{.ImportPath}}{{end}}' "${flags[@]}" "$@" 2>>"$directory/build.log" | sed '/^$/d' | wc -l) || return 1
  nice "$go" install -v "${flags[@]}" "$@" 2>&1 | progress "$names" "$total" "$directory"
}

# progress NAMES TOTAL DIRECTORY: reads Go's words, and tells now and then how many packages are compiled.
progress() {
  local names=$1 total=$2 directory=$3 line word compiled=0 begin=$SECONDS next=$((SECONDS + every)) code=0
  while ((code == 0 || code > 128)); do # above 128 nothing came for a while
    code=0
    read -r -t 5 line || code=$?
    if ((code == 0)); then
      echo "$line" >>"$directory/build.log"
      [[ $line == *' '* ]] || ((++compiled)) # the others are warnings and errors
    fi
    ((SECONDS >= next)) || continue
    next=$((SECONDS + every))
    # The last packages are the programs' own, and come with them.
    if ((compiled + $(wc -w <<<"$names") < total)); then word="$compiled of $total packages$(left $((SECONDS - begin)) "$compiled" "$total")"; else word="linking"; fi
    tell "$directory" "$names: $word"
  done
}

# left SECONDS DONE TOTAL: what of this is probably still to come, once that can be told.
left() {
  (($2 * 10 > $3)) || return 0
  local seconds=$(($1 * ($3 - $2) / $2))
  if ((seconds < 90)); then echo ", about $seconds s left"; else echo ", about $(((seconds + 30) / 60)) min left"; fi
}

# tell DIRECTORY WORDS: says them, and keeps them for those who wait for this build.
tell() {
  say "$2"
  echo "$2" >>"$1/progress.log"
}
