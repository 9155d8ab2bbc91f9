"""An interpreter for the classic BPF that libseccomp and runc write (linux/filter.h), over the kernel's struct seccomp_data."""

import struct

LD, JEQ, JGT, JGE, JSET, JA, AND, RET = 0x20, 0x15, 0x25, 0x35, 0x45, 0x05, 0x54, 0x06
# Offsets in 32-bit words: the number, the audit architecture, the instruction pointer (2), then six arguments in two halves each,
# the low half first on little-endian machines, the high half on others.
NR, ARCH, ARGS, WORDS = 0, 1, 4, 16


def parse(exported, order="<"):
    """The instructions (code, jt, jf, k) of what seccomp_export_bpf wrote for a machine of this byte order."""
    return list(struct.iter_unpack(f"{order}HBBI", exported))


def words(audit_arch, nr, args=(), order="<"):
    """seccomp_data of a call; arguments that are not given are 0."""
    args = tuple(args) + (0,) * (6 - len(args))
    return struct.unpack(f"{order}16I", struct.pack(f"{order}IIQ6Q", nr, audit_arch, 0, *args))


def arguments(halves, order="<"):
    """The six arguments of twelve halves."""
    low = 0 if order == "<" else 1
    return [halves[2 * i + low] | halves[2 * i + 1 - low] << 32 for i in range(6)]


def run(program, data, pc=0, a=0):
    """The value returned, and None; or, where data holds too few words to tell, None and where it stopped."""
    known = len(data)
    while True:
        code, jt, jf, k = program[pc]
        pc += 1
        if code == JEQ:
            pc += jt if a == k else jf
        elif code == LD:
            if k // 4 >= known:
                return None, pc - 1
            a = data[k // 4]
        elif code == JGE:
            pc += jt if a >= k else jf
        elif code == JGT:
            pc += jt if a > k else jf
        elif code == JA:
            pc += k
        elif code == RET:
            return k, None
        elif code == AND:
            a &= k
        elif code == JSET:
            pc += jt if a & k else jf
        else:
            raise AssertionError(f"instruction {code:#x} is not expected in a seccomp filter")


def constants(program, pc=0):
    """What is compared from an instruction on: for each word of seccomp_data the pairs (mask, constant)."""
    found = {}
    seen = set()
    todo = [(pc, None, 0xFFFFFFFF)]
    while todo:
        state = todo.pop()
        if state in seen:
            continue
        seen.add(state)
        at, word, mask = state
        code, jt, jf, k = program[at]
        if code == LD:
            todo.append((at + 1, k // 4, 0xFFFFFFFF))
        elif code == AND:
            todo.append((at + 1, word, mask & k))
        elif code == JA:
            todo.append((at + 1 + k, word, mask))
        elif code != RET:
            found.setdefault(word, set()).add((mask, k))
            todo += [(at + 1 + jt, word, mask), (at + 1 + jf, word, mask)]
    return found
