/**
 * Linux capabilities: sets and masks, their change by execve, and those of a container under each runtime.
 *
 * <p>{@link dev.portcullis.capability.RuntimeDefaults} and {@link dev.portcullis.capability.Adjustment} (a container's
 * {@code add} and {@code drop}) give {@link dev.portcullis.capability.ProcessCapabilities}; these, applied, give {@link
 * dev.portcullis.capability.ThreadCapabilities}, and those go through execve.
 */
@NullMarked
package dev.portcullis.capability;

import org.jspecify.annotations.NullMarked;
