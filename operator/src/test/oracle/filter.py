"""The filter that a container runtime loads for a plain OCI linux.seccomp document, and what it says to a call.

Follows runc (libcontainer/specconv SetupSeccomp, libcontainer/seccomp InitSeccomp and its patchbpf); libseccomp itself
makes the program. runc's stub in front of it, which answers ENOSYS beyond the last known number, is modelled here.
"""

import json
import tempfile

import seccomp

import bpf


class Unloadable(Exception):
    """A runtime refuses the document; the text says why."""


# The OCI names known to runc: their names in libseccomp, and what the kernel shows to a filter (AUDIT_ARCH_*, linux/audit.h).
ARCHITECTURES = {
    "SCMP_ARCH_X86": ("x86", 0x40000003),
    "SCMP_ARCH_X86_64": ("x86_64", 0xC000003E),
    "SCMP_ARCH_X32": ("x32", 0xC000003E),
    "SCMP_ARCH_ARM": ("arm", 0x40000028),
    "SCMP_ARCH_AARCH64": ("aarch64", 0xC00000B7),
    "SCMP_ARCH_MIPS": ("mips", 0x00000008),
    "SCMP_ARCH_MIPS64": ("mips64", 0x80000008),
    "SCMP_ARCH_MIPS64N32": ("mips64n32", 0xA0000008),
    "SCMP_ARCH_MIPSEL": ("mipsel", 0x40000008),
    "SCMP_ARCH_MIPSEL64": ("mipsel64", 0xC0000008),
    "SCMP_ARCH_MIPSEL64N32": ("mipsel64n32", 0xE0000008),
    "SCMP_ARCH_PPC": ("ppc", 0x00000014),
    "SCMP_ARCH_PPC64": ("ppc64", 0x80000015),
    "SCMP_ARCH_PPC64LE": ("ppc64le", 0xC0000015),
    "SCMP_ARCH_RISCV64": ("riscv64", 0xC00000F3),
    "SCMP_ARCH_S390": ("s390", 0x00000016),
    "SCMP_ARCH_S390X": ("s390x", 0x80000016),
}
# The machines that a filter can be made for: libseccomp gives names the numbers of the machine it runs on, here x86_64.
MACHINES = {
    "x86_64": "SCMP_ARCH_X86_64",
    "aarch64": "SCMP_ARCH_AARCH64",
    "ppc64le": "SCMP_ARCH_PPC64LE",
    "s390x": "SCMP_ARCH_S390X",
}
BIG_ENDIAN = ("s390x",)
HOST = "SCMP_ARCH_X86_64"
X32_BIT = 0x40000000

# SECCOMP_RET_*, and whether the low 16 bits carry a number.
ACTIONS = {
    "SCMP_ACT_KILL": (0x00000000, False),
    "SCMP_ACT_KILL_THREAD": (0x00000000, False),
    "SCMP_ACT_KILL_PROCESS": (0x80000000, False),
    "SCMP_ACT_TRAP": (0x00030000, False),
    "SCMP_ACT_ERRNO": (0x00050000, True),
    "SCMP_ACT_TRACE": (0x7FF00000, True),
    "SCMP_ACT_LOG": (0x7FFC0000, False),
    "SCMP_ACT_NOTIFY": (0x7FC00000, False),
    "SCMP_ACT_ALLOW": (0x7FFF0000, False),
}
NOTIFY = ACTIONS["SCMP_ACT_NOTIFY"][0]
PERMISSIVE = ("SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE")
EPERM, ENOSYS = 1, 38
RETURNS_ENOSYS = ACTIONS["SCMP_ACT_ERRNO"][0] | ENOSYS

OPERATORS = {
    "SCMP_CMP_NE": seccomp.NE,
    "SCMP_CMP_LT": seccomp.LT,
    "SCMP_CMP_LE": seccomp.LE,
    "SCMP_CMP_EQ": seccomp.EQ,
    "SCMP_CMP_GE": seccomp.GE,
    "SCMP_CMP_GT": seccomp.GT,
    "SCMP_CMP_MASKED_EQ": seccomp.MASKED_EQ,
}
SPEC_ALLOW = "SECCOMP_FILTER_FLAG_SPEC_ALLOW"
TSYNC = "SECCOMP_FILTER_FLAG_TSYNC"
FLAGS = (TSYNC, SPEC_ALLOW, "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV")


def architecture(name):
    """libseccomp's architecture for an OCI name."""
    if name not in ARCHITECTURES:
        raise Unloadable(f"architecture {name!r} is not known to runc, or not to this libseccomp")
    return seccomp.Arch(ARCHITECTURES[name][0])


def audit_arch(name):
    """What the kernel shows to a filter for an OCI name."""
    return ARCHITECTURES[name][1]


def number(arch, syscall):
    """The number of a syscall, negative (a pseudo-number) where the architecture lacks it, None where libseccomp does not know it."""
    try:
        found = seccomp.resolve_syscall(architecture(arch), syscall)
    except ValueError:
        return None
    return None if found == -1 else found


def own_number(arch, syscall):
    """The number that a syscall has beside the one that it may share with others; None without one."""
    known = number(arch, syscall)
    if known is None or known < 0:
        return None
    for nr in range(1024) if known in (number(arch, "socketcall"), number(arch, "ipc")) else ():
        if name_of(arch, nr) == syscall:
            return nr
    return known if name_of(arch, known) == syscall else None


def name_of(arch, nr):
    """The name that libseccomp has for a number; None where it has none."""
    try:
        return seccomp.resolve_syscall(architecture(arch), nr).decode()
    except (ValueError, OverflowError):
        return None


