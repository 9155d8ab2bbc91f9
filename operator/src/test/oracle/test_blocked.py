"""The oracle of blocks finds a call that gets through, and one that is denied without need."""

import json
import unittest

import blocked

SOURCE = {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"]}
BLOCK = {"names": ["socket"], "args": [{"index": 0, "value": 38, "op": "SCMP_CMP_EQ"}]}


def rule(mask, value):
    return {"names": ["socket"], "action": "SCMP_ACT_ERRNO",
            "args": [{"index": 0, "value": mask, "valueTwo": value, "op": "SCMP_CMP_MASKED_EQ"}]}


def asked(*rules):
    return blocked.answer(json.dumps({
        "source": json.dumps(SOURCE), "blocks": [BLOCK], "rendered": json.dumps({**SOURCE, "syscalls": list(rules)}),
        "arch": "x86_64", "whole": []}))


SOCKETCALL = {"names": ["socketcall"], "action": "SCMP_ACT_ERRNO",
              "args": [{"index": 0, "value": 0xFFFF, "valueTwo": 1, "op": "SCMP_CMP_MASKED_EQ"}]}


class Blocked(unittest.TestCase):
    def test_a_right_rendering(self):
        self.assertEqual("same", asked(SOCKETCALL, rule(0xFFFFFFFF, 38))["verdict"])

    def test_what_the_upper_half_lets_through(self):
        self.assertEqual("different", asked(SOCKETCALL, rule(0xFFFFFFFFFFFFFFFF, 38))["verdict"])

    def test_what_socketcall_lets_through(self):
        self.assertEqual("different", asked()["verdict"])

    def test_too_much(self):
        self.assertEqual("different", asked(SOCKETCALL, rule(0xFFFFFFFE, 38))["verdict"])


if __name__ == "__main__":
    unittest.main()
