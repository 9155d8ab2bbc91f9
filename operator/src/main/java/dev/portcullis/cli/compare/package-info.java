/** {@code diff} and {@code merge}: the effects of profiles compared and combined. */
@NullMarked
package dev.portcullis.cli.compare;

import org.jspecify.annotations.NullMarked;
