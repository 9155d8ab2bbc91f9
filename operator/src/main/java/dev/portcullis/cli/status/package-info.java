/** The command {@code status}: the fleet at a glance. */
@NullMarked
package dev.portcullis.cli.status;

import org.jspecify.annotations.NullMarked;
