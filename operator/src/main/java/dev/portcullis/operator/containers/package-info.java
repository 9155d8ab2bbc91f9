/** What runs in the cluster: listed in rounds, once for everybody who asks. */
@NullMarked
package dev.portcullis.operator.containers;

import org.jspecify.annotations.NullMarked;
