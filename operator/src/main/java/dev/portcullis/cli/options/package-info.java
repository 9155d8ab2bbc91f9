/** Options that several commands have, and the words that they accept. */
@NullMarked
package dev.portcullis.cli.options;

import org.jspecify.annotations.NullMarked;
