/** What observers on all nodes have seen for each ProfileObservation, and how long it goes on. */
@NullMarked
package dev.portcullis.operator.observing;

import org.jspecify.annotations.NullMarked;
