"""The oracle of observations finds a call that is denied untold, one that is denied no more, and another errno."""

import json
import unittest

import observed

LISTING = {"defaultAction": "SCMP_ACT_ERRNO", "architectures": ["SCMP_ARCH_X86_64"],
           "syscalls": [{"names": ["read", "write", "futex_waitv", "set_mempolicy_home_node"], "action": "SCMP_ACT_ALLOW"}]}
DENYING = {"defaultAction": "SCMP_ACT_ALLOW", "architectures": ["SCMP_ARCH_X86_64"],
           "syscalls": [{"names": ["mount", "write"], "action": "SCMP_ACT_ERRNO", "errnoRet": 13}]}


def told(default, *rules):
    return json.dumps({"profile": {"default": default, "newest": {}, "rules": list(rules)}})


def asked(source, response, rules, metadata, untold=()):
    rendered = {**source, "syscalls": rules, "listenerPath": "/run/a.sock", "listenerMetadata": metadata}
    return observed.answer(json.dumps({
        "source": json.dumps(source), "observed": json.dumps(rendered), "response": response, "arch": "x86_64",
        "untold": list(untold)}))


def rule(action, *names, **more):
    return {"names": sorted(names), "action": "SCMP_ACT_" + action, **more}


MOUNT = {"names": ["mount"], "verdict": 13, "args": []}


class Observed(unittest.TestCase):
    def test_what_is_denied_notifies(self):
        answer = asked(DENYING, "Deny", [rule("ERRNO", "write", errnoRet=13), rule("NOTIFY", "mount")], told(1, MOUNT))
        self.assertEqual(("same", 1), (answer["verdict"], answer["notified"]), answer)

    def test_what_is_denied_and_not_told(self):
        rules = [rule("ERRNO", "mount", "write", errnoRet=13)]
        self.assertEqual("different", asked(DENYING, "Deny", rules, told(1, MOUNT))["verdict"])
        self.assertEqual("same", asked(DENYING, "Deny", rules, told(1, MOUNT), ["mount"])["verdict"])

    def test_what_is_denied_no_more(self):
        self.assertEqual("different", asked(DENYING, "Deny", [rule("NOTIFY", "mount")], told(1, MOUNT))["verdict"])

    def test_another_errno(self):
        rules = [rule("ERRNO", "write", errnoRet=13), rule("NOTIFY", "mount")]
        self.assertEqual("different", asked(DENYING, "Deny", rules, told(1))["verdict"])

    def test_under_allow_nothing_is_denied(self):
        rules = [rule("ALLOW", "read", "write", "futex_waitv", "set_mempolicy_home_node")]
        self.assertEqual("different", asked(LISTING, "Allow", rules, told(1))["verdict"])


if __name__ == "__main__":
    unittest.main()
