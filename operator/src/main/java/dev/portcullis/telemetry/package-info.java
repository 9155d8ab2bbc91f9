/** Logs, probes and metrics of both long-running processes. */
@NullMarked
package dev.portcullis.telemetry;

import org.jspecify.annotations.NullMarked;
