/** Where profiles come from: traces of a program, audit lines, and the profiles of other tools, as texts. */
@NullMarked
package dev.portcullis.source;

import org.jspecify.annotations.NullMarked;
