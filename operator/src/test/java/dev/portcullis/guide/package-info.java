/** Pages of the documentation, carried out: their commands run in order, and what they print is compared with what is shown. */
@NullMarked
package dev.portcullis.guide;

import org.jspecify.annotations.NullMarked;
