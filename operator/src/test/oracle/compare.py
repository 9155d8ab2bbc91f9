"""Whether two seccomp profiles mean the same to the kernel.

compare.py SOURCE.json RENDERED.json --arch x86_64|aarch64 [--caps none|all|CAP_A,CAP_B] [--kernel 6.1]
compare.py --batch    reads one {"source": TEXT, "rendered": TEXT, "arch":, "caps":, "kernel":} a line, answers one
                      {"verdict": "same"|"different"|"error"|"endless", "differences": [...], "message":} a line

The source may be in any JSON dialect and is resolved for the container; the rendering must be plain OCI. Where it is empty, the
verdict is on the source alone, "same" if a runtime takes it. Where libseccomp never builds a filter of the source, the
rendering is compared with the source as it is written; where it never builds one of the rendering, the verdict is "endless".
Exit: 0 the same; 1 different, the first differences are printed; 2 one of them cannot be loaded, or wrong usage.
"""

import argparse
import itertools
import json
import os
import random
import select
import signal
import sys

import seccomp

import bpf
import filter as loaded
import plain
import written
from resolve import ALL, Container, resolve

# No more differences than a person reads.
SHOWN = 10
# Combinations of argument values tried for one syscall; where there are more, this many are drawn.
COMBINATIONS = 20000
# The slowest comparison takes a second or two.
SECONDS = 30
# Of the processor alone: what libseccomp builds takes it some milliseconds.
BUILDING_SECONDS = 1
# Numbers that mean "this architecture has no such syscall" to libseccomp. It writes comparisons with them into programs for
# some architectures; no call has such a number.
PSEUDO = range((1 << 32) - 20000, (1 << 32) - 1)
# Numbers up to here are tried one by one on each architecture, whether known or not.
LAST_NUMBER = 1023
FULL = 0xFFFFFFFF


def differences(source, rendered, container):
    """In words, at most SHOWN, and none if the kernel cannot tell them apart; raises Unloadable."""
    wanted = resolve(source, container)
    a = load("source", wanted, container)
    if rendered is None:
        return []
    plain.check(rendered)
    b = load("rendered", rendered, container)
    around = list(surroundings(source, wanted, rendered, a, b))
    calls = () if a.same_as(b) else differing_calls(a, b)
    return list(itertools.islice(itertools.chain(around, calls), SHOWN))


def differences_from_written(source, rendered, container):
    """The same where libseccomp never builds a filter of the source."""
    plain.check(rendered)
    b = load("rendered", rendered, container)
    return list(itertools.islice(written.differences(resolve(source, container), b, corners), SHOWN))


def load(which, document, container):
    """A filter; ends the process with SIGPROF where libseccomp does not return."""
    signal.setitimer(signal.ITIMER_PROF, BUILDING_SECONDS)
    try:
        return loaded.load(document, container.machine)
    except loaded.Unloadable as e:
        raise loaded.Unloadable(f"{which}: {e}") from e
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def surroundings(source, wanted, rendered, a, b):
    """What the kernel or the runtime is told beside the program."""
    # containers-common makes no difference between no flags and an empty list, runc and Docker do.
    if a.flags != b.flags and not (source.get("flags") == [] and b.flags == {loaded.SPEC_ALLOW}):
        yield f"flags: source {sorted(a.flags)}, rendered {sorted(b.flags)}"
    for member in ("listenerPath", "listenerMetadata"):
        if (wanted.get(member) or "") != (rendered.get(member) or ""):
            yield f"{member}: source {wanted.get(member)!r}, rendered {rendered.get(member)!r}"
    if a.enabled != b.enabled:
        yield f"seccomp: source {'on' if a.enabled else 'off'}, rendered {'on' if b.enabled else 'off'}"


def differing_calls(a, b):
    if not (a.enabled and b.enabled):
        return
    known = {loaded.audit_arch(arch) for arch in [a.native, b.native, *a.architectures, *b.architectures]}
    every = {audit for _, audit in loaded.ARCHITECTURES.values()} | {0x12345678}
    for audit in sorted(known) + sorted(every - known):
        for nr in numbers(a, b) if audit in known else (0, 1, 59, LAST_NUMBER):
            yield from differing_arguments(a, b, audit, nr)


def numbers(a, b):
    """Every number of every table, those that a program compares with, and some that no table has."""
    found = set(range(LAST_NUMBER + 1)) | set(range(loaded.X32_BIT, loaded.X32_BIT + LAST_NUMBER + 1))
    for program in (a.program, b.program):
        for _, constant in bpf.constants(program).get(bpf.NR, ()):
            found.update((constant - 1 & FULL, constant, constant + 1 & FULL))
    found |= {nr + 1 for f in (a, b) for nr in f.last.values()} | {0x7FFFFFFF, 0x80000000, FULL}
    return sorted(nr for nr in found if nr not in PSEUDO)


