/** What one change costs as nodes and profiles grow: hundreds of agents in one process, measured and predicted. */
@NullMarked
package dev.portcullis.bench.scale;

import org.jspecify.annotations.NullMarked;
