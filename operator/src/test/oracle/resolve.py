"""What a seccomp profile in any JSON dialect says for one container: a plain OCI linux.seccomp document.

An independent reading of Docker's dialect (moby/profiles, seccomp/seccomp_linux.go) and of containers-common's
(containers/common, pkg/seccomp/seccomp_linux.go), joined: minKernel is known to the first only, errno and defaultErrno
to the second only. Values may also be decimal or hexadecimal strings, which is ours.
"""

import errno
import re

from filter import MACHINES, Unloadable

# The names in "arches", which are Go's names of architectures.
GO_NAMES = {"x86_64": "amd64", "aarch64": "arm64", "ppc64le": "ppc64le", "s390x": "s390x"}
ALL = "all"
MEMBERS = (
    "defaultAction defaultErrnoRet defaultErrno architectures archMap flags listenerPath listenerMetadata syscalls "
    "baseProfiles architecture subArchitectures name names action errnoRet errno args index value valueTwo op "
    "includes excludes caps arches minKernel"
).split()
SPELLED = {member.lower(): member for member in MEMBERS}


class Container:
    """What conditions ask for: the bounding set, the machine, the kernel; no kernel means newer than any."""

    def __init__(self, machine, caps=(), kernel=None):
        if machine not in MACHINES:
            raise Unloadable(f"machine {machine!r} is not one of {', '.join(MACHINES)}")
        self.machine = machine
        self.caps = caps if caps == ALL else frozenset(caps)
        self.kernel = None if kernel is None else release(kernel)

    def has(self, cap):
        return self.caps == ALL or cap in self.caps

    def at_least(self, minimum):
        return self.kernel is None or self.kernel >= version(minimum)


def resolve(profile, container):
    """The document, or Unloadable where Docker or containers-common refuses the profile."""
    if not isinstance(profile, dict):
        raise Unloadable("the profile is not an object")
    profile = spelled(profile)
    if profile.get("baseProfiles"):
        raise Unloadable("baseProfiles is in no dialect: put the bases together first")
    document = {"defaultAction": profile.get("defaultAction") or ""}
    put(document, "defaultErrnoRet", errno_of(profile.get("defaultErrno"), profile.get("defaultErrnoRet")))
    put(document, "architectures", architectures(profile, container.machine) or None)
    for member in ("flags", "listenerPath", "listenerMetadata"):
        put(document, member, profile.get(member))
    rules = []
    for rule in profile.get("syscalls") or []:
        names = names_of(rule)
        if applies(rule.get("includes") or {}, rule.get("excludes") or {}, container):
            rules.append(plain(rule, names))
    put(document, "syscalls", rules or None)
    return document


def spelled(value):
    """The same with members in their usual spelling: Go's JSON reads them in any case, and takes the last of several."""
    if isinstance(value, list):
        return [spelled(item) for item in value]
    if isinstance(value, dict):
        return {SPELLED.get(member.lower(), member): spelled(item) for member, item in value.items()}
    return value


def architectures(profile, machine):
    """What archMap has for this machine, and nothing (the native one alone) where it has nothing."""
    given, mapped = profile.get("architectures") or [], profile.get("archMap") or []
    if given and mapped:
        raise Unloadable("both architectures and archMap are given")
    for entry in mapped:
        if entry.get("architecture") == MACHINES[machine]:
            return [entry["architecture"], *(entry.get("subArchitectures") or [])]
    return list(given)


def names_of(rule):
    name, names = rule.get("name") or "", rule.get("names") or []
    if name and names:
        raise Unloadable(f"both name and names are given: {name}, {', '.join(names)}")
    return [name] if name else list(names)


def applies(includes, excludes, container):
    """One excluded member that is met drops the rule; every included member must be met, all of its capabilities too."""
    arch = GO_NAMES[container.machine]
    if arch in (excludes.get("arches") or []):
        return False
    if any(container.has(cap) for cap in excludes.get("caps") or []):
        return False
    if excludes.get("minKernel") and container.at_least(excludes["minKernel"]):
        return False
    if includes.get("arches") and arch not in includes["arches"]:
        return False
    if not all(container.has(cap) for cap in includes.get("caps") or []):
        return False
    return not includes.get("minKernel") or container.at_least(includes["minKernel"])


def plain(rule, names):
    made = {"names": names, "action": rule.get("action")}
    put(made, "errnoRet", errno_of(rule.get("errno"), rule.get("errnoRet")))
    put(made, "args", [condition(arg) for arg in rule.get("args") or []] or None)
    return made


def condition(arg):
    values = {"value": unsigned(arg.get("value")), "valueTwo": unsigned(arg.get("valueTwo"))}
    return {"index": arg.get("index") or 0, **values, "op": arg.get("op")}


def errno_of(text, given):
    """By name or as a decimal; it outweighs the number that is given beside it."""
    if not text:
        return given
    if text.isascii() and text.isdigit():
        return int(text)
    number = getattr(errno, text, None)
    if not text.startswith("E") or not isinstance(number, int):
        raise Unloadable(f"errno {text!r} is not known")
    return number


def unsigned(value):
    """An unsigned 64-bit number, also as a decimal or hexadecimal string."""
    number = 0 if value is None else value
    if isinstance(number, str):
        try:
            number = int(number, 16 if number.lower().startswith("0x") else 10)
        except ValueError:
            raise Unloadable(f"value {value!r} is not a number") from None
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 1 << 64:
        raise Unloadable(f"value {value!r} is not an unsigned 64-bit number")
    return number


def version(text):
    """ "4.8" of a profile: exactly two numbers of 8 bits, not both 0."""
    parts = text.split(".") if isinstance(text, str) else []
    if len(parts) == 2 and all(p.isascii() and p.isdigit() and int(p) < 256 for p in parts):
        found = tuple(int(p) for p in parts)
        if found != (0, 0):
            return found
    raise Unloadable(f"minKernel {text!r} is not <kernel>.<major>")


def release(text):
    """The first two numbers of what a kernel calls itself, as "6.1.0-18-amd64"."""
    found = re.match(r"(\d+)\.(\d+)", text)
    if not found:
        raise Unloadable(f"kernel {text!r} is not <kernel>.<major>")
    return int(found[1]), int(found[2])


def put(made, member, value):
    if value is not None:
        made[member] = value