def differing_arguments(a, b, audit, nr):
    """The first call of this number that gets two answers."""
    (value_a, pc_a), (value_b, pc_b) = a.decide(audit, nr), b.decide(audit, nr)
    if pc_a is None and pc_b is None:
        if value_a != value_b:
            yield sentence(audit, nr, (), value_a, value_b, a.order)
        return
    for args in corners(*((f.program, pc) for f, pc in ((a, pc_a), (b, pc_b)) if pc is not None)):
        data = (nr, audit, 0, 0, *args)
        got_a = value_a if pc_a is None else bpf.run(a.program, data, pc_a)[0]
        got_b = value_b if pc_b is None else bpf.run(b.program, data, pc_b)[0]
        if got_a != got_b:
            yield sentence(audit, nr, args, got_a, got_b, a.order)
            return


def corners(*places):
    """The twelve halves of the arguments, each with the values around every constant it is compared with from there on."""
    values = [{0} for _ in range(12)]
    for program, pc in places:
        for word, pairs in bpf.constants(program, pc).items():
            if word is not None and word >= bpf.ARGS:
                for mask, constant in pairs:
                    values[word - bpf.ARGS] |= around(mask, constant)
    choices = [sorted(v) for v in values]
    count = 1
    for choice in choices:
        count *= len(choice)
    if count <= COMBINATIONS:
        return itertools.product(*choices)
    draw = random.Random(count)
    return (tuple(draw.choice(choice) for choice in choices) for _ in range(COMBINATIONS))


def around(mask, constant):
    near = {0, 1, FULL, constant, constant - 1 & FULL, constant + 1 & FULL}
    if mask != FULL:
        near |= {constant | ~mask & FULL, mask}
        near |= {constant ^ 1 << bit for bit in range(32) if mask >> bit & 1}
        near |= {constant ^ 1 << bit for bit in range(32) if not mask >> bit & 1}
    return near


def sentence(audit, nr, halves, a, b, order):
    arguments = bpf.arguments(halves, order) if halves else []
    shown = f"({', '.join(f'{v:#x}' for v in arguments)})" if any(arguments) else "()" if halves else ""
    return f"{call(audit, nr)}{shown}: source {words(a)}, rendered {words(b)}"


def call(audit, nr):
    names = [name for name in loaded.ARCHITECTURES if loaded.audit_arch(name) == audit]
    if len(names) > 1:
        names = ["SCMP_ARCH_X32" if nr & loaded.X32_BIT else "SCMP_ARCH_X86_64"]
    if not names:
        return f"architecture {audit:#x} number {nr}"
    try:
        syscall = seccomp.resolve_syscall(loaded.architecture(names[0]), nr).decode()
    except (ValueError, OverflowError):
        syscall = "no syscall"
    return f"{names[0]} {syscall} ({nr})"


def words(value):
    for name, (base, numbered) in loaded.ACTIONS.items():
        if value == base or numbered and value & 0xFFFF0000 == base:
            return f"{name}({value & 0xFFFF})" if numbered else name
    return f"{value:#x}"


def container(arch, caps, kernel):
    if caps == ALL:
        return Container(arch, ALL, kernel)
    return Container(arch, [] if caps in (None, "", "none") else caps.split(","), kernel)


def answer(line, compared=differences):
    """One line of a batch."""
    try:
        asked = json.loads(line)
        where = container(asked["arch"], asked.get("caps"), asked.get("kernel"))
        rendered = json.loads(asked["rendered"]) if asked["rendered"] else None
        found = compared(json.loads(asked["source"]), rendered, where)
        return {"verdict": "different" if found else "same", "differences": found}
    except (loaded.Unloadable, ValueError, KeyError, TypeError, AttributeError) as e:
        return {"verdict": "error", "differences": [], "message": f"{type(e).__name__}: {e}"}


def limited(line):
    """The answer as JSON, made in processes of their own: libseccomp never returns from building some filters."""
    text = in_a_process(lambda: answer(line))
    if not text and json.loads(line)["rendered"]:
        text = in_a_process(lambda: answer(line, differences_from_written))
    return text or json.dumps({"verdict": "endless", "differences": [], "message": "libseccomp does not return"})


def in_a_process(made):
    """What is made, as JSON; nothing where it is not made in time."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w", encoding="utf-8") as out:
            json.dump(made(), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answers:
        if not select.select([answers], [], [], SECONDS)[0]:
            os.kill(child, signal.SIGKILL)
        text = answers.read()
    os.waitpid(child, 0)
    return text


def batch():
    for line in sys.stdin:
        print(limited(line), flush=True)
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="SOURCE.json RENDERED.json")
    parser.add_argument("--arch", choices=loaded.MACHINES)
    parser.add_argument("--caps", default="none")
    parser.add_argument("--kernel")
    parser.add_argument("--batch", action="store_true")
    given = parser.parse_args()
    if given.batch:
        return batch()
    if len(given.files) != 2 or not given.arch:
        parser.error("two files and --arch are needed")
    texts = [open(file, encoding="utf-8").read() for file in given.files]
    line = {"source": texts[0], "rendered": texts[1], "arch": given.arch, "caps": given.caps, "kernel": given.kernel}
    got = answer(json.dumps(line))
    print("\n".join([got.get("message") or got["verdict"], *got["differences"]]))
    return {"same": 0, "different": 1, "error": 2}[got["verdict"]]


if __name__ == "__main__":
    sys.exit(main())
