/** What the operator hands to the agents: the rendered files of one object, carried by one ConfigMap. */
@NullMarked
package dev.portcullis.rendition;

import org.jspecify.annotations.NullMarked;
