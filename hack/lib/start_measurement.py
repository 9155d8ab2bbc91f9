"""Measures which syscalls a runtime needs to start a container, and verifies a measured table."""

import start_table
from containers import CONDITIONS, GROUPS, STRICTEST

# A call that depends on the timing of the runtime's threads shows in a few starts of a hundred.
TRACES = 4
PATIENCE = 20
REPEATS = 20


def measure(bench):
    """Each needed syscall with the groups of conditions that need it, and whether most starts do."""
    table = [line.split("\t") for line in (start_table.TABLES / "syscalls.tsv").read_text().splitlines()[2:]]
    everything = {row[0] for row in table if row[1] != "-"}
    traced = [condition for condition in CONDITIONS if condition.default == "eperm"] * TRACES
    seen = list(bench.pool.map(lambda condition: bench.calls(condition, everything), traced))
    # The traces end before the program's own call.
    names = set().union(*seen) | {"exit_group"}
    constant = set.intersection(*[calls for condition, calls in zip(traced, seen) if condition.group[0] is False])
    start_table.say(f"{bench.runtime} calls {len(names)} syscalls under its filter")
    while True:
        groups = {}
        for name in sorted(names):
            patience = 1 if name in constant or name == "exit_group" else PATIENCE
            groups[name] = [group for group in GROUPS if fails(bench, group, names - {name}, patience)]
            if not groups[name]:
                names -= {name}
        if groups.keys() == names:
            break
    start_table.say(f"{bench.runtime} needs {len(names)} of them")
    failure = bench.first(CONDITIONS * 5, names, "fails")
    if failure:
        raise SystemExit(f"{bench.runtime} does not start a container with {' '.join(sorted(names))}: {failure}")
    return {name: (groups[name], mostly_fails(bench, names - {name})) for name in sorted(names)}


def fails(bench, group, names, patience):
    """Returns a failed start of this group with these names, or None."""
    return bench.first([c for c in CONDITIONS if c.group == group] * patience, names, "fails")


def mostly_fails(bench, names):
    """Tells whether most starts fail with these names: without futex nearly all do, without rt_sigreturn one in thirty."""
    return bench.outcomes([STRICTEST] * REPEATS, names).count(None) * 2 < REPEATS


def verify(bench, rows):
    names = set(start_table.names_of(bench.runtime, rows))
    failure = bench.first(CONDITIONS, names, "fails")
    if failure:
        raise SystemExit(f"{bench.runtime} starts no container with its start set, run hack/runtime-start: {failure}")
    # Calls that few starts make would take many starts to miss.
    single = [cells[1] for cells in rows if cells[0] == bench.runtime and cells[4] == "most"]
    needless = [name for name in single if not bench.first([STRICTEST] * REPEATS, names - {name}, "fails")]
    if needless or not single:
        raise SystemExit(f"{bench.runtime} starts a container without {' '.join(needless)}: run hack/runtime-start")
    start_table.say(f"{bench.runtime} starts with {len(names)} syscalls under {len(CONDITIONS)} conditions")
    start_table.say(f"{bench.runtime} does not start without any one of {len(single)} of them")
