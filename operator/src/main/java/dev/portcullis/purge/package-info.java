/** The end of an installation: every object goes, and with them every file. */
@NullMarked
package dev.portcullis.purge;

import org.jspecify.annotations.NullMarked;
