/** The admission policies of a CapabilityPolicy: applied, kept as they should be, and told of in status. */
@NullMarked
package dev.portcullis.operator.enforcement;

import org.jspecify.annotations.NullMarked;
