/** The gate for new nodes: what keeps pods from a node whose agent has not yet written its files, and when it opens. */
@NullMarked
package dev.portcullis.operator.gate;

import org.jspecify.annotations.NullMarked;
