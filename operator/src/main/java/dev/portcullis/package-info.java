/** The executable: one command with a subcommand per role. */
@NullMarked
package dev.portcullis;

import org.jspecify.annotations.NullMarked;
