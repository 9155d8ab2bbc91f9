"""Each member of the dialects, one by one."""

import unittest

from filter import Unloadable
from resolve import ALL, Container, release, resolve

CONTAINERS = {
    "plain": Container("x86_64"),
    "admin": Container("x86_64", ["CAP_SYS_ADMIN"]),
    "both": Container("x86_64", ["CAP_SYS_ADMIN", "CAP_BPF"]),
    "everything": Container("x86_64", ALL),
    "arm": Container("aarch64"),
    "old": Container("x86_64", kernel="4.7.99-generic"),
    "new": Container("x86_64", kernel="5.0"),
}
EVERY = " ".join(CONTAINERS)


def document(container="plain", **members):
    return resolve({"defaultAction": "SCMP_ACT_KILL", **members}, CONTAINERS[container])


def only_rule(**rule):
    return document(syscalls=[{"names": ["read"], "action": "SCMP_ACT_ERRNO", **rule}])["syscalls"][0]


class ConditionTest(unittest.TestCase):
    def test_for_whom_a_rule_holds(self):
        for conditions, expected in (
            ({}, EVERY),
            ({"includes": None, "excludes": None}, EVERY),
            ({"includes": {"caps": [], "minKernel": ""}, "excludes": {"arches": None, "minKernel": ""}}, EVERY),
            ({"includes": {"caps": ["CAP_SYS_ADMIN"]}}, "admin both everything"),
            ({"includes": {"caps": ["CAP_SYS_ADMIN", "CAP_BPF"]}}, "both everything"),
            ({"excludes": {"caps": ["CAP_SYS_ADMIN", "CAP_BPF"]}}, "plain arm old new"),
            ({"includes": {"arches": ["arm64", "arm"]}}, "arm"),
            ({"excludes": {"arches": ["arm64"]}}, "plain admin both everything old new"),
            ({"includes": {"minKernel": "4.8"}}, "plain admin both everything arm new"),
            ({"excludes": {"minKernel": "4.8"}}, "old"),
            ({"includes": {"minKernel": "4.7"}, "excludes": {"minKernel": "5.0"}}, "old"),
            ({"includes": {"caps": ["CAP_BPF"]}, "excludes": {"arches": ["amd64"]}}, ""),
        ):
            with self.subTest(conditions):
                rules = [{"names": ["read"], "action": "SCMP_ACT_ALLOW", **conditions}]
                holding = [name for name in CONTAINERS if document(name, syscalls=rules).get("syscalls")]
                self.assertEqual(" ".join(holding), expected)


class MemberTest(unittest.TestCase):
    def test_arch_map_gives_the_entry_of_the_machine(self):
        entries = [
            {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]},
            {"architecture": "SCMP_ARCH_S390X", "subArchitectures": None},
        ]
        made = document(archMap=entries, architectures=[])
        self.assertEqual(made["architectures"], ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"])
        self.assertNotIn("architectures", document("arm", archMap=entries))
        self.assertEqual(document(architectures=["SCMP_ARCH_ARM"])["architectures"], ["SCMP_ARCH_ARM"])

    def test_errno_by_name_outweighs_the_number(self):
        self.assertEqual(only_rule(errno="ENOSYS", errnoRet=1)["errnoRet"], 38)
        self.assertEqual(only_rule(errno="77")["errnoRet"], 77)
        self.assertEqual(only_rule(errno="", errnoRet=0)["errnoRet"], 0)
        self.assertNotIn("errnoRet", only_rule(errno=None, errnoRet=None))
        self.assertEqual(document(defaultErrno="EACCES", defaultErrnoRet=1)["defaultErrnoRet"], 13)

    def test_old_name(self):
        self.assertEqual(only_rule(names=None, name="write")["names"], ["write"])
        self.assertEqual(only_rule(name="")["names"], ["read"])

    def test_values(self):
        args = [
            {"index": 1, "value": "0xFFFFFFFFFFFFFFFF", "valueTwo": None, "op": "SCMP_CMP_EQ"},
            {"value": "9", "op": "SCMP_CMP_NE"},
        ]
        self.assertEqual(
            only_rule(args=args)["args"],
            [
                {"index": 1, "value": (1 << 64) - 1, "valueTwo": 0, "op": "SCMP_CMP_EQ"},
                {"index": 0, "value": 9, "valueTwo": 0, "op": "SCMP_CMP_NE"},
            ],
        )

    def test_members_are_read_in_any_case(self):
        entries = [{"Architecture": "SCMP_ARCH_X86_64", "subarchitectures": ["SCMP_ARCH_X86"]}]
        made = document(ArchMap=entries, SYSCALLS=[{"Names": ["read"], "Includes": {"CAPS": ["CAP_BPF"]}}])
        expected = {"defaultAction": "SCMP_ACT_KILL", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"]}
        self.assertEqual(made, expected)

    def test_flags_and_listener_stay(self):
        members = {"flags": [], "listenerPath": "/run/a.sock", "listenerMetadata": "m"}
        self.assertEqual(document(**members), {"defaultAction": "SCMP_ACT_KILL", **members})


class RefusalTest(unittest.TestCase):
    def test_what_no_runtime_accepts(self):
        arg = {"index": 0, "op": "SCMP_CMP_EQ"}
        for members in (
            {"architectures": ["SCMP_ARCH_X86"], "archMap": [{"architecture": "SCMP_ARCH_X86_64"}]},
            {"syscalls": [{"name": "read", "names": ["write"], "action": "SCMP_ACT_ALLOW"}]},
            {"syscalls": [{"names": ["read"], "errno": "ENOSUCH"}]},
            {"defaultErrno": "-1"},
            {"syscalls": [{"names": ["read"], "includes": {"minKernel": "4.8.1"}}]},
            {"syscalls": [{"names": ["read"], "excludes": {"minKernel": "0.0"}}]},
            {"syscalls": [{"names": ["read"], "includes": {"minKernel": "256.1"}}]},
            {"baseProfiles": ["runc-start"]},
            *({"syscalls": [{"names": ["read"], "args": [{**arg, "value": v}]}]} for v in (-1, 1 << 64, "x", True, 1.5)),
        ):
            with self.subTest(members), self.assertRaises(Unloadable):
                document("old", **members)

    def test_containers_that_cannot_be(self):
        for arguments in (("vax",), ("x86_64", (), "six")):
            with self.subTest(arguments), self.assertRaises(Unloadable):
                Container(*arguments)

    def test_releases(self):
        self.assertEqual(release("6.1.0-18-amd64"), (6, 1))
        self.assertEqual(release("5.15-rc3"), (5, 15))


if __name__ == "__main__":
    unittest.main()
