"""What a machine lacks: packages are asked for at once, an old Go fetches a new one, builds say how far they are."""
import importlib.machinery
import importlib.util
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TABLE = "# Page\n\n| system | command | as | the cluster's programs | took |\n|---|---|---|---|---|\n"

# Answers as Go 1.19 does: it does not see that the module is too new, and knows where it unpacked another one.
OLD_GO = """#!/bin/sh
case "$*" in
  version) echo go version go1.19.8 linux/amd64 ;;
  "env GOVERSION") echo go1.19.8 ;;
  "env GOOS") echo linux ;;
  "env GOARCH") echo amd64 ;;
  "mod download -json golang.org/toolchain@v0.0.1-go1.26.0.linux-amd64") printf '{\\n\\t"Dir": "%s",\\n}\\n' "$MODULE" ;;
  *) exit 2 ;;
esac
"""


def bash(script, *arguments, **environment):
    """The exit status and what a script prints, both streams."""
    command = ["bash", "-c", 'set -euo pipefail; say() { echo "cluster: $*"; }; fail() { say "$*"; exit 1; }\n' + script, "-", *map(str, arguments)]
    ended = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, env=os.environ | environment)
    return ended.returncode, ended.stdout + ended.stderr


class PackagesTest(unittest.TestCase):
    def test_a_user_is_told_one_command_for_all_that_is_missing(self):
        status, told = bash('id() { echo 1000; }; apt-get() { :; }; . hack/lib/packages.sh; need_packages sh no-such-a one=no-such-b two=no-such-b')
        self.assertEqual(1, status)
        self.assertIn("An administrator must run this once: apt-get install --yes --no-install-recommends no-such-a no-such-b\n", told)


class GoTest(unittest.TestCase):
    def setUp(self):
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        self.work = Path(work.name)

    def test_an_old_go_fetches_the_wanted_one_as_a_module(self):
        module = self.work / "module"
        for file in ("bin/go", "pkg/tool/linux_amd64/compile", "src/_go.mod"):
            (module / file).parent.mkdir(parents=True)
            (module / file).write_text("echo new\n")
        program = self.work / "programs/go"
        program.parent.mkdir()
        program.write_text(OLD_GO)
        program.chmod(0o755)
        asking = self.work / "asking"
        asking.mkdir()
        (asking / "go.mod").write_text("module m\n\ngo 1.26.0\n")
        environment = {"PATH": f"{program.parent}:{os.environ['PATH']}", "MODULE": str(module), "GOTOOLCHAIN": "auto"}
        script = 'cache=$1; . hack/lib/go.sh; need_go "$2" etcd; echo "$go"'
        for expected in ("cluster: fetching Go 1.26.0: go1.19.8 is too old\n", ""):
            self.assertEqual((0, f"{expected}{self.work}/go1.26.0/bin/go\n"), bash(script, self.work, asking, **environment))
        fetched = self.work / "go1.26.0"
        self.assertTrue(os.access(fetched / "bin/go", os.X_OK) and os.access(fetched / "pkg/tool/linux_amd64/compile", os.X_OK))
        self.assertEqual(["go.mod"], [file.name for file in (fetched / "src").iterdir()])

    def test_an_old_go_that_may_not_says_what_is_needed(self):
        program = self.work / "go"
        program.write_text(OLD_GO)
        program.chmod(0o755)
        (self.work / "go.mod").write_text("module m\n\ngo 1.26.0\n")
        path = f"{self.work}:{os.environ['PATH']}"
        told = bash('cache=$1; . hack/lib/go.sh; need_go "$1" etcd', self.work, PATH=path, GOTOOLCHAIN="local")
        self.assertEqual((1, "cluster: building etcd needs Go 1.26.0 or newer, and this is go1.19.8\n"), told)

    def test_a_build_tells_how_far_it_is(self):
        script = """. hack/lib/go.sh; every=0; printf '%s\\n' 'go: downloading x v1' a/b c/d | progress etcd 3 "$1" """
        status, told = bash(script, self.work)
        self.assertEqual(0, status)
        self.assertRegex(told, r"^cluster: etcd: 0 of 3 packages\ncluster: etcd: 1 of 3 packages, about \d s left\ncluster: etcd: linking\n")
        self.assertEqual("go: downloading x v1\na/b\nc/d\n", (self.work / "build.log").read_text())

    def test_what_is_left_follows_from_what_is_done(self):
        self.assertEqual((0, ", about 60 s left\n, about 10 min left\n"), bash(". hack/lib/go.sh; left 60 5 100; left 60 50 100; left 600 50 100"))


class RecordTest(unittest.TestCase):
    def test_a_row_takes_the_place_of_the_one_for_the_same(self):
        loader = importlib.machinery.SourceFileLoader("fresh_machine", str(ROOT / "hack/fresh-machine"))
        program = importlib.util.module_from_spec(importlib.util.spec_from_loader("fresh_machine", loader))
        loader.exec_module(program)
        with tempfile.TemporaryDirectory() as directory:
            program.PAGE = Path(directory) / "page.md"
            program.PAGE.write_text(TABLE + "\nThe end.\n")
            for row in ("| Debian 13 | `make demo` | root | built | 9:00 |", "| Debian 12 | `make demo` | root | built | 1:00 |", "| Debian 12 | `make demo` | root | built | 2:00 |"):
                program.record(row)
            self.assertEqual(TABLE + "| Debian 12 | `make demo` | root | built | 2:00 |\n| Debian 13 | `make demo` | root | built | 9:00 |\n\nThe end.\n", program.PAGE.read_text())


if __name__ == "__main__":
    unittest.main()
