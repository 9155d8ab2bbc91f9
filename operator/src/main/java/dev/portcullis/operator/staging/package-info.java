/** How a change goes out by stages: which nodes have it after which step, and when the next step is due. */
@NullMarked
package dev.portcullis.operator.staging;

import org.jspecify.annotations.NullMarked;
