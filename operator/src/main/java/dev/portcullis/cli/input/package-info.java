/** The profiles and policies of a command line: read, chosen, rendered. */
@NullMarked
package dev.portcullis.cli.input;

import org.jspecify.annotations.NullMarked;
