/** The enforcement of a CapabilityPolicy by the API server: the demands, a pod's verdict, and the admission policies. */
@NullMarked
package dev.portcullis.admission;

import org.jspecify.annotations.NullMarked;
