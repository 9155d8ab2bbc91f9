/** Generation of the CRD manifests in {@code crds/}. */
@NullMarked
package dev.portcullis.crds;

import org.jspecify.annotations.NullMarked;
