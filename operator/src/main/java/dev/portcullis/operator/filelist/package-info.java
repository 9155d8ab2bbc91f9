/** The list of files in which an opt-in admission policy looks up names. */
@NullMarked
package dev.portcullis.operator.filelist;

import org.jspecify.annotations.NullMarked;
