"""Whether what a profile denies notifies under its observed document, and everything else is as it was.

observed.py    reads one {"source": TEXT, "observed": TEXT, "response": "Allow"|"Deny", "arch":, "untold": [names]} a line, answers
               one {"verdict": "same"|"different"|"error", "differences": [...], "notified": COUNT, "calls": COUNT} a line

Both are plain OCI documents. Every call is asked of both filters as libseccomp builds them. Under Allow a call may notify
needlessly, and nothing is denied; under Deny what is denied notifies, with the errno that the document's listenerMetadata
gives, or stays as it was, if it is among the untold, has numbers beyond 32 bits, or is behind socketcall or ipc.
"""

import json
import sys

import bpf
import compare
import filter as loaded
import plain
from blocked import BEHIND, COMPARISONS, NARROW, RUN

CALLS = 400
# What runc and Go's runtime may need before the listener has the descriptor; of prctl only PR_SET_VMA.
NEEDED = {
    "clock_gettime", "clock_gettime64", "futex", "futex_time64", "getpid", "madvise", "mmap", "mmap2", "munmap",
    "nanosleep", "rt_sigreturn", "sched_yield", "sigreturn", "tgkill", "write",
}
PR_SET_VMA = 0x53564D41
BEGINNINGS = ("execve", "execveat")
MULTIPLEXERS = ("socketcall", "ipc")
ERRNO = loaded.ACTIONS["SCMP_ACT_ERRNO"][0]
RUNS = (loaded.ACTIONS["SCMP_ACT_ALLOW"][0], loaded.ACTIONS["SCMP_ACT_LOG"][0])


def needed(name, args):
    return name in NEEDED or name == "prctl" and bool(args) and args[0] == PR_SET_VMA


def errnos(told, name, arch, nr, args):
    """The errnos that an observer may return by what it is told."""
    wide, found = arch not in NARROW, set()
    newest = told["newest"].get(arch, nr)
    for rule in told["rules"]:
        behind = [one for one in rule["names"] if BEHIND.get(one, ("", 0)) == (name, args[0] & 0xFFFFFFFF)]
        for one in ([name] if name in rule["names"] else []) + behind:
            conditions = [c for c in rule["args"] if one == name or c[0] != 0]
            if all(holds(c, args, wide) for c in conditions) and isinstance(rule["verdict"], int):
                found.add(rule["verdict"])
    # Which is the newest, a runtime says whose libseccomp may not know the newest that is named.
    if not found:
        found = {loaded.ENOSYS} if nr > newest else {told["default"]}
        found |= {loaded.ENOSYS} if loaded.name_of(arch, newest) is None else set()
    return found


def holds(condition, args, wide):
    index, op, *numbers = condition
    a, b = (int(numbers[0], 16), int(numbers[-1], 16))
    mask = (1 << 64) - 1 if wide else compare.FULL
    return COMPARISONS[op](args[index] & mask, a & mask, b & mask)


def wrong(asked, told, arch, nr, name, args, was, now, known):
    """Why a verdict is not what it is to be; None if it is."""
    runs, notifies = was in RUNS, now == loaded.NOTIFY
    if asked["response"] == "Allow":
        if name in BEGINNINGS:
            return None if notifies else "a beginning that does not notify"
        if needed(name, args):
            return None if now in RUNS else "a needed call that does not run"
        if name not in known and name not in MULTIPLEXERS:
            return None if now in (was, loaded.RETURNS_ENOSYS) else "a number without a rule"
        return None if notifies or runs and now == was else "neither as it was nor notifying"
    if name is None and was == loaded.RETURNS_ENOSYS:
        # No kernel has it; runc answers so only beyond the newest that a document names.
        return None if now & 0xFFFF0000 == ERRNO else "another verdict"
    if now == was:
        denied = was & 0xFFFF0000 == ERRNO and name in known and not needed(name, args)
        excused = name in asked["untold"] or name in MULTIPLEXERS or any(v >> 32 for v in args)
        return None if not denied or excused else "a denied call that does not notify"
    if needed(name, args) and was == loaded.RETURNS_ENOSYS:
        # It is newer than all that the source names on one architecture, and not on another.
        return None if now & 0xFFFF0000 == ERRNO else "another verdict"
    if was & 0xFFFF0000 != ERRNO or not notifies:
        return "another verdict"
    return None if was & 0xFFFF in errnos(told, name, arch, nr, args) else "another errno"


def calls(a, b, audit, nr):
    places = [(f.program, pc) for f, pc in ((a, a.decide(audit, nr)[1]), (b, b.decide(audit, nr)[1])) if pc is not None]
    return compare.itertools.islice(compare.corners(*places), CALLS) if places else [(0,) * 12]


def differences(asked):
    source, rendered = json.loads(asked["source"]), json.loads(asked["observed"])
    plain.check(rendered)
    container = compare.container(asked["arch"], None, None)
    a, b = compare.load("source", source, container), compare.load("observed", rendered, container)
    told = json.loads(rendered["listenerMetadata"])["profile"]
    known = {name for rule in rendered.get("syscalls", ()) for name in rule["names"]}
    found, notified, count = [], 0, 0
    for arch in sorted({a.native, *a.architectures} & RUN[a.native]):
        audit = loaded.audit_arch(arch)
        for nr in range(compare.LAST_NUMBER + 1):
            nr |= loaded.X32_BIT if arch == "SCMP_ARCH_X32" else 0
            name = loaded.name_of(arch, nr)
            if name == "nfsservctl":
                continue
            for halves in calls(a, b, audit, nr):
                args = bpf.arguments(halves, a.order)
                was, now = a.verdict(audit, nr, args), b.verdict(audit, nr, args)
                count, notified = count + 1, notified + (now == loaded.NOTIFY)
                if name and a.beyond_last(audit, nr) and loaded.number(arch, name) != nr:
                    # runc does not count what is behind socketcall or ipc: its ENOSYS for a call that the source allows.
                    written = bpf.run(a.program, bpf.words(audit, nr, args, a.order))[0]
                    was = written if written in RUNS else was
                why = wrong(asked, told, arch, nr, name, args, was, now, known)
                if why:
                    found.append(f"{compare.sentence(audit, nr, halves, was, now, a.order)}: {why}")
                    break
    return {"verdict": "different" if found else "same", "differences": found[:10], "notified": notified, "calls": count}


def answer(line):
    try:
        return differences(json.loads(line))
    except (loaded.Unloadable, ValueError, KeyError, TypeError, AttributeError) as e:
        return {"verdict": "error", "differences": [], "message": f"{type(e).__name__}: {e}"}


def main():
    for line in sys.stdin:
        text = compare.in_a_process(lambda: answer(line))
        print(text or json.dumps({"verdict": "endless", "differences": []}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
