"""hack/runtime-start without a runtime: traces, the search for what is needed, and the table."""
import itertools
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import mock

import containers
import start_measurement
import start_table


class Bench(containers.Bench):
    """Starts nothing: a container starts when it has the syscalls that its condition needs."""

    def __init__(self, needs, calls):
        self.runtime, self.needs, self.traced = "runc", needs, calls
        self.numbers, self.pool = itertools.count(), ThreadPoolExecutor(2)

    def run(self, condition, names, trace=None):
        missing = {name for name, needed in self.needs.items() if needed(condition)} - set(names)
        return f"lacks {missing}" if missing else None

    def calls(self, condition, names):
        return self.traced


def always(_):
    return True


def privileged_only(condition):
    return not condition.no_new_privileges


class TraceTest(unittest.TestCase):
    def test_calls_count_from_the_filter_to_execve_in_threads_that_have_it(self):
        trace = """\
1 openat(AT_FDCWD, "/", O_RDONLY) = 3
1 seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=12, filter=0x1}) = 0
2 mkdir("/a", 0755) = 0
1 clone(child_stack=NULL) = 3
3 futex(0x1, FUTEX_WAIT) = 0
1 <... read resumed>"", 1) = 0
1 execve("/bin/program", [], []) = 0
1 exit_group(0) = ?
""".splitlines()
        self.assertEqual({"clone", "futex", "read", "execve"}, containers.filtered_calls(trace))

    def test_a_filter_that_is_only_asked_for_is_none(self):
        self.assertEqual(set(), containers.filtered_calls(["1 seccomp(SECCOMP_SET_MODE_FILTER, 0, NULL) = -1", "1 execve() = 0"]))


class MeasurementTest(unittest.TestCase):
    def setUp(self):
        silence = mock.patch.object(start_table, "say")
        silence.start()
        self.addCleanup(silence.stop)

    def test_only_calls_without_which_a_start_fails_are_needed(self):
        bench = Bench({"execve": always, "setuid": privileged_only, "exit_group": always}, {"execve", "setuid", "getpid"})
        needed = start_measurement.measure(bench)
        self.assertEqual({"execve", "setuid", "exit_group"}, needed.keys())
        self.assertEqual(containers.GROUPS, needed["execve"][0])
        self.assertEqual([group for group in containers.GROUPS if not group[0]], needed["setuid"][0])

    def test_a_call_that_no_trace_shows_is_an_error(self):
        with self.assertRaisesRegex(SystemExit, "does not start a container with execve exit_group"):
            start_measurement.measure(Bench({"execve": always, "unseen": always}, {"execve"}))

    def test_a_table_that_lacks_or_adds_a_syscall_is_refused(self):
        bench = Bench({"execve": always, "exit_group": always}, set())
        rows = [["runc", name, "always", "any", "most"] for name in ("execve", "exit_group")]
        start_measurement.verify(bench, rows)
        with self.assertRaisesRegex(SystemExit, "starts no container with its start set"):
            start_measurement.verify(bench, rows[:1])
        with self.assertRaisesRegex(SystemExit, "starts a container without getpid"):
            start_measurement.verify(bench, [*rows, ["runc", "getpid", "always", "any", "most"]])


class TableTest(unittest.TestCase):
    def test_a_row_names_the_modes_and_defaults_that_need_the_call(self):
        self.assertEqual(["runc", "execve", "always", "any", "most"], start_table.row("runc", "execve", containers.GROUPS, True))
        self.assertEqual(["runc", "setuid", "privileged", "eperm,kill", "few"],
                         start_table.row("runc", "setuid", [(False, "kill"), (False, "eperm")], False))

    def test_the_committed_table_and_samples_are_written_as_they_are(self):
        versions, rows = start_table.read()
        committed = [start_table.TABLES / "runtime-start.tsv", *(start_table.SAMPLES / f"{name}-start.yaml" for name in versions)]
        with tempfile.TemporaryDirectory() as directory, mock.patch.object(start_table, "say"), \
                mock.patch.object(start_table, "TABLES", Path(directory)), mock.patch.object(start_table, "SAMPLES", Path(directory)):
            start_table.write(versions, rows)
            for file in committed:
                self.assertEqual(file.read_text(), (Path(directory) / file.name).read_text())


if __name__ == "__main__":
    unittest.main()
