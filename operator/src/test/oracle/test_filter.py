"""The interpreter says what the kernel says, and a filter is made as runc makes it."""

import ctypes
import json
import os
import struct
import unittest

import seccomp

import bpf
from filter import Filter, audit_arch, number

X86_64, X86 = audit_arch("SCMP_ARCH_X86_64"), audit_arch("SCMP_ARCH_X86")
ALLOW, ENOSYS = 0x7FFF0000, 0x50026
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2
GREATEST = (1 << 64) - 1


def profile(*rules, default="SCMP_ACT_KILL", **members):
    return {"defaultAction": default, "syscalls": list(rules), **members}


def rule(name, action="SCMP_ACT_ALLOW", errno=None, *args):
    made = {"names": name.split(), "action": action, "args": [dict(zip(("index", "op", "value", "valueTwo"), a)) for a in args]}
    return made if errno is None else {**made, "errnoRet": errno}


class KernelTest(unittest.TestCase):
    @unittest.skipUnless(os.uname().machine == "x86_64", "the filter is made for x86_64")
    def test_interpreter_and_kernel_agree(self):
        rules = [
            rule("getpriority", "SCMP_ACT_ERRNO", 101, (0, "SCMP_CMP_EQ", 5), (1, "SCMP_CMP_GT", 1 << 32)),
            rule("getpriority", "SCMP_ACT_ERRNO", 102, (0, "SCMP_CMP_MASKED_EQ", 0xF00, 0x300)),
            rule("getpriority", "SCMP_ACT_ERRNO", 103, (1, "SCMP_CMP_LE", 7)),
            rule("getpgid", "SCMP_ACT_ERRNO", 104, (0, "SCMP_CMP_NE", 1 << 40)),
        ]
        made = Filter(profile(*rules, default="SCMP_ACT_ALLOW"), "x86_64")
        values = (0, 1, 5, 6, 7, 8, 0x300, 0x3FF, 0x400, 1 << 32, (1 << 32) + 5, 1 << 40, GREATEST)
        calls = [(nr, a, b) for nr in (140, 121) for a in values for b in values]
        said = answers_of_the_kernel(made.program, calls)
        for (nr, a, b), got in zip(calls, said):
            verdict = made.verdict(X86_64, nr, (a, b))
            with self.subTest(nr=nr, args=(a, b)):
                if verdict == ALLOW:
                    self.assertNotIn(got, (101, 102, 103, 104))
                else:
                    self.assertEqual(verdict, 0x50000 | got)
        self.assertEqual(set(said) & {101, 102, 103, 104}, {101, 102, 103, 104})


def answers_of_the_kernel(program, calls):
    """The errno (0 for none) that a child process under the program gets for each call (number, two arguments)."""
    code = b"".join(struct.pack("=HBBI", *instruction) for instruction in program)
    libc = ctypes.CDLL(None, use_errno=True)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            held = ctypes.create_string_buffer(code)
            head = struct.pack("@HP", len(program), ctypes.addressof(held))
            libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
            ready = libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, head, 0, 0) == 0
            got = []
            for nr, a, b in calls if ready else ():
                ctypes.set_errno(0)
                failed = libc.syscall(ctypes.c_long(nr), ctypes.c_ulong(a), ctypes.c_ulong(b)) == -1
                got.append(ctypes.get_errno() if failed else 0)
            os.write(writing, json.dumps(got).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        got = json.loads(answers.read())
    os.waitpid(child, 0)
    if len(got) != len(calls):
        raise AssertionError("the kernel did not take the filter")
    return got


def name_of(nr):
    return seccomp.resolve_syscall(seccomp.Arch("x86_64"), nr).decode()


class FilterTest(unittest.TestCase):
    def test_first_unconditional_rule_holds_and_outweighs_conditions(self):
        rules = rule("read", "SCMP_ACT_LOG", None, (0, "SCMP_CMP_EQ", 1)), rule("read"), rule("read", "SCMP_ACT_TRAP")
        made = Filter(profile(*rules), "x86_64")
        self.assertEqual(made.verdict(X86_64, 0, (1,)), ALLOW)

    def test_a_repeated_index_means_or(self):
        conditions = (0, "SCMP_CMP_EQ", 3), (0, "SCMP_CMP_EQ", 4), (1, "SCMP_CMP_EQ", 5)
        made = Filter(profile(rule("dup", "SCMP_ACT_ALLOW", None, *conditions)), "x86_64")
        said = [made.verdict(X86_64, 32, args) for args in ((3,), (4,), (0, 5), (0, 0))]
        self.assertEqual(said, [ALLOW, ALLOW, ALLOW, 0])

    def test_32_bit_architectures_compare_low_halves(self):
        wide = rule("statfs", "SCMP_ACT_ALLOW", None, (0, "SCMP_CMP_EQ", (1 << 32) + 5))
        made = Filter(profile(wide, architectures=["SCMP_ARCH_X86"]), "x86_64")
        self.assertEqual([made.verdict(X86, 99, (5,)), made.verdict(X86_64, 137, (5,))], [ALLOW, 0])

    def test_machine_without_foreign_architectures(self):
        made = Filter(profile(rule("read")), "aarch64")
        self.assertEqual([made.verdict(audit_arch("SCMP_ARCH_AARCH64"), 63), made.verdict(X86_64, 0)], [ALLOW, 0])

    def test_a_name_has_the_same_meaning_for_aarch64_when_resolved_on_this_machine(self):
        made = Filter(profile(rule("read openat mmap fstat clone3 newfstatat arm_fadvise64_64")), "aarch64")
        for name in ("read", "openat", "mmap", "fstat", "clone3", "newfstatat"):
            self.assertEqual(made.verdict(audit_arch("SCMP_ARCH_AARCH64"), number("SCMP_ARCH_AARCH64", name)), ALLOW)

    def test_more_than_32_names_are_a_tree_that_says_the_same(self):
        names = [f for f in map(name_of, range(60)) if f not in ("pause", "getitimer")]
        made = Filter(profile(rule(" ".join(names))), "x86_64")
        self.assertEqual([name_of(nr) for nr in range(60) if made.verdict(X86_64, nr) == ALLOW], names)

    def test_beyond_the_last_number_runc_says_enosys(self):
        some = rule("read openat")
        made = Filter(profile(some, architectures=["SCMP_ARCH_X86"]), "x86_64")
        calls = (X86_64, 257), (X86_64, 258), (X86_64, 100), (X86, 295), (X86, 296)
        self.assertEqual([made.verdict(*call) for call in calls], [ALLOW, ENOSYS, 0, ALLOW, ENOSYS])
        self.assertEqual(Filter(profile(some, default="SCMP_ACT_LOG"), "x86_64").verdict(X86_64, 258), 0x7FFC0000)
        self.assertEqual(Filter(profile(), "x86_64").verdict(X86_64, 258), 0)
        # x32 has numbers of its own, which the stub of x86_64 leaves alone.
        self.assertEqual(made.verdict(X86_64, 0x40000000), 0)
        self.assertEqual(Filter(profile(some, architectures=["SCMP_ARCH_X32"]), "x86_64").verdict(X86_64, 0x40000000 + 300), ENOSYS)

    def test_constants_know_their_word_and_mask(self):
        made = Filter(profile(rule("read", "SCMP_ACT_ALLOW", None, (1, "SCMP_CMP_MASKED_EQ", 0xF0, 0x30))), "x86_64")
        self.assertIn((0xF0, 0x30), bpf.constants(made.program)[bpf.ARGS + 2])


if __name__ == "__main__":
    unittest.main()
