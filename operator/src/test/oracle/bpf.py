"""An interpreter for the classic BPF that libseccomp and runc write (linux/filter.h), over the kernel's struct seccomp_data."""

import struct

LD, JEQ, JGT, JGE, JSET, JA, AND, RET = 0x20, 0x15, 0x25, 0x35, 0x45, 0x05, 0x54, 0x06
# Offsets in 32-bit words: the number, the audit architecture, the instruction pointer (2), then six arguments, low half first.
NR, ARCH, ARGS, WORDS = 0, 1, 4, 16


def parse(exported):
    """The instructions (code, jt, jf, k) of what seccomp_export_bpf wrote."""
    return list(struct.iter_unpack("=HBBI", exported))


def words(audit_arch, nr, args=()):
    """seccomp_data of a call on a little-endian machine; arguments that are not given are 0."""
    args = tuple(args) + (0,) * (6 - len(args))
    return struct.unpack("=16I", struct.pack("=IIQ6Q", nr, audit_arch, 0, *args))


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
