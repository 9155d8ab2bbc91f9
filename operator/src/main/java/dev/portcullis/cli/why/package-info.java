/** The command {@code why}: what of ours keeps a pod from starting, and what to write. */
@NullMarked
package dev.portcullis.cli.why;

import org.jspecify.annotations.NullMarked;
