/** Measurements that {@code make bench} runs; their numbers stand in the guides. */
@NullMarked
package dev.portcullis.bench;

import org.jspecify.annotations.NullMarked;