def returned(action, errno):
    """The 32-bit return value of an action; without a number it is EPERM, and only 16 bits of it count (runc's getAction)."""
    if action not in ACTIONS:
        raise Unloadable(f"action {action!r} is not known to runc")
    value, numbered = ACTIONS[action]
    return value | ((EPERM if errno is None else errno) & 0xFFFF) if numbered else value


def flags(document):
    """The flags that have an effect: runc sets SPEC_ALLOW where none are given, and ignores TSYNC."""
    given = document.get("flags")
    if given is None:
        return {SPEC_ALLOW}
    for flag in given:
        if flag not in FLAGS:
            raise Unloadable(f"flag {flag!r} is not known to runc")
    return set(given) - {TSYNC}


def groups(conditions):
    """The conditions of each libseccomp rule: all together, or one by one where an index repeats (runc's matchCall)."""
    indexes = [index for index, _, _, _ in conditions]
    return [[c] for c in conditions] if len(set(indexes)) < len(indexes) else [conditions]


class Filter:
    """A document as the kernel of one of the MACHINES gets it."""

    def __init__(self, document, machine):
        self.native = MACHINES[machine]
        self.order = ">" if machine in BIG_ENDIAN else "<"
        self.architectures = list(document.get("architectures") or [])
        self.flags = flags(document)
        self.enabled = bool(document.get("defaultAction") or document.get("syscalls"))
        self.program, self.last = [], {}
        if not self.enabled:
            return
        default = returned(document.get("defaultAction"), document.get("defaultErrnoRet"))
        if default == NOTIFY:
            raise Unloadable("SCMP_ACT_NOTIFY cannot be the default action")
        calls = [call for rule in document.get("syscalls") or [] for call in self.calls(rule)]
        self.program = bpf.parse(self.export(default, calls), self.order)
        if document["defaultAction"] not in PERMISSIVE:
            self.last = self.last_numbers({name for name, _, _ in calls})

    @staticmethod
    def calls(rule):
        """A rule as runc takes it apart: for each name (name, return value, conditions)."""
        value = returned(rule.get("action"), rule.get("errnoRet"))
        conditions = []
        for arg in rule.get("args") or []:
            index, op = arg.get("index", 0), arg.get("op")
            if op not in OPERATORS:
                raise Unloadable(f"operator {op!r} is not known to runc")
            if not 0 <= index <= 5:
                raise Unloadable(f"argument index {index} is not one of 0 to 5")
            conditions.append((index, op, arg.get("value", 0), arg.get("valueTwo", 0)))
        for name in rule.get("names") or []:
            if not name:
                raise Unloadable("an empty string is no syscall")
            if value == NOTIFY and name == "write":
                raise Unloadable("SCMP_ACT_NOTIFY cannot be used for write")
            yield name, value, conditions

    def export(self, default, calls):
        # The binding takes a C int.
        signed = lambda value: value - (1 << 32) if value >> 31 else value
        try:
            made = seccomp.SyscallFilter(signed(default))
            if self.native != HOST:
                # In this order: no filter covers architectures of both byte orders.
                made.remove_arch(architecture(HOST))
                made.add_arch(architecture(self.native))
            for name in self.architectures:
                if not made.exist_arch(architecture(name)):
                    made.add_arch(architecture(name))
        except RuntimeError as e:
            raise Unloadable(f"libseccomp refuses the default action {default:#x} or an architecture: {e}") from e
        if len(calls) > 32:
            made.set_attr(seccomp.Attr.CTL_OPTIMIZE, 2)
        for name, value, conditions in calls:
            nr = number(HOST, name)
            if value == default or nr is None:
                continue
            for group in groups(conditions):
                args = [seccomp.Arg(index, OPERATORS[op], a, b) for index, op, a, b in group]
                try:
                    made.add_rule(signed(value), nr, *args)
                except RuntimeError as e:
                    raise Unloadable(f"libseccomp refuses the rule {name} {group} -> {value:#x}: {e}") from e
        with tempfile.TemporaryFile() as out:
            made.export_bpf(out)
            out.seek(0)
            return out.read()

    def last_numbers(self, names):
        """The greatest number that any rule names, by architecture: also a rule that says the same as the default."""
        last = {}
        for arch in {*self.architectures, self.native}:
            greatest = max((number(arch, name) or 0 for name in names), default=0)
            if greatest > 0:
                last[arch] = greatest
        return last

    def beyond_last(self, audit, nr):
        """Whether runc's stub answers ENOSYS."""
        for arch, greatest in self.last.items():
            wrong_mode = audit == audit_arch("SCMP_ARCH_X32") and (arch == "SCMP_ARCH_X32") != bool(nr & X32_BIT)
            if audit_arch(arch) == audit and not wrong_mode and nr > greatest:
                return True
        return False

    def verdict(self, audit, nr, args=()):
        """The 32-bit value that the kernel gets for a call."""
        return RETURNS_ENOSYS if self.beyond_last(audit, nr) else bpf.run(self.program, bpf.words(audit, nr, args, self.order))[0]

    def decide(self, audit, nr):
        """The value and None where arguments do not matter, else None and the instruction from which they do."""
        return (RETURNS_ENOSYS, None) if self.beyond_last(audit, nr) else bpf.run(self.program, (nr, audit))

    def same_as(self, other):
        """Whether the kernel gets the very same program."""
        return (self.enabled, self.program, self.last) == (other.enabled, other.program, other.last)


def load(document, machine):
    """The filter of a document; the same text makes the same filter, so that a batch pays for it once."""
    key = (json.dumps(document, sort_keys=True), machine)
    if key not in _made:
        if len(_made) >= 64:
            _made.clear()
        _made[key] = Filter(document, machine)
    return _made[key]


_made = {}
