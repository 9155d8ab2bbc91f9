/** {@code import}: profiles made from traces and from other tools' profiles. */
@NullMarked
package dev.portcullis.cli.imports;

import org.jspecify.annotations.NullMarked;
