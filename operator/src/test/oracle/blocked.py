"""Whether a rendering with SyscallBlocks lets nothing through that its source or a block denies, and is otherwise its source.

blocked.py    reads one {"source": TEXT, "blocks": [{"names":, "args":, "errno":}], "rendered": TEXT, "arch":, "whole": [names]} a
              line, answers one {"verdict": "same"|"different"|"error", "differences": [...], "kept": COUNT, "calls": COUNT} a line

Every call is asked of both filters as libseccomp builds them, and of the blocks as they are written. What is denied as a whole
(whole) may be denied; so may calls with numbers beyond 32 bits.
"""

import json
import sys

import bpf
import compare
import filter as loaded
import plain
from resolve import Container, resolve

FULL = compare.FULL
LETTING = ("SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE", "SCMP_ACT_NOTIFY")
# What the kernel takes as int or unsigned int, of the syscalls that the tests block.
INTS = {
    "socket": (0, 1, 2), "setsockopt": (0, 1, 2, 4), "bind": (0, 2), "shmget": (0, 2), "clone": (0,), "ioctl": (0, 1),
    "keyctl": (0,), "socketcall": (0,), "ipc": (0, 1), "modify_ldt": (0,),
}
BEHIND = {"socket": ("socketcall", 1), "bind": ("socketcall", 2), "setsockopt": ("socketcall", 14), "shmget": ("ipc", 23)}
# What the kernel of a machine runs, by its own architecture; a document may name others.
RUN = {
    "SCMP_ARCH_X86_64": {"SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"},
    "SCMP_ARCH_AARCH64": {"SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"},
    "SCMP_ARCH_PPC64LE": {"SCMP_ARCH_PPC64LE"},
    "SCMP_ARCH_S390X": {"SCMP_ARCH_S390X", "SCMP_ARCH_S390"},
}
NARROW = ("SCMP_ARCH_X86", "SCMP_ARCH_ARM", "SCMP_ARCH_X32", "SCMP_ARCH_S390")
COMPARISONS = {
    "SCMP_CMP_NE": lambda x, a, b: x != a,
    "SCMP_CMP_LT": lambda x, a, b: x < a,
    "SCMP_CMP_LE": lambda x, a, b: x <= a,
    "SCMP_CMP_EQ": lambda x, a, b: x == a,
    "SCMP_CMP_GE": lambda x, a, b: x >= a,
    "SCMP_CMP_GT": lambda x, a, b: x > a,
    "SCMP_CMP_MASKED_EQ": lambda x, a, b: x & a == b & a,
}


def lets_through(value):
    base = value & 0xFFFF0000
    return any(base == loaded.ACTIONS[name][0] & 0xFFFF0000 for name in LETTING)


def holds(block, name, arch, args, wide):
    """Whether the block denies a call of this name. Where two conditions are about one argument, one of them is enough."""
    conditions = block.get("args") or []
    found = []
    for one in conditions:
        index, a, b = one["index"], int(str(one["value"]), 0), int(str(one.get("valueTwo") or 0), 0)
        narrow = index in INTS.get(name, ())
        if name == "clone" and arch in ("SCMP_ARCH_S390X", "SCMP_ARCH_S390") and index < 2:
            index = 1 - index
        value = args[index]
        if narrow and one["op"] in ("SCMP_CMP_EQ", "SCMP_CMP_NE") and a >> 32 == FULL:
            a &= FULL
        if narrow and one["op"] == "SCMP_CMP_MASKED_EQ":
            a, b = a & FULL, b & FULL
        if narrow:
            value &= FULL
        elif not wide:
            value, a, b = value & FULL, a & FULL, b & FULL
        found.append(COMPARISONS[one["op"]](value, a, b))
    indexes = [one["index"] for one in conditions]
    return any(found) if len(set(indexes)) < len(indexes) else all(found)


