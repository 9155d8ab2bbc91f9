/** Answers of the API server, read as they arrive: of any length, with one item in memory at a time. */
@NullMarked
package dev.portcullis.stream;

import org.jspecify.annotations.NullMarked;
