"""Tries that containers start where every call notifies that can, and that they do not where write does."""

import start_table
from containers import CONDITIONS, Bench
from listener import Listener

# Most of the time under load a thread of Go's is interrupted or waits for another: in one start of a hundred.
STARTS = 5


class NotifyingBench(Bench):
    """Starts containers in which these calls notify a listener that lets them run."""

    def __init__(self, runtime, directory):
        super().__init__(runtime, directory)
        self.socket = directory / "listener"
        self.listener = Listener(self.socket)

    def config(self, condition, names):
        made = super().config(condition, ())
        made["linux"]["seccomp"] = {
            "defaultAction": "SCMP_ACT_ALLOW",
            "listenerPath": str(self.socket),
            "listenerMetadata": "none",
            "syscalls": [{"names": sorted(names), "action": "SCMP_ACT_NOTIFY"}],
        }
        return made


def never():
    """The calls that cannot notify, by name: the option of which alone that is so, or -."""
    lines = (start_table.TABLES / "never-notifies.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {row[0]: row[1] for row in rows[1:]}


def verify(bench, starts=STARTS):
    """Fails if a container does not start with all others notifying; returns lines that say so."""
    conditions = [one for one in CONDITIONS if one.default == "eperm" and not one.readonly]
    # A rule with a condition would be two here; the tests of documents try those.
    names = start_table.syscalls() - set(never())
    failure = bench.first(conditions * starts, names, "fails")
    if failure:
        raise SystemExit(f"{bench.runtime} starts no container where all others notify: {failure[1]} under {failure[0]}")
    told = [f"{bench.runtime} starts {len(conditions) * starts} containers in which {len(names)} syscalls notify"]
    if bench.runtime.name == "runc" and bench.run(conditions[0], names | {"write"}) is None:
        raise SystemExit(f"{bench.runtime} starts a container in which write notifies: never-notifies.tsv says it does not")
    return told
