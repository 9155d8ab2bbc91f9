"""hack/runtime-start without a runtime: traces, the search for what is needed, and the table."""
import itertools
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import mock

import containers
import runtimes
import start_measurement
import start_table

RUNC = runtimes.Runtime("runc", "9.9.9", "by hand", ["runc"], Path("/"))


class Bench(containers.Bench):
    """Starts nothing: a container starts when it has the syscalls that its condition needs."""

    def __init__(self, needs, calls):
        self.runtime, self.needs, self.traced = RUNC, needs, calls
        self.numbers, self.pool = itertools.count(), ThreadPoolExecutor(2)

    def run(self, condition, names, trace=None):
        missing = {name for name, needed in self.needs.items() if needed(condition)} - set(names)
        return f"lacks {missing}" if missing else None

    def calls(self, condition, names):
        if outcome := self.run(condition, names):
            raise SystemExit(outcome)
        return {name for name in self.traced if self.needs.get(name, always)(condition._replace(default="kill"))}


def always(_):
    return True


def privileged_only(condition):
    return not condition.no_new_privileges


def exec_only(condition):
    return condition.executed


def killed_only(condition):
    return condition.default == "kill"


class TraceTest(unittest.TestCase):
    def test_calls_count_from_the_filter_to_execve_in_threads_that_have_it(self):
        trace = """\
1 openat(AT_FDCWD, "/", O_RDONLY) = 3
1 seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=12, filter=0x1} <unfinished ...>
2 mkdir("/a", 0755) = 0
1 <... seccomp resumed>) = 0
1 clone(child_stack=NULL) = 3
3 futex(0x1, FUTEX_WAIT) = 0
1 read(3,  <unfinished ...>
1 <... read resumed>"", 1) = 0
1 execve("/bin/program", [], []) = 0
1 exit_group(0) = ?
""".splitlines()
        self.assertEqual({"clone", "futex", "read", "execve"}, containers.filtered_calls(trace))

    def test_a_thread_counts_that_is_seen_before_the_call_that_makes_it_returns(self):
        trace = """\
1 seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=12, filter=0x1}) = 0
1 clone3({flags=CLONE_VM} <unfinished ...>
2 mkdir("/a", 0755) = 0
3 gettid() = 3
1 <... clone3 resumed>, 88) = 3
1 execve("/bin/program", [], []) = 0
""".splitlines()
        self.assertEqual({"clone3", "gettid", "execve"}, containers.filtered_calls(trace))

    def test_a_filter_that_is_only_asked_for_is_none(self):
        self.assertEqual(set(), containers.filtered_calls(["1 seccomp(SECCOMP_SET_MODE_FILTER, 0, NULL) = -1", "1 execve() = 0"]))


class ConfigurationTest(unittest.TestCase):
    def test_the_mount_api_is_answered_and_not_allowed(self):
        allowed, refused = containers.config(containers.STRICTEST, {"read", "fsopen"}, "/")["linux"]["seccomp"]["syscalls"]
        self.assertEqual([["read", containers.NEWEST], "SCMP_ACT_ALLOW"], [allowed["names"], allowed["action"]])
        self.assertEqual([["fsopen"], "SCMP_ACT_ERRNO", 38], [refused["names"], refused["action"], refused["errnoRet"]])


