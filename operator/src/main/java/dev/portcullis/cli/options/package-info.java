/** Options that several commands have. */
@NullMarked
package dev.portcullis.cli.options;

import org.jspecify.annotations.NullMarked;
