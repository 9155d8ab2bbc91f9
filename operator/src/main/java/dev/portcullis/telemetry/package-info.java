/** What both long-running processes show of themselves: logs, probes and metrics. */
@NullMarked
package dev.portcullis.telemetry;

import org.jspecify.annotations.NullMarked;
