/**
 * Reports of openreports.io: which workloads run under which profile, which keep to their policies, and which do not.
 */
@NullMarked
package dev.portcullis.operator.reports;

import org.jspecify.annotations.NullMarked;
