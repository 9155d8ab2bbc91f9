/** What the operator hands to the agents: the rendered files of one object in a ConfigMap, and a tombstone when they may go. */
@NullMarked
package dev.portcullis.rendition;

import org.jspecify.annotations.NullMarked;
