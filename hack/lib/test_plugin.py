"""The archives and the manifest that hack/plugin makes."""
import hashlib
import os
import subprocess
import tarfile
import tempfile
import unittest

HACK = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Plugin(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.program = os.path.join(self.folder.name, "program")
        self.output = os.path.join(self.folder.name, "output")
        os.makedirs(os.path.join(self.program, "bin"))
        os.makedirs(os.path.join(self.program, "runtime"))
        self.write("bin/portcullis", "#!/bin/sh\necho \"$0\" \"$@\"\n", 0o755)
        self.write("runtime/real", "text", 0o644)
        os.symlink("real", os.path.join(self.program, "runtime", "link"))

    def write(self, name, text, mode):
        path = os.path.join(self.program, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)

    def pack(self, platform):
        command = [os.path.join(HACK, "plugin"), "--program", self.program, "--output", self.output]
        subprocess.run(
            [*command, "--platform", platform, "--url", "https://a.example/v1/"], check=True, capture_output=True
        )

    def read(self, name):
        with open(os.path.join(self.output, name), "rb") as file:
            return file.read()

    def archives(self):
        return sorted(name for name in os.listdir(self.output) if name.endswith(".tar.gz"))

    def test_the_archive_has_the_program_under_its_names_and_no_links(self):
        self.pack("linux/amd64")
        (name,) = self.archives()
        self.assertRegex(name, r"^kubectl-portcullis-[\d.]+-linux-amd64\.tar\.gz$")
        with tarfile.open(os.path.join(self.output, name)) as archive:
            members = archive.getmembers()
            self.assertTrue(all(member.isfile() or member.isdir() for member in members))
            names = {member.name for member in members}
        # Debian 12's Python does not know extractall's filter.
        subprocess.run(["tar", "-xzf", os.path.join(self.output, name), "-C", self.folder.name], check=True)
        for program in ["kubectl-portcullis", "kubectl_complete-portcullis", "portcullis"]:
            self.assertIn(f"portcullis/bin/{program}", names)
        self.assertIn("portcullis/LICENSE", names)
        plugin = os.path.join(self.folder.name, "portcullis", "bin", "kubectl-portcullis")
        ran = subprocess.run([plugin, "status"], check=True, capture_output=True, text=True)
        self.assertTrue(ran.stdout.endswith("kubectl-portcullis status\n"))

    def test_it_says_when_the_archive_runs_on_this_machine_only(self):
        command = [os.path.join(HACK, "plugin"), "--program", self.program, "--output", self.output]
        packed = subprocess.run(command, check=True, capture_output=True, text=True)
        self.assertNotIn("on this machine only", packed.stderr)
        os.makedirs(os.path.join(self.program, "runtime", "lib", "glibc"))
        packed = subprocess.run(command, check=True, capture_output=True, text=True)
        self.assertIn("the archive runs on this machine only", packed.stderr)
        self.assertEqual(len(self.archives()), 1)

    def test_the_manifest_lists_every_archive_of_this_version(self):
        self.pack("linux/arm64")
        self.pack("linux/amd64")
        manifest = self.read("portcullis.yaml").decode()
        for name in self.archives():
            self.assertIn(f"uri: https://a.example/v1/{name}\n", manifest)
            self.assertIn(f"sha256: {hashlib.sha256(self.read(name)).hexdigest()}\n", manifest)
        self.assertIn("matchLabels: {os: linux, arch: arm64}", manifest)
        subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=self.output, check=True)

    def test_a_program_that_is_missing_is_told(self):
        ran = subprocess.run(
            [os.path.join(HACK, "plugin"), "--program", "/nothing", "--output", self.output],
            check=False,
            capture_output=True,
            text=True,
        )
        self.assertEqual((ran.returncode, ran.stderr), (1, "plugin: /nothing is missing: make build\n"))


if __name__ == "__main__":
    unittest.main()
