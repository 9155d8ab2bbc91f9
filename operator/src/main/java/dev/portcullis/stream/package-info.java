/** Answers of the API server, read as they arrive: whatever their length, one item is in memory at a time. */
@NullMarked
package dev.portcullis.stream;

import org.jspecify.annotations.NullMarked;
