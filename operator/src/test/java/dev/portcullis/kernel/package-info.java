/** Questions to the kernel about profiles and capabilities: containers that runc starts, and the oracle that compares filters. */
@NullMarked
package dev.portcullis.kernel;

import org.jspecify.annotations.NullMarked;
