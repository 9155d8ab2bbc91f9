/** The end of an installation: deletes every object, and with them every file. */
@NullMarked
package dev.portcullis.purge;

import org.jspecify.annotations.NullMarked;
