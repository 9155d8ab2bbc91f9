"""Versions of runc and crun on this machine: installed, built from the Go module, or unpacked from a Debian release."""

import contextlib
import ctypes
import json
import os
import platform
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

from start_table import ROOT

# The newest patch that the Go module proxy has of each minor version of runc, with its digest.
MODULES = {
    "1.1.14": "h1:rgSuzbmgz5DUJjeSnw337TxDbRuqjs6iqQck/2weR6w=",
    "1.2.8": "h1:RnEICeDReapbZ5lZEgHvj7E9Q3Eex9toYmaGBsbvU5Q=",
    "1.3.7": "h1:1lQXoPXNbYmUzD4utKkbcBSai3jqmuvJr218kAvIwGc=",
    "1.4.4": "h1:mvhKTP28W0+S2JQ6RCZXRJzwvaipR4pQl81n5xBnGbA=",
    "1.5.3": "h1:y3GUIW7J0Gxd+tCFfWR6L1YDnhHiNR1BGRx1J50+VnA=",
}
# Debian releases with the runtimes that are taken from each.
RELEASES = {"bookworm": ["crun", "runc"], "trixie": ["crun", "runc"], "forky": ["crun", "runc"]}
NAMES = ["crun", "runc"]
# The directories that a Debian release shares with this machine.
SHARED = ["dev", "proc", "sys"]
# Not chroot: exec enters a container by its mount namespace, whose root must be the container's.
WITH_ROOT = ["unshare", "--mount", "sh", "-c", 'cd "$0" && pivot_root . mnt && exec "$@"']


class Runtime(NamedTuple):
    name: str
    version: str
    # How it was made.
    made: str
    # A command line without arguments.
    command: list
    # The root directory that it sees.
    root: Path

    def __str__(self):
        return f"{self.name} {self.version}"

    @contextlib.contextmanager
    def seeing(self, directory):
        """Makes a directory visible to the runtime, under the same name, in our own mount namespace."""
        target = self.root / directory.relative_to("/")
        if self.root != Path("/"):
            bind(directory, target)
        yield
        if self.root != Path("/"):
            output(["umount", target])
            target.rmdir()


def runtime(command, origin, root=Path("/")):
    """Asks a runtime for its version."""
    told = subprocess.run([*command, "--version"], check=True, capture_output=True, text=True).stdout
    found = re.match(r"(\S+) version (\S+)", told)
    if not found or found[1] not in NAMES:
        raise SystemExit(f"{command[-1]} is neither runc nor crun: {told}")
    go = re.search(r"^go: (\S+)", told, re.M)
    # runc tells its libseccomp, crun does not.
    libseccomp = re.search(r"^libseccomp: (\S+)", told, re.M)
    libseccomp = libseccomp[1] if libseccomp else libseccomp_version(root)
    made = ", ".join([origin, *([go[1]] if go else []), f"libseccomp {libseccomp}"])
    return Runtime(found[1], found[2], made, command, root)


def installed(name):
    """The runtime of a name or path."""
    path = shutil.which(name)
    if not path:
        raise SystemExit(f"no program {name} is here")
    return runtime([path], "installed")


def matrix():
    """Every version that is measured."""
    found = [of_module(version) for version in MODULES]
    for release, names in RELEASES.items():
        root = of_debian(release, names)
        found += [runtime([*WITH_ROOT, str(root), name], f"Debian {release}", root) for name in names]
    return sorted(found, key=lambda one: (one.name, [int(digits) for digits in re.findall(r"\d+", one.version)]))


def of_module(version):
    built = cache() / f"runc-{version}"
    if not built.exists():
        say(f"building runc {version}")
        with tempfile.TemporaryDirectory() as directory:
            source = Path(directory) / "runc"
            told = json.loads(output(["go", "mod", "download", "-json", f"github.com/opencontainers/runc@v{version}"], cwd=directory))
            if told["Sum"] != MODULES[version]:
                raise SystemExit(f"the module of runc {version} is another one than it was: {told['Sum']}")
            shutil.copytree(told["Dir"], source)
            output(["chmod", "-R", "u+w", source])
            # A module lacks the modules inside it; a replacement by one of them gives way to the published one.
            replaced = json.loads(output(["go", "mod", "edit", "-json"], cwd=source)).get("Replace") or []
            for replacement in replaced:
                if replacement["New"]["Path"].startswith("."):
                    output(["go", "mod", "edit", "-dropreplace", replacement["Old"]["Path"]], cwd=source)
            flags = ["-mod=mod", "-trimpath", "-tags=seccomp", f"-ldflags=-X main.version={version}"]
            output(["nice", "go", "build", *flags, "-o", source / "built", "."], cwd=source)
            built.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source / "built", built)
    return runtime([str(built)], "Go module")


def of_debian(release, names):
    """The root directory with a Debian release's runtimes and the libraries that they need."""
    root = cache() / f"debian-{release}"
    if not root.exists():
        say(f"unpacking {' and '.join(names)} of Debian {release}")
        building = root.with_suffix(".building")
        shutil.rmtree(building, ignore_errors=True)
        index = building / "index"
        script = (
            '. hack/lib/debian.sh && debian_release=$1 && debian_index "$2" amd64 && mkdir -p "$2/cache/archives/partial" && shift &&'
            ' APT_CONFIG=$1/apt.conf apt-get -qq -y --no-install-recommends --download-only install "${@:2}"'
        )
        output(["bash", "-c", script, "-", release, index, *names], cwd=ROOT)
        for package in sorted((index / "cache/archives").glob("*.deb")):
            output(["dpkg-deb", "--extract", package, building])
        for link in ["bin", "lib", "lib64", "sbin"]:
            if not (building / link).exists():
                (building / link).symlink_to(f"usr/{link}")
        shutil.rmtree(index)
        (building / "mnt").mkdir()
        building.rename(root)
    bind(root, root)
    for directory in SHARED:
        bind(Path("/") / directory, root / directory)
    return root


def bind(directory, target):
    """Mounts a directory, with what is mounted below it."""
    target.mkdir(parents=True, exist_ok=True)
    output(["mount", "--rbind", directory, target])


def cache():
    own = os.environ.get("PORTCULLIS_CACHE")
    return Path(own or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / ("runtimes" if own else "portcullis/runtimes")


def libseccomp_version(root):
    if root != Path("/"):
        file = next(root.glob("usr/lib/*/libseccomp.so.2")).resolve().name
        return file.removeprefix("libseccomp.so.")
    libseccomp = library("libseccomp.so.2")
    libseccomp.seccomp_version.restype = ctypes.POINTER(ctypes.c_uint * 3)
    return ".".join(map(str, libseccomp.seccomp_version().contents))


def library(name):
    return ctypes.CDLL(name, use_errno=True)


def output(command, **options):
    ended = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, **options)
    if ended.returncode:
        raise SystemExit(f"{' '.join(map(str, command[:4]))} failed: {ended.stderr[-2000:]}")
    return ended.stdout


def architecture():
    """The name that Go and Kubernetes have for this machine's."""
    return {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def say(text):
    print(text, flush=True)
