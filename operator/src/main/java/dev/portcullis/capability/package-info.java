/** Linux capabilities. */
@NullMarked
package dev.portcullis.capability;

import org.jspecify.annotations.NullMarked;
