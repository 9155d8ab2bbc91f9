"""The table of the syscalls that runtimes need to start a container, and the sample profiles made of it."""

import ctypes
import re
import subprocess
from pathlib import Path

from containers import DEFAULTS

ROOT = Path(__file__).resolve().parent.parent.parent
TABLES = ROOT / "operator/src/main/resources/dev/portcullis/seccomp"
SAMPLES = ROOT / "config/samples"
COLUMNS = ["runtime", "syscall", "when", "default", "starts"]

ABOUT = """\
# Syscalls without which a runtime cannot start a container under a default-deny profile. Written by hack/runtime-start; not edited by hand.
# when: always; privileged, where noNewPrivileges is false, so that the filter is loaded before privileges are dropped; no-new-privileges, where it is true.
# default: any default action; or those that stop the start: eperm and enosys return this errno, kill ends the process.
# starts: how many make the call; most, or few where it depends on the timing of the runtime's threads.
# Measured on x86_64 with:
"""

SAMPLE = """\
# What {runtime} itself needs to start a container whose profile denies by default, and exit_group for the program to end:
# a base for profiles of your own (baseProfiles: [{runtime}-start]). The program and its libc need more.
# Measured on x86_64 with {runtime} {version}; written by hack/runtime-start, not edited by hand.
# Another version of it, or another architecture, may need other syscalls.
apiVersion: portcullis.dev/v1
kind: SeccompProfile
metadata:
  name: {runtime}-start
spec:
  defaultAction: SCMP_ACT_ERRNO
  # portcullis: ignore CannotStart: it is for one runtime
  syscalls:
    - names:
{names}
      action: SCMP_ACT_ALLOW
"""


def row(runtime, name, groups, mostly):
    modes, stopped_by = map(set, zip(*groups))
    defaults = [default for default in DEFAULTS if default in stopped_by]
    return [
        runtime,
        name,
        "always" if len(modes) == 2 else "no-new-privileges" if True in modes else "privileged",
        "any" if len(defaults) == len(DEFAULTS) else ",".join(defaults),
        "most" if mostly else "few",
    ]


def read():
    lines = (TABLES / "runtime-start.tsv").read_text().splitlines() if (TABLES / "runtime-start.tsv").exists() else []
    versions = dict(re.findall(r"^# (\w+) (\S+ with .*)$", "\n".join(lines), re.M))
    return versions, [line.split("\t") for line in lines if not line.startswith("#")][1:]


def write(versions, rows):
    lines = ["\t".join(cells) for cells in [COLUMNS, *sorted(rows)]]
    told = "".join(f"# {runtime} {versions[runtime]}\n" for runtime in sorted(versions))
    (TABLES / "runtime-start.tsv").write_text(ABOUT + told + "\n".join(lines) + "\n", encoding="ascii")
    for runtime in versions:
        names = "\n".join(f"        - {name}" for name in names_of(runtime, rows))
        sample = SAMPLE.format(runtime=runtime, version=versions[runtime], names=names)
        (SAMPLES / f"{runtime}-start.yaml").write_text(sample, encoding="ascii")
        say(f"config/samples/{runtime}-start.yaml: {len(names_of(runtime, rows))} names")


def names_of(runtime, rows):
    return sorted(cells[1] for cells in rows if cells[0] == runtime)


def version(runtime):
    told = subprocess.run([runtime, "--version"], check=True, capture_output=True, text=True).stdout
    # runc tells its libseccomp, crun does not.
    libseccomp = re.search(r"libseccomp: (\S+)", told)
    return f"{told.split()[2]} with libseccomp {libseccomp[1] if libseccomp else libseccomp_version()}"


def libseccomp_version():
    libseccomp = library("libseccomp.so.2")
    libseccomp.seccomp_version.restype = ctypes.POINTER(ctypes.c_uint * 3)
    return ".".join(map(str, libseccomp.seccomp_version().contents))


def library(name):
    return ctypes.CDLL(name, use_errno=True)


def say(text):
    print(text, flush=True)
