"""Measures which syscalls a runtime needs to start a container, and verifies a measured table."""

import itertools

import start_table
from containers import CONDITIONS, DEFAULTS, STRICTEST
from runtimes import say

# A call that depends on the timing of the runtime's threads shows in a few starts of a hundred: traces are repeated until
# all of many starts succeed.
TRACES = 6
STARTS = 4
ROUNDS = 6
PATIENCE = 5
REPEATS = 20


def measure(bench, known):
    """The rows of the table without runtime, version and architecture: one for each call under the filter.

    Under a default action that kills, any call ends the process. Under one that returns an errno, the start is tried
    without the call; where it fails, it is tried again with all other calls, which shows what the runtime falls back on.

    Of known calls, which other versions were seen to make, those are added that no trace shows where starts fail all the
    same: a runtime in Go asks for memory in one start of a hundred, and in fewer when it is traced.
    """
    everything = start_table.syscalls()
    # Whether the root file system is read-only makes no difference once the filter is loaded.
    conditions = [one for one in CONDITIONS if one.default == "eperm" and not one.readonly]
    ever, always = dict.fromkeys(conditions, frozenset()), dict.fromkeys(conditions, frozenset(everything))
    for _ in range(ROUNDS):
        traced = conditions * TRACES
        for condition, calls in zip(traced, bench.pool.map(lambda one: bench.calls(one, everything), traced)):
            ever[condition] |= calls
            always[condition] &= calls
        # The traces end before the program's own call.
        names = set().union(*ever.values()) | {"exit_group"}
        failure = bench.first(CONDITIONS * STARTS, names, "fails")
        if failure and known - names:
            for condition in conditions:
                if condition.no_new_privileges == failure[0].no_new_privileges:
                    ever[condition] |= known
            names |= known
            failure = bench.first(CONDITIONS * STARTS, names, "fails")
        if not failure:
            break
    else:
        raise SystemExit(f"{bench.runtime} does not start a container with {' '.join(sorted(names))}: {failure}")
    say(f"{bench.runtime} makes {len(names)} syscalls under its filter")
    rows = []
    for name in sorted(names):
        makers = [one for one in conditions if name in ever[one] or name == "exit_group"]
        timed = any(name in ever[one] - always[one] for one in conditions)
        defaults = [
            default
            for default in DEFAULTS
            if default == "kill" or name == "exit_group" or fails(bench, makers, default, names - {name}, PATIENCE if timed else 1)
        ]
        instead = set()
        if defaults != ["kill"] and name not in ("execve", "exit_group"):
            # Calls that depend on timing are in some traces only.
            traces = [fallback(bench, makers[-1], everything - {name}) for _ in range(2)]
            instead = set.intersection(*traces) - names
        steady = name == "exit_group" or name in always[STRICTEST._replace(default="eperm")]
        rows.append(start_table.row(name, makers, defaults, steady, instead))
    return rows


def fails(bench, makers, default, names, times):
    """Returns a failed start with these names and this default action, or None."""
    return bench.first([one._replace(default=default) for one in makers] * times, names, "fails")


def fallback(bench, condition, names):
    """The calls of a start with these names; none if it fails."""
    # A start that hangs takes longer when it is traced.
    return bench.calls(condition, names) if bench.run(condition, names) is None else set()


def verify(bench, rows):
    """Fails if a container does not start with what the table says, or does with less; returns lines that say so."""
    runtime = bench.runtime
    own = start_table.rows_of(rows, runtime.name, runtime.version)
    names = start_table.names_of(own or start_table.rows_of(rows, runtime.name))
    failure = bench.first(CONDITIONS, names, "fails")
    if failure:
        raise SystemExit(f"{runtime} starts no container with its start set{more(bench, names)}: {failure[1]}")
    told = [f"{runtime} starts with {len(names)} syscalls under {len(CONDITIONS)} conditions"]
    if not own:
        return [*told, f"{runtime} itself was not measured: these are the syscalls of all measured versions"]
    # Calls that few starts make would take many starts to miss.
    steady = [row["syscall"] for row in own if row["starts"] == "most"]
    needless = [name for name in steady if not bench.first([STRICTEST] * REPEATS, names - {name}, "fails")]
    if needless or not steady:
        raise SystemExit(f"{runtime} starts a container without {' '.join(needless)}: run hack/runtime-start measure")
    return [*told, f"{runtime} does not start without any one of {len(steady)} of them"]


def more(bench, names):
    """Names the calls that are not among these."""
    traced = [condition for condition in CONDITIONS if condition.default == "eperm"]
    calls = bench.pool.map(lambda condition: bench.calls(condition, start_table.syscalls()), traced)
    missing = sorted(set().union(*calls) - names)
    return f", it needs more: {' '.join(missing)}" if missing else ""


def started(bench, names):
    """How many of all conditions a container starts under with these names, and one failure of a start if there is one."""
    outcomes = bench.outcomes(CONDITIONS, names)
    return outcomes.count(None), next(itertools.filterfalse(lambda outcome: outcome is None, outcomes), None)
