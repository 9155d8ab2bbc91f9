"""Containers of one program that does nothing but exit, started and stopped by runc or crun under a default-deny profile."""

import itertools
import json
import os
import re
import select
import shutil
import struct
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

# mov edi, 42; mov eax, exit_group; syscall; ud2, for when even that is refused.
PROGRAM = bytes.fromhex("bf2a000000 b8e7000000 0f05 0f0b")
DONE = 42
# again: mov eax, pause; syscall; jmp again. For containers in which another program is started.
WAITING = bytes.fromhex("b822000000 0f05 ebf7")
KILLED = -9
# runc answers ENOSYS to syscalls that are newer than the newest in a profile (libcontainer/seccomp/patchbpf). No call of
# a runtime is newer than this one.
NEWEST = "set_mempolicy_home_node"
# Seconds after which a start counts as hanging: a Go program without futex does.
DEADLINE = 10
# A start mostly waits: for the kernel to make and to take away namespaces.
WORKERS = 2 * os.cpu_count()

DEFAULTS = {
    "eperm": {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 1},
    "enosys": {"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38},
    "kill": {"defaultAction": "SCMP_ACT_KILL_PROCESS"},
}
USERS = {"root": {"uid": 0, "gid": 0}, "other": {"uid": 65532, "gid": 65532, "additionalGids": [3000]}}
# None, and what CRI-O gives.
CAPABILITIES = [
    (),
    ("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_NET_BIND_SERVICE")
    + ("CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID"),
]
# The mount API, with which containers reach the node: newer runc tries it, and does without where the kernel lacks it.
# Containers start with ENOSYS for these, whatever the default action.
REFUSED = {"fsconfig", "fsmount", "fsopen", "fspick", "mount_setattr", "move_mount", "open_tree"}


class Condition(NamedTuple):
    no_new_privileges: bool
    default: str
    user: str
    capabilities: tuple
    readonly: bool
    command: str
    # Started by the runtime's exec in a running container, as kubectl exec and probes do.
    executed: bool = False


CONDITIONS = [
    Condition(*values)
    for values in itertools.product(
        [False, True], DEFAULTS, reversed(USERS), CAPABILITIES, [False, True], ["program", "/bin/program"]
    )
]
CONDITIONS += [
    Condition(*values, CAPABILITIES[1], False, "program", True)
    for values in itertools.product([False, True], DEFAULTS, reversed(USERS))
]
# Under this one a runtime makes all the calls that it ever makes, and fails when it misses any.
STRICTEST = Condition(False, "kill", "other", CAPABILITIES[1], False, "program")


def elf(code):
    """The smallest static x86_64 program: one segment with headers and code."""
    base, start = 0x400000, 64 + 56
    size = start + len(code)
    header = b"\x7fELF\x02\x01\x01" + bytes(9)
    header += struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, base + start, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    return header + struct.pack("<IIQQQQQQ", 1, 5, 0, base, base, size, size, 0x1000) + code


def config(condition, names, rootfs):
    """The OCI configuration, without resource limits: raising those needs CAP_SYS_RESOURCE."""
    allowed = {*names, NEWEST, *(["pause"] if condition.executed else [])} - REFUSED
    rules = [{"names": sorted(allowed), "action": "SCMP_ACT_ALLOW"}]
    if refused := sorted(REFUSED & set(names)):
        rules.append({"names": refused, "action": "SCMP_ACT_ERRNO", "errnoRet": 38})
    profile = {"syscalls": rules, **DEFAULTS[condition.default]}
    return {
        "ociVersion": "1.0.2",
        "process": process(condition, "waiting" if condition.executed else condition.command),
        "root": {"path": str(rootfs), "readonly": condition.readonly},
        "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]},
        ],
        "linux": {
            "namespaces": [{"type": kind} for kind in ["pid", "mount", "ipc", "uts"]],
            "maskedPaths": ["/proc/kcore"],
            "readonlyPaths": ["/proc/sys"],
            "seccomp": profile,
        },
    }


def process(condition, command):
    return {
        "user": USERS[condition.user],
        "args": [command],
        "env": ["PATH=/sbin:/bin"],
        # An image whose command is looked up in PATH mostly has a directory of its own too.
        "cwd": "/" if command.startswith("/") else "/work",
        "capabilities": dict.fromkeys(["bounding", "effective", "permitted"], condition.capabilities),
        "noNewPrivileges": condition.no_new_privileges,
    }


