/** The command {@code node}: what one node has, since when, and what failed there. */
@NullMarked
package dev.portcullis.cli.node;

import org.jspecify.annotations.NullMarked;
