package dev.portcullis.seccomp;

/**
 * Calls of one syscall that are denied.
 *
 * @param block the name of the SyscallBlock that denies them
 * @param conditions on their arguments, in a form that compares what the kernel looks at
 * @param verdict what denies them
 */
record Denied(String block, Conditions conditions, Verdict verdict) {}
