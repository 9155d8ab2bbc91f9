/** The list of files that an opt-in admission policy looks names up in. */
@NullMarked
package dev.portcullis.operator.filelist;

import org.jspecify.annotations.NullMarked;
