/** The subcommands for a person at a terminal and for CI: no cluster needed. */
@NullMarked
package dev.portcullis.cli;

import org.jspecify.annotations.NullMarked;
