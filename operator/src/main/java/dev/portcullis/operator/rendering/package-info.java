/** Which specs are rendered when, what became of each, and which profiles are built on which. */
@NullMarked
package dev.portcullis.operator.rendering;

import org.jspecify.annotations.NullMarked;
