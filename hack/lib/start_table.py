"""The table of the syscalls that runtimes need to start a container, and the sample profiles made of it."""

import re
from pathlib import Path

from containers import DEFAULTS, REFUSED

ROOT = Path(__file__).resolve().parent.parent.parent
TABLES = ROOT / "operator/src/main/resources/dev/portcullis/seccomp"
SAMPLES = ROOT / "config/samples"
COLUMNS = ["runtime", "version", "arch", "syscall", "for", "when", "default", "starts", "base", "instead"]

ABOUT = """\
# The syscalls that runtimes make between loading a container's filter and the execve of its program.
# Measured with the real runtimes, and written, by hack/runtime-start; not edited by hand.
# for: the start of a container; exec, of a program in a running one; both.
# when: always; privileged, where noNewPrivileges is false, so that the filter is loaded before privileges are dropped; no-new-privileges, where it is true.
# default: any default action; or those that stop the start: eperm and enosys return this errno, kill ends the process.
# starts: how many make the call; most, or few where it depends on the container or on the timing of the runtime's threads.
# base: what the sample base says to it; enosys for the mount API, which a start does without where the kernel lacks it.
# instead: the calls with which a start succeeds where this one is answered with an errno.
"""

SAMPLE = """\
# What {runtime} itself needs to start a container whose profile denies by default, and exit_group for the program to end:
# a base for profiles of your own (baseProfiles: [{runtime}-start]). The program and its libc need more.
# The union of what {runtime} {versions} need: containers start
# under it with each. Measured on {arch}; written by hack/runtime-start, not edited by hand.
# ENOSYS for the rest: a libc or a runtime that is newer than this falls back on an older syscall, as on an older kernel.
apiVersion: portcullis.dev/v1
kind: SeccompProfile
metadata:
  name: {runtime}-start
spec:
  defaultAction: SCMP_ACT_ERRNO
  defaultErrnoRet: 38
  # portcullis: ignore CannotStart: it is for one runtime
  syscalls:
    - names:
{names}
      action: SCMP_ACT_ALLOW
"""
REFUSAL = """\
    # Tried, and done without where the kernel lacks it; with these, containers mount.
    - names:
{names}
      action: SCMP_ACT_ERRNO
      errnoRet: 38
"""


def row(name, makers, defaults, steady, instead):
    """One call's cells, without those of runtime, version and architecture; the makers are the conditions that make it."""
    modes = {one.no_new_privileges for one in makers}
    executed = {one.executed for one in makers}
    ordered = [default for default in DEFAULTS if default in defaults]
    return {
        "syscall": name,
        "for": "both" if len(executed) == 2 else "exec" if True in executed else "start",
        "when": "always" if len(modes) == 2 else "no-new-privileges" if True in modes else "privileged",
        "default": "any" if len(ordered) == len(DEFAULTS) else ",".join(ordered),
        "starts": "most" if steady else "few",
        "instead": ",".join(sorted(instead)) or "-",
    }


def read():
    """How each measured version was made, by its name, version and architecture; and the rows."""
    file = TABLES / "runtime-start.tsv"
    lines = file.read_text().splitlines() if file.exists() else []
    made = {tuple(found[:3]): found[3] for found in re.findall(r"^# (\w+) (\S+) (\w+): (.*)$", "\n".join(lines), re.M)}
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return made, [dict(zip(rows[0], cells)) for cells in rows[1:]]


def write(made, rows):
    lines = ["\t".join(COLUMNS)]
    for row in sorted(rows, key=lambda row: (*order(row), row["syscall"])):
        cells = {**row, "base": "enosys" if row["syscall"] in REFUSED else "allow"}
        lines.append("\t".join(cells[column] for column in COLUMNS))
    told = [f"# {' '.join(key)}: {made[key]}" for key in sorted(made, key=lambda key: (key[0], digits(key[1]), key[2]))]
    (TABLES / "runtime-start.tsv").write_text(ABOUT + "\n".join([*told, *lines]) + "\n", encoding="ascii")
    for runtime in sorted({key[0] for key in made}):
        (SAMPLES / f"{runtime}-start.yaml").write_text(sample(runtime, made, rows), encoding="ascii")


def sample(runtime, made, rows):
    """The base that allows what any measured version of a runtime needs."""
    versions = sorted({key[1] for key in made if key[0] == runtime}, key=digits)
    names = names_of(rows_of(rows, runtime))
    text = SAMPLE.format(
        runtime=runtime,
        versions=f"{', '.join(versions[:-1])} and {versions[-1]}" if len(versions) > 1 else versions[0],
        arch=" and ".join(sorted({key[2] for key in made if key[0] == runtime})),
        names=listed(names - REFUSED),
    )
    return text + (REFUSAL.format(names=listed(names & REFUSED)) if names & REFUSED else "")


def listed(names):
    return "\n".join(f"        - {name}" for name in sorted(names))


def order(row):
    return row["runtime"], digits(row["version"]), row["arch"]


def digits(version):
    """A key that sorts versions."""
    return [int(number) for number in re.findall(r"\d+", version)]


def rows_of(rows, runtime, version=None):
    return [row for row in rows if row["runtime"] == runtime and version in (None, row["version"])]


def names_of(rows):
    return {row["syscall"] for row in rows}


def syscalls():
    """Every syscall of x86_64."""
    table = [line.split("\t") for line in (TABLES / "syscalls.tsv").read_text().splitlines()[2:]]
    return {row[0] for row in table if row[1] != "-"}


def names_in(file):
    """The names in a sample profile."""
    return set(re.findall(r"^ {8}- (\w+)$", Path(file).read_text(), re.M))