class MeasurementTest(unittest.TestCase):
    def setUp(self):
        silence = mock.patch.object(start_measurement, "say")
        silence.start()
        self.addCleanup(silence.stop)

    def measured(self, needs, calls, known=frozenset()):
        return {row["syscall"]: row for row in start_measurement.measure(Bench(needs, calls), set(known))}

    def test_a_call_is_needed_where_a_start_without_it_fails(self):
        rows = self.measured(
            {"execve": always, "setuid": privileged_only, "umask": exec_only, "getpid": killed_only, "exit_group": always},
            {"execve", "setuid", "umask", "getpid"})
        self.assertEqual({"execve", "setuid", "umask", "getpid", "exit_group"}, rows.keys())
        self.assertEqual(("both", "always", "any", "most"), tuple(rows["execve"][c] for c in ("for", "when", "default", "starts")))
        self.assertEqual(("both", "privileged", "any", "most"), tuple(rows["setuid"][c] for c in ("for", "when", "default", "starts")))
        self.assertEqual(("exec", "always", "any", "few"), tuple(rows["umask"][c] for c in ("for", "when", "default", "starts")))
        self.assertEqual("kill", rows["getpid"]["default"])

    def test_what_a_runtime_falls_back_on_is_told(self):
        class Falling(Bench):
            def run(self, condition, names, trace=None):
                return None if {"openat2", "openat"} & set(names) and {"execve", "exit_group"} <= set(names) else "lacks both"

            def calls(self, condition, names):
                return {"execve", "openat2" if "openat2" in names else "openat"}

        rows = start_measurement.measure(Falling({}, set()), set())
        self.assertEqual([("any", "openat")], [(row["default"], row["instead"]) for row in rows if row["syscall"] == "openat2"])

    def test_a_call_that_no_trace_shows_is_an_error(self):
        with self.assertRaisesRegex(SystemExit, "does not start a container with execve exit_group"):
            self.measured({"execve": always, "unseen": killed_only}, {"execve"})

    def test_a_call_that_no_trace_shows_is_taken_from_other_versions(self):
        rows = self.measured({"execve": always, "mmap": killed_only}, {"execve"}, {"mmap"})
        self.assertEqual("few", rows["mmap"]["starts"])

    def test_a_table_that_lacks_or_adds_a_syscall_is_refused(self):
        bench = Bench({"execve": always, "exit_group": always}, {"execve"})
        rows = [{"runtime": "runc", "version": "9.9.9", "syscall": name, "starts": "most"} for name in ("execve", "exit_group")]
        self.assertEqual(2, len(start_measurement.verify(bench, rows)))
        with self.assertRaisesRegex(SystemExit, "starts no container with its start set"):
            start_measurement.verify(bench, rows[:1])
        with self.assertRaisesRegex(SystemExit, "starts a container without getpid"):
            start_measurement.verify(bench, [*rows, {**rows[0], "syscall": "getpid"}])

    def test_a_version_that_needs_more_than_all_others_is_refused_with_what_it_needs(self):
        rows = [{"runtime": "runc", "version": "1.0", "syscall": name, "starts": "most"} for name in ("execve", "exit_group")]
        bench = Bench({"execve": always, "exit_group": always}, {"execve"})
        self.assertIn("itself was not measured", start_measurement.verify(bench, rows)[1])
        newer = Bench({"execve": always, "exit_group": always, "openat2": killed_only}, {"execve", "openat2"})
        with self.assertRaisesRegex(SystemExit, "runc 9.9.9 .* needs more: openat2"):
            start_measurement.verify(newer, rows)


class TableTest(unittest.TestCase):
    def test_versions_are_sorted_by_their_numbers(self):
        self.assertEqual(["1.8.1", "1.21", "1.28"], sorted(["1.28", "1.8.1", "1.21"], key=start_table.digits))

    def test_the_sample_is_the_union_of_all_versions_and_names_them(self):
        rows = [{"runtime": "runc", "version": version, "syscall": name}
                for version, name in (("1.1", "read"), ("1.3", "read"), ("1.3", "statx"), ("1.3", "fsopen"))]
        sample = start_table.sample("runc", {("runc", "1.3", "amd64"): "", ("runc", "1.1", "amd64"): ""}, rows)
        self.assertIn("runc 1.1 and 1.3 need", sample)
        self.assertIn("        - read\n        - statx\n      action: SCMP_ACT_ALLOW\n", sample)
        self.assertTrue(sample.endswith("        - fsopen\n      action: SCMP_ACT_ERRNO\n      errnoRet: 38\n"))

    def test_the_committed_table_and_samples_are_written_as_they_are(self):
        made, rows = start_table.read()
        self.assertEqual({(row["runtime"], row["version"], row["arch"]) for row in rows}, made.keys())
        names = {key[0] for key in made}
        committed = [start_table.TABLES / "runtime-start.tsv", *(start_table.SAMPLES / f"{name}-start.yaml" for name in names)]
        with tempfile.TemporaryDirectory() as directory, \
                mock.patch.object(start_table, "TABLES", Path(directory)), mock.patch.object(start_table, "SAMPLES", Path(directory)):
            start_table.write(made, rows)
            for file in committed:
                self.assertEqual(file.read_text(), (Path(directory) / file.name).read_text())

    def test_every_version_that_is_built_is_measured(self):
        made, _ = start_table.read()
        self.assertLessEqual({("runc", version, "amd64") for version in runtimes.MODULES}, made.keys())


if __name__ == "__main__":
    unittest.main()
