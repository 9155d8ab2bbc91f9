/** The pods that use our files, as their specs name them. */
@NullMarked
package dev.portcullis.usage;

import org.jspecify.annotations.NullMarked;
