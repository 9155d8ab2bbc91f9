/** The admission policies of a CapabilityPolicy: applied, repaired, and reported in status. */
@NullMarked
package dev.portcullis.operator.enforcement;

import org.jspecify.annotations.NullMarked;
