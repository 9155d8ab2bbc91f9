/** Rendering: the order of specs, their results, and the graph of profiles and bases. */
@NullMarked
package dev.portcullis.operator.rendering;

import org.jspecify.annotations.NullMarked;
