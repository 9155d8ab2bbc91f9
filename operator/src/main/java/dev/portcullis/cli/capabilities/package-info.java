/** {@code capabilities}: masks and names, and what a policy's containers hold. */
@NullMarked
package dev.portcullis.cli.capabilities;

import org.jspecify.annotations.NullMarked;
