/** Tests of the gate for new nodes. */
@NullMarked
package dev.portcullis.operator.gate;

import org.jspecify.annotations.NullMarked;
