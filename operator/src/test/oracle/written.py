"""What the rules of a plain document say to a call, read without libseccomp: for sources from which it never builds a filter.

Where several rules hold, any of them may decide. Behind socketcall and ipc, libseccomp replaces the condition on the first
argument by one on the call's number (abi_rule_add in its src/syscalls.c), which this follows.
"""

import bpf
import filter as loaded

# SYS_SOCKET and so on in linux/net.h, SEMOP and so on in linux/ipc.h, in their order.
SOCKETS = (
    "socket bind connect listen accept getsockname getpeername socketpair send recv sendto recvfrom shutdown setsockopt "
    "getsockopt sendmsg recvmsg accept4 recvmmsg sendmmsg"
)
CHOICES = {
    "socketcall": dict(zip(SOCKETS.split(), range(1, 21))),
    "ipc": {
        **dict(zip("semop semget semctl semtimedop".split(), range(1, 5))),
        **dict(zip("msgsnd msgrcv msgget msgctl".split(), range(11, 15))),
        **dict(zip("shmat shmdt shmget shmctl".split(), range(21, 25))),
    },
}
MULTIPLEXING = {f"SCMP_ARCH_{arch}" for arch in "X86 S390 S390X PPC PPC64 PPC64LE MIPS MIPSEL".split()}
NARROW = {f"SCMP_ARCH_{arch}" for arch in "X86 X32 ARM MIPS MIPSEL MIPS64N32 MIPSEL64N32 PPC S390".split()}

HOLDS = {
    "SCMP_CMP_NE": lambda arg, a, b: arg != a,
    "SCMP_CMP_LT": lambda arg, a, b: arg < a,
    "SCMP_CMP_LE": lambda arg, a, b: arg <= a,
    "SCMP_CMP_EQ": lambda arg, a, b: arg == a,
    "SCMP_CMP_GE": lambda arg, a, b: arg >= a,
    "SCMP_CMP_GT": lambda arg, a, b: arg > a,
    "SCMP_CMP_MASKED_EQ": lambda arg, a, b: arg & a == b & a,
}


def differences(document, made, corners):
    """In words: the calls on which a filter says what neither a rule that holds says, nor the default where none does."""
    default = loaded.returned(document["defaultAction"], document.get("defaultErrnoRet"))
    rules = [rule for rule in document.get("syscalls") or [] for rule in loaded.Filter.calls(rule)]
    rules = [(name, value, group) for name, value, conditions in rules for group in loaded.groups(conditions) if value != default]
    for arch in dict.fromkeys([made.native, *made.architectures]):
        by_number = {}
        for name, value, conditions in rules:
            for nr, its in numbers(arch, name, conditions):
                by_number.setdefault(nr, []).append((value, its))
        for nr, its in by_number.items():
            # runc's stub answers ENOSYS before any rule.
            if not made.beyond_last(loaded.audit_arch(arch), nr):
                yield from on_number(arch, nr, its, default, made, corners)


def numbers(arch, name, conditions):
    """The numbers that stand for a syscall, each with the conditions there."""
    for multiplexer, choices in CHOICES.items():
        if arch in MULTIPLEXING and name in choices:
            rest = [condition for condition in conditions if condition[0] != 0]
            yield loaded.number(arch, multiplexer), [(0, "SCMP_CMP_EQ", choices[name], 0), *rest]
    own = loaded.own_number(arch, name)
    if own is not None:
        yield own, conditions


def on_number(arch, nr, rules, default, made, corners):
    audit = loaded.audit_arch(arch)
    mask = 0xFFFFFFFF if arch in NARROW else (1 << 64) - 1
    always = [value for value, conditions in rules if not meaningful(conditions, mask)]
    value, pc = made.decide(audit, nr)
    for halves in corners((made.program, pc)) if pc is not None else ((0,) * 12,):
        got = value if pc is None else bpf.run(made.program, (nr, audit, 0, 0, *halves), pc)[0]
        args = bpf.arguments(halves, made.order)
        holding = {v for v, conditions in rules if all(holds(args, mask, condition) for condition in conditions)}
        if got not in (always[:1] or holding or {default}):
            said = ", ".join(hex(v) for v in sorted(holding)) or hex(default)
            yield f"{arch} {nr} {[hex(arg) for arg in args]}: written {said}, rendered {got:#x}"
            return


def meaningful(conditions, mask):
    return [c for c in conditions if c[1] != "SCMP_CMP_MASKED_EQ" or c[2] & mask]


def holds(args, mask, condition):
    index, op, a, b = condition
    return HOLDS[op](args[index] & mask, a & mask, b & mask)
