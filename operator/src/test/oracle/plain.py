"""Whether a document is plain OCI: what runc, crun and containerd all read in full and in the same way."""

from filter import Unloadable

DOCUMENT = {
    "defaultAction": str,
    "defaultErrnoRet": int,
    "architectures": list,
    "flags": list,
    "listenerPath": str,
    "listenerMetadata": str,
    "syscalls": list,
}
RULE = {"names": list, "action": str, "errnoRet": int, "args": list}
CONDITION = {"index": int, "value": int, "valueTwo": int, "op": str}
# Go reads errnoRet into an unsigned int and index into an unsigned int; values are unsigned 64-bit.
GREATEST = {"value": (1 << 64) - 1, "valueTwo": (1 << 64) - 1, "index": 5}
NUMBERED = ("SCMP_ACT_ERRNO", "SCMP_ACT_TRACE")


def check(document):
    """Raises Unloadable, naming the member, for anything that is not in the OCI runtime specification."""
    members(document, DOCUMENT, {"defaultAction"}, "the document")
    errno(document, "defaultAction", "defaultErrnoRet", "the document")
    strings(document.get("architectures", []), "architectures")
    strings(document.get("flags", []), "flags")
    for i, rule in enumerate(document.get("syscalls", [])):
        where = f"syscalls[{i}]"
        members(rule, RULE, {"names", "action"}, where)
        errno(rule, "action", "errnoRet", where)
        strings(rule["names"], f"{where}.names")
        if not rule["names"]:
            raise Unloadable(f"{where}.names is empty")
        for j, condition in enumerate(rule.get("args", [])):
            members(condition, CONDITION, {"index", "value", "op"}, f"{where}.args[{j}]")


def members(value, types, required, where):
    if not isinstance(value, dict):
        raise Unloadable(f"{where} is not an object")
    for member, found in value.items():
        if member not in types:
            raise Unloadable(f"{where} has {member!r}, which is not in the OCI specification: runtimes drop it in silence")
        if not isinstance(found, types[member]) or isinstance(found, bool):
            raise Unloadable(f"{where}.{member} is {found!r}, not of type {types[member].__name__}")
        if isinstance(found, int) and not 0 <= found <= GREATEST.get(member, (1 << 32) - 1):
            raise Unloadable(f"{where}.{member} is {found}, which is out of range")
    for member in sorted(required - value.keys()):
        raise Unloadable(f"{where} lacks {member}")


def errno(value, action, number, where):
    # crun ends with "errno value specified for action" where runc ignores the number.
    if number in value and value[action] not in NUMBERED:
        raise Unloadable(f"{where} has {number} with {value[action]}, which crun refuses")


def strings(found, where):
    if not all(isinstance(s, str) for s in found):
        raise Unloadable(f"{where} has something that is not a string")
