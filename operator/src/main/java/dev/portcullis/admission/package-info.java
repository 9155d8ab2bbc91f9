/** What the API server holds pods to on behalf of a CapabilityPolicy: the demands, a pod's verdict, and the admission policies. */
@NullMarked
package dev.portcullis.admission;

import org.jspecify.annotations.NullMarked;
