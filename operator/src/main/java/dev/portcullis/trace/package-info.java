/** Traces: the syscalls that logs of strace and of the audit subsystem tell of, and the profile that allows them. */
@NullMarked
package dev.portcullis.trace;

import org.jspecify.annotations.NullMarked;
