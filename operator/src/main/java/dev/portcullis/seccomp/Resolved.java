package dev.portcullis.seccomp;

/**
 * A profile on its bases, resolved.
 *
 * @param target what for
 * @param filter what came of it
 */
record Resolved(Target target, Filter filter) {}
