/** {@code diff} and {@code merge}: profiles beside each other. */
@NullMarked
package dev.portcullis.cli.compare;

import org.jspecify.annotations.NullMarked;
