/** Checks what the API server would refuse of profiles and policies: the CRD's schema, metadata, the rules of policies. */
@NullMarked
package dev.portcullis.manifest.check;

import org.jspecify.annotations.NullMarked;
