/** {@code explain}: what a profile does with a syscall, and why. */
@NullMarked
package dev.portcullis.cli.explain;

import org.jspecify.annotations.NullMarked;
