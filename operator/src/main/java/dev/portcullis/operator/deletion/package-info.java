/** Deletion: the pods that hold an object and its files, and the tombstone that replaces its ConfigMap. */
@NullMarked
package dev.portcullis.operator.deletion;

import org.jspecify.annotations.NullMarked;
