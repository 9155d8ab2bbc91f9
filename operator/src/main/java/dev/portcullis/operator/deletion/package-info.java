/** When a deleted object and its files may go: which pods hold it, and the tombstone in place of its ConfigMap. */
@NullMarked
package dev.portcullis.operator.deletion;

import org.jspecify.annotations.NullMarked;