def possible(block, name):
    """Whether any call can meet it: some comparisons never hold."""
    for one in block.get("args") or []:
        a, op = int(str(one["value"]), 0), one["op"]
        narrow = one["index"] in INTS.get(name, ())
        last = FULL if narrow else (1 << 64) - 1
        if (op == "SCMP_CMP_LT" and a == 0) or (op == "SCMP_CMP_GT" and a >= last) or (op == "SCMP_CMP_GE" and a > last):
            return False
        if narrow and op == "SCMP_CMP_EQ" and a > FULL and a >> 32 != FULL:
            return False
    return True


def denied(blocks, name, arch, args, wide):
    for block in blocks:
        if name in block["names"] and holds(block, name, arch, args, wide):
            return True
        if any(BEHIND.get(one, ("", 0))[0] == name and args[0] & 0xFFFF == BEHIND[one][1] and possible(block, one)
               for one in block["names"]):
            return True
    return False


def constants(blocks, name):
    """The halves of numbers that blocks compare with, by argument."""
    found = [{0} for _ in range(6)]
    for block in blocks:
        for one in block.get("args") or [] if name in block["names"] else ():
            for text in (one["value"], one.get("valueTwo") or 0):
                number = int(str(text), 0)
                for half in (number & FULL, number >> 32):
                    found[one["index"]] |= {half - 1 & FULL, half, half + 1 & FULL}
    if name in ("socketcall", "ipc"):
        found[0] |= set(range(25)) | {0x10001, 0x10017}
    return found


def calls(a, b, audit, nr, blocks, name):
    """The arguments to try, as the twelve halves in the machine's order."""
    places = [(f.program, pc) for f, pc in ((a, a.decide(audit, nr)[1]), (b, b.decide(audit, nr)[1])) if pc is not None]
    yield from compare.itertools.islice(compare.corners(*places), 3000)
    low = 0 if a.order == "<" else 1
    for index, values in enumerate(constants(blocks, name)):
        for value in values:
            for high in (0, 1, FULL):
                halves = [0] * 12
                halves[2 * index + low], halves[2 * index + 1 - low] = value, high
                yield tuple(halves)


def differences(asked):
    container = Container(asked["arch"], [], None)
    wanted = resolve(json.loads(asked["source"]), container)
    rendered = json.loads(asked["rendered"])
    plain.check(rendered)
    a, b = compare.load("source", wanted, container), compare.load("rendered", rendered, container)
    found, kept, count = list(compare.surroundings(json.loads(asked["source"]), wanted, rendered, a, b)), 0, 0
    names = {name for block in asked["blocks"] for name in block["names"]}
    names |= {BEHIND[name][0] for name in names if name in BEHIND}
    whole = set(asked.get("whole") or [])
    for arch in sorted({a.native, *a.architectures} & RUN[a.native]):
        audit, wide = loaded.audit_arch(arch), arch not in NARROW
        for nr in range(1024):
            nr |= loaded.X32_BIT if arch == "SCMP_ARCH_X32" else 0
            name = loaded.name_of(arch, nr)
            if name == "nfsservctl":
                continue
            if name not in names:
                found += compare.differing_arguments(a, b, audit, nr)
                continue
            for halves in calls(a, b, audit, nr, asked["blocks"], name):
                args = bpf.arguments(halves, a.order)
                was, now = a.verdict(audit, nr, args), b.verdict(audit, nr, args)
                blocked = denied(asked["blocks"], name, arch, args, wide)
                count += 1
                kept += was == now if not (blocked and lets_through(was)) else 1
                if blocked or not lets_through(was):
                    right = not lets_through(now)
                else:
                    right = was == now or not lets_through(now) and (name in whole or any(v >> 32 for v in args))
                if not right:
                    found.append(compare.sentence(audit, nr, halves, was, now, a.order) + f", blocked {blocked}")
                    break
    return {"verdict": "different" if found else "same", "differences": found[:10], "kept": kept, "calls": count}


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
