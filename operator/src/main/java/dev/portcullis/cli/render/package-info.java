/** {@code render}: the files that profiles and policies become on nodes. */
@NullMarked
package dev.portcullis.cli.render;

import org.jspecify.annotations.NullMarked;
