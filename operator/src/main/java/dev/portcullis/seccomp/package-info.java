/** The pure domain of seccomp: actions, architectures, rules, checks and the rendered OCI document. */
@NullMarked
package dev.portcullis.seccomp;

import org.jspecify.annotations.NullMarked;