class Bench:
    """Starts containers with one runtime, several at once."""

    def __init__(self, runtime, directory):
        self.runtime = runtime
        self.directory = directory
        self.rootfs = directory / "rootfs"
        for name in ["bin", "dev", "etc", "proc", "work"]:
            (self.rootfs / name).mkdir(parents=True)
        for name, code in {"program": PROGRAM, "waiting": WAITING}.items():
            (self.rootfs / "bin" / name).write_bytes(elf(code))
            (self.rootfs / "bin" / name).chmod(0o755)
        (self.rootfs / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
        (self.rootfs / "etc/group").write_text("root:x:0:\n")
        self.numbers = itertools.count()
        self.pool = ThreadPoolExecutor(WORKERS)

    def run(self, condition, names, trace=None):
        """Starts and stops a container; returns the failure, or None if its program ran to its end."""
        name = f"portcullis-{os.getpid()}-{next(self.numbers)}"
        bundle = self.directory / name
        bundle.mkdir()
        (bundle / "config.json").write_text(json.dumps(self.config(condition, names)))
        # A file of root's: the runtime changes its owner to the container's user, as it does with a pod's pipes.
        with open(bundle / "output", "w+") as output:
            try:
                return self.start(condition, name, bundle, output, trace)
            except subprocess.TimeoutExpired:
                return f"hangs after {DEADLINE} s"
            finally:
                if (self.directory / "state" / name).exists():
                    self.call(output, "delete", "--force", name)
                shutil.rmtree(bundle)

    def config(self, condition, names):
        return config(condition, names, self.rootfs)

    def start(self, condition, name, bundle, output, trace):
        pid_file = bundle / "pid"
        # -D: traced from outside, so that create returns when the runtime does.
        tracer = ["strace", "-D", "-f", "-o", trace] if trace else []
        creator, executor = ([], tracer) if condition.executed else (tracer, [])
        if self.call(output, "create", "--bundle", bundle, "--pid-file", pid_file, name, tracer=creator) != 0:
            return self.told(output)
        pid = int(pid_file.read_text())
        codes = [self.call(output, "start", name)]
        if condition.executed:
            (bundle / "process.json").write_text(json.dumps(process(condition, condition.command)))
            codes.append(self.call(output, "exec", "--process", bundle / "process.json", name, tracer=executor))
            codes.append(self.call(output, "kill", name, "KILL"))
        codes.append(self.wait(pid))
        codes.append(self.call(output, "delete", name))
        wanted = [0, DONE, 0, KILLED, 0] if condition.executed else [0, DONE, 0]
        return None if codes == wanted else f"exit codes {codes} instead of {wanted}, {self.told(output)}"

    def call(self, output, *arguments, tracer=()):
        command = [*tracer, *self.runtime.command, "--root", self.directory / "state", *arguments]
        streams = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
        # Tracing slows a start down many times.
        return subprocess.run(command, **streams, timeout=DEADLINE * (6 if tracer else 1)).returncode

    @staticmethod
    def told(output):
        output.seek(0)
        return " ".join(output.read().split())[-300:] or "failed in silence"

    @staticmethod
    def wait(pid):
        """The exit code of a container's first process, our child since the runtime has ended."""
        descriptor = os.pidfd_open(pid)
        try:
            poll = select.poll()
            poll.register(descriptor, select.POLLIN)
            if not poll.poll(DEADLINE * 1000):
                raise subprocess.TimeoutExpired("the container's program", DEADLINE)
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        finally:
            os.close(descriptor)

    def outcomes(self, conditions, names):
        """The outcome of a run under each condition, in order; no run is left when this returns."""
        return list(self.pool.map(lambda condition: self.run(condition, names), conditions))

    def first(self, conditions, names, wanted):
        """The condition and outcome of the first run that "fails" or "starts", as wanted; None if there is none."""
        for some in batches(conditions, WORKERS):
            for condition, outcome in zip(some, self.outcomes(some, names)):
                if (outcome is None) == (wanted == "starts"):
                    return condition, outcome
        return None

    def calls(self, condition, names):
        """The syscalls of a traced run from the loading of the filter to the program's own."""
        trace = self.directory / f"trace-{next(self.numbers)}"
        outcome = self.run(condition, names, trace)
        if outcome is not None:
            raise SystemExit(f"{self.runtime} does not start a container with every syscall allowed: {outcome}")
        with open(trace, encoding="utf-8", errors="replace") as lines:
            found = filtered_calls(lines)
        if "execve" not in found:
            raise SystemExit(f"no loading of a filter is seen in the trace of {self.runtime}")
        return found


def batches(items, size):
    items = iter(items)
    while batch := list(itertools.islice(items, size)):
        yield batch


LINE = re.compile(r"(\d+) +(<\.\.\. )?(\w+)(?:\(| resumed>)(.*)")
LOADED = re.compile(r"(SECCOMP_SET_MODE_FILTER|PR_SET_SECCOMP, SECCOMP_MODE_FILTER), .*\{len=")


def filtered_calls(lines):
    """The syscalls of every thread that has the filter: the one that loaded it, and those that it made."""
    filtered, found, others = set(), set(), {}
    for line in lines:
        match = LINE.match(line)
        if not match:
            continue
        thread, resumed, name, rest = match.groups()
        if thread in filtered:
            # A call that is resumed was counted when it began, unless the filter was not yet loaded.
            found |= set() if resumed else {name}
            made = re.search(r"= (\d+)$", rest) if name in ("clone", "clone3", "fork", "vfork") else None
            if made:
                filtered.add(made[1])
                found |= others.get(made[1], set())
            if name == "execve" and not resumed:
                return found
        elif not resumed and LOADED.match(rest):
            filtered.add(thread)
            others = {}
        elif filtered and not resumed:
            # A new thread may be seen before the call that makes it returns.
            others.setdefault(thread, set()).add(name)
    return found
