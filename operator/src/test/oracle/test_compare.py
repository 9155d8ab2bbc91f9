"""The oracle finds differences, each kind that a wrong rendering could have, and finds none where there is none."""

import copy
import json
import os
import subprocess
import sys
import tempfile
import unittest

from compare import answer

HERE = os.path.dirname(os.path.abspath(__file__))

SOURCE = {
    "defaultAction": "SCMP_ACT_ERRNO",
    "defaultErrnoRet": 1,
    "archMap": [
        {"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86", "SCMP_ARCH_X32"]},
        {"architecture": "SCMP_ARCH_AARCH64", "subArchitectures": ["SCMP_ARCH_ARM"]},
    ],
    "syscalls": [
        {"names": ["read", "write", "openat", "faccessat2"], "action": "SCMP_ACT_ALLOW", "comment": "", "includes": {}},
        {"name": "personality", "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 8, "op": "SCMP_CMP_EQ"}]},
        {
            "names": ["clone"],
            "action": "SCMP_ACT_ALLOW",
            "args": [
                {"index": 0, "value": 0x7E020000, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"},
                {"index": 2, "value": 1 << 33, "op": "SCMP_CMP_LE"},
            ],
            "excludes": {"caps": ["CAP_SYS_ADMIN"]},
        },
        {"names": ["clone", "mount"], "action": "SCMP_ACT_ALLOW", "includes": {"caps": ["CAP_SYS_ADMIN"]}},
        {"names": ["arch_prctl"], "action": "SCMP_ACT_ALLOW", "includes": {"arches": ["amd64"]}},
        {"names": ["ptrace"], "action": "SCMP_ACT_ALLOW", "includes": {"minKernel": "4.8"}},
        {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errno": "ENOSYS"},
        {"names": ["kexec_load"], "action": "SCMP_ACT_KILL_PROCESS"},
    ],
}
# What SOURCE says on x86_64 to a container without capabilities, in another order and otherwise grouped.
RENDERED = {
    "defaultAction": "SCMP_ACT_ERRNO",
    "architectures": ["SCMP_ARCH_X32", "SCMP_ARCH_X86", "SCMP_ARCH_X86_64"],
    "syscalls": [
        {"names": ["kexec_load"], "action": "SCMP_ACT_KILL_PROCESS"},
        {"names": ["clone3"], "action": "SCMP_ACT_ERRNO", "errnoRet": 38},
        {
            "names": ["clone"],
            "action": "SCMP_ACT_ALLOW",
            "args": [
                {"index": 2, "value": 1 << 33, "op": "SCMP_CMP_LE"},
                {"index": 0, "value": 0x7E020000, "valueTwo": 0, "op": "SCMP_CMP_MASKED_EQ"},
            ],
        },
        {"names": ["personality"], "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "value": 8, "op": "SCMP_CMP_EQ"}]},
        {"names": ["arch_prctl", "faccessat2"], "action": "SCMP_ACT_ALLOW"},
        {"names": ["openat", "ptrace", "read", "write"], "action": "SCMP_ACT_ALLOW"},
    ],
}


def compare(source=SOURCE, rendered=RENDERED, arch="x86_64", caps="none", kernel=None):
    texts = {"source": json.dumps(source), "rendered": json.dumps(rendered)}
    return answer(json.dumps({**texts, "arch": arch, "caps": caps, "kernel": kernel}))


def rule(document, name):
    return next(r for r in document["syscalls"] if name in r["names"])


class SameTest(unittest.TestCase):
    def test_another_order_and_grouping(self):
        self.assertEqual(compare(), {"verdict": "same", "differences": []})

    def test_duplicates_and_names_that_nobody_knows(self):
        rendered = copy.deepcopy(RENDERED)
        rendered["syscalls"] += [{"names": ["read", "no_such_syscall"], "action": "SCMP_ACT_ALLOW"}]
        self.assertEqual(compare(rendered=rendered)["verdict"], "same")

    def test_conditions_that_are_one_rule_each_as_runc_splits_them(self):
        args = [{"index": 1, "value": v, "op": "SCMP_CMP_EQ"} for v in (1, 3, 5)]
        ioctl = {"names": ["ioctl"], "action": "SCMP_ACT_LOG"}
        one = {"defaultAction": "SCMP_ACT_KILL", "syscalls": [{**ioctl, "args": args}]}
        three = {"defaultAction": "SCMP_ACT_KILL", "syscalls": [{**ioctl, "args": [a]} for a in reversed(args)]}
        self.assertEqual(compare(one, three)["verdict"], "same")

    def test_programs_that_differ_and_mean_the_same(self):
        # The pseudo-number of a name that aarch64 lacks is in one program only; GE 5 is GT 4.
        def profile(names, op, value):
            args = [{"index": 0, "value": value, "op": op}]
            rules = [{"names": names, "action": "SCMP_ACT_ALLOW"}, {"names": ["dup"], "action": "SCMP_ACT_LOG", "args": args}]
            return {"defaultAction": "SCMP_ACT_KILL", "syscalls": rules}

        got = compare(profile(["read", "arch_prctl"], "SCMP_CMP_GE", 5), profile(["read"], "SCMP_CMP_GT", 4), "aarch64")
        self.assertEqual(got["verdict"], "same")

    def test_a_rule_equal_to_the_default_below_the_last_number(self):
        rendered = copy.deepcopy(RENDERED)
        rendered["syscalls"].append({"names": ["reboot"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1})
        self.assertEqual(compare(rendered=rendered)["verdict"], "same")


class DifferentTest(unittest.TestCase):
    def differs(self, words, change, **where):
        rendered = copy.deepcopy(RENDERED)
        change(rendered)
        got = compare(rendered=rendered, **where)
        self.assertEqual(got["verdict"], "different")
        self.assertIn(words, "\n".join(got["differences"]))

    def test_missing_name(self):
        said = "SCMP_ARCH_X86_64 read (0): source SCMP_ACT_ALLOW, rendered SCMP_ACT_ERRNO(1)"
        self.differs(said, lambda d: rule(d, "read")["names"].remove("read"))

    def test_name_too_many(self):
        self.differs("SCMP_ARCH_X86_64 mount (165)", lambda d: rule(d, "read")["names"].append("mount"))

    def test_wrong_action(self):
        self.differs("kexec_load", lambda d: rule(d, "kexec_load").update(action="SCMP_ACT_KILL"))

    def test_wrong_errno(self):
        said = "clone3 (435): source SCMP_ACT_ERRNO(38), rendered SCMP_ACT_ERRNO(37)"
        self.differs(said, lambda d: rule(d, "clone3").update(errnoRet=37))

    def test_errno_left_out(self):
        self.differs("clone3", lambda d: rule(d, "clone3").pop("errnoRet"))

    def test_errno_zero_taken_for_none(self):
        self.differs("SCMP_ACT_ERRNO(0)", lambda d: d.update(defaultErrnoRet=0))

    def test_wrong_default(self):
        self.differs("rendered SCMP_ACT_KILL_PROCESS", lambda d: d.update(defaultAction="SCMP_ACT_KILL_PROCESS"))

    def test_missing_architecture(self):
        self.differs("SCMP_ARCH_X86 ", lambda d: d["architectures"].remove("SCMP_ARCH_X86"))
        self.differs("SCMP_ARCH_X32 ", lambda d: d["architectures"].remove("SCMP_ARCH_X32"))

    def test_architecture_too_many(self):
        self.differs("SCMP_ARCH_ARM ", lambda d: d["architectures"].append("SCMP_ARCH_ARM"))

    def test_condition_lost(self):
        self.differs("personality (135)", lambda d: rule(d, "personality").pop("args"))

    def test_conditions_on_swapped_arguments(self):
        def swap(document):
            first, second = rule(document, "clone")["args"]
            first["index"], second["index"] = second["index"], first["index"]

        self.differs("clone (56)", swap)

    def test_each_member_of_a_condition(self):
        for member, value in {"index": 1, "value": 1 << 33 | 1, "op": "SCMP_CMP_LT"}.items():
            with self.subTest(member):
                self.differs("clone (56)", lambda d: rule(d, "clone")["args"][0].update({member: value}))

    def test_one_bit_of_a_mask(self):
        for bit in (17, 25, 30, 31, 40, 63):
            with self.subTest(bit):
                self.differs("clone (56)", lambda d: rule(d, "clone")["args"][1].update(value=0x7E020000 ^ 1 << bit))

    def test_values_cut_to_32_bits(self):
        self.differs("clone (56)", lambda d: rule(d, "clone")["args"][0].update(value=0))

    def test_a_rule_equal_to_the_default_that_names_the_last_number(self):
        # runc answers ENOSYS beyond the last number that any rule names.
        source = {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["close"], "action": "SCMP_ACT_ALLOW"}]}
        named = copy.deepcopy(source)
        named["syscalls"].append({"names": ["openat2"], "action": "SCMP_ACT_ERRNO"})
        got = compare(named, source)
        self.assertEqual(got["verdict"], "different")
        self.assertIn("(4): source SCMP_ACT_ERRNO(1), rendered SCMP_ACT_ERRNO(38)", got["differences"][0])

    def test_another_capability_set(self):
        self.assertEqual(compare(caps="CAP_SYS_ADMIN")["verdict"], "different")
        self.assertEqual(compare(caps="all")["verdict"], "different")
        self.assertEqual(compare(caps="CAP_CHOWN")["verdict"], "same")

    def test_another_machine_and_kernel(self):
        self.assertEqual(compare(arch="aarch64")["verdict"], "different")
        self.assertIn("SCMP_ARCH_X86 ptrace (26)", compare(kernel="4.7")["differences"][0])
        self.assertEqual(compare(kernel="4.8")["verdict"], "same")

    def test_flags_and_listener(self):
        self.differs("flags", lambda d: d.update(flags=["SECCOMP_FILTER_FLAG_LOG"]))
        self.differs("flags", lambda d: d.update(flags=[]))
        self.differs("listenerPath", lambda d: d.update(listenerPath="/run/a.sock"))

    def test_every_name_and_every_rule_counts(self):
        for i, r in enumerate(RENDERED["syscalls"]):
            for name in r["names"]:
                with self.subTest(name):
                    names = ["dup" if n == name else n for n in r["names"]]
                    self.differs(name, lambda d: d["syscalls"][i].update(names=names))


class ErrorTest(unittest.TestCase):
    def refuses(self, words, source=SOURCE, rendered=RENDERED):
        got = compare(source, rendered)
        self.assertEqual((got["verdict"], got["differences"]), ("error", []))
        self.assertIn(words, got["message"])

    def test_a_rendering_with_members_that_runtimes_drop(self):
        for member, value in {"includes": {}, "excludes": {}, "name": "read", "errno": "EPERM", "comment": ""}.items():
            with self.subTest(member):
                rendered = copy.deepcopy(RENDERED)
                rendered["syscalls"][0][member] = value
                self.refuses(f"syscalls[0] has '{member}'", rendered=rendered)
        for member, value in {"archMap": [], "defaultErrno": "EPERM", "baseProfiles": []}.items():
            with self.subTest(member):
                self.refuses(f"the document has '{member}'", rendered={**RENDERED, member: value})

    def test_a_rendering_with_values_of_another_type(self):
        rendered = copy.deepcopy(RENDERED)
        rule(rendered, "personality")["args"][0]["value"] = "8"
        self.refuses("args[0].value is '8'", rendered=rendered)
        self.refuses("syscalls is None", rendered={**RENDERED, "syscalls": None})
        rule(rendered, "personality").update(args=[], errnoRet=1)
        self.refuses("errnoRet with SCMP_ACT_ALLOW", rendered=rendered)

    def test_what_libseccomp_or_runc_refuses(self):
        for said, changed in {
            "SCMP_ACT_NO": {"action": "SCMP_ACT_NO"},
            "0x50fff": {"action": "SCMP_ACT_ERRNO", "errnoRet": 4095},
            "SCMP_ACT_NOTIFY cannot be used for write": {"action": "SCMP_ACT_NOTIFY"},
            "SCMP_CMP_NO": {"args": [{"index": 0, "value": 0, "op": "SCMP_CMP_NO"}]},
            "argument index 6": {"args": [{"index": 6, "value": 0, "op": "SCMP_CMP_EQ"}]},
        }.items():
            with self.subTest(said):
                rules = [{"names": ["write"], "action": "SCMP_ACT_ALLOW", **changed}]
                self.refuses(said, {"defaultAction": "SCMP_ACT_LOG", "syscalls": rules})
        self.refuses("SCMP_ARCH_VAX", {**RENDERED, "architectures": ["SCMP_ARCH_VAX"]})
        self.refuses("flag 'X'", {**RENDERED, "flags": ["X"]})

    def test_rules_that_collide_only_in_another_order(self):
        # On x86 the socket calls share the number of socketcall, and an unconditional rule that came first settles it.
        unequal = [
            {"names": ["socket"], "action": action, "args": [{"index": 0, "value": 16, "op": op}]}
            for action, op in (("SCMP_ACT_KILL", "SCMP_CMP_EQ"), ("SCMP_ACT_ALLOW", "SCMP_CMP_NE"))
        ]
        document = {"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86"]}
        first = {**document, "syscalls": [{"names": ["socketcall"], "action": "SCMP_ACT_ALLOW"}, *unequal]}
        self.assertEqual(compare(first, first)["verdict"], "same")
        self.refuses("rendered: libseccomp refuses the rule socket", first, {**first, "syscalls": first["syscalls"][::-1]})

    def test_texts_that_are_no_profile(self):
        self.refuses("not an object", source=[])
        self.assertEqual(answer("{")["verdict"], "error")
        self.assertEqual(answer('{"source": "{", "rendered": "{}", "arch": "x86_64"}')["verdict"], "error")


class CommandTest(unittest.TestCase):
    def test_exit_codes(self):
        other = {**RENDERED, "defaultAction": "SCMP_ACT_KILL"}
        for expected, rendered in ((0, RENDERED), (1, other), (2, SOURCE)):
            with tempfile.TemporaryDirectory() as folder:
                for name, document in (("source", SOURCE), ("rendered", rendered)):
                    with open(f"{folder}/{name}", "w", encoding="utf-8") as out:
                        json.dump(document, out)
                files = f"{folder}/source", f"{folder}/rendered"
                ran = self.compare(*files, "--arch", "x86_64", "--caps", "CAP_CHOWN,CAP_KILL")
            self.assertEqual(ran.returncode, expected, ran)
            self.assertEqual(ran.stdout.splitlines()[0][:4], {0: "same", 1: "diff", 2: "Unlo"}[expected])
        self.assertEqual(self.compare().returncode, 2)

    def test_batch_answers_each_line_and_goes_on_after_a_bad_one(self):
        good = json.dumps({"source": json.dumps(SOURCE), "rendered": json.dumps(RENDERED), "arch": "x86_64"})
        ran = self.compare("--batch", text=f"{good}\nnonsense\n{good}\n")
        self.assertEqual([json.loads(line)["verdict"] for line in ran.stdout.splitlines()], ["same", "error", "same"])

    def compare(self, *args, text=""):
        command = [sys.executable, "-B", f"{HERE}/compare.py", *args]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    unittest.main()
