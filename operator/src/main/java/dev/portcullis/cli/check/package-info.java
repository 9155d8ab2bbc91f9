/** {@code validate} and {@code check}: faults in profiles and policies, and in workloads under them. */
@NullMarked
package dev.portcullis.cli.check;

import org.jspecify.annotations.NullMarked;
