/** The contract between operator and agents: one object's files in a ConfigMap, and a tombstone when they may go. */
@NullMarked
package dev.portcullis.rendition;

import org.jspecify.annotations.NullMarked;
