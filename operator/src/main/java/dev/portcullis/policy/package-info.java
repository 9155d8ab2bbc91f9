/** The results of a CapabilityPolicy: its capabilities, and the seccomp profile made for exactly these. */
@NullMarked
package dev.portcullis.policy;

import org.jspecify.annotations.NullMarked;
