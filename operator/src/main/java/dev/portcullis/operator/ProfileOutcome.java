package dev.portcullis.operator;

import org.jspecify.annotations.Nullable;

/**
 * What became of a profile's spec, without its documents.
 *
 * @param outcome as of every kind
 * @param syscalls how many distinct syscalls its rules name; null when the spec was refused
 */
record ProfileOutcome(Outcome outcome, @Nullable Integer syscalls) {}
