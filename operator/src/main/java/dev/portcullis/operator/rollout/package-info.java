/** The progress of each rendition: what agents and their pods report, folded. */
@NullMarked
package dev.portcullis.operator.rollout;

import org.jspecify.annotations.NullMarked;
