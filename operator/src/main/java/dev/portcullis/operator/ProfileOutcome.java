package dev.portcullis.operator;

import dev.portcullis.operator.rendering.RenderResult;
import org.jspecify.annotations.Nullable;

/**
 * What became of a profile's spec, without its documents.
 *
 * @param outcome as of every kind
 * @param syscalls how many distinct syscalls its rules name; null when the spec was refused
 */
record ProfileOutcome(RenderResult outcome, @Nullable Integer syscalls) {}
