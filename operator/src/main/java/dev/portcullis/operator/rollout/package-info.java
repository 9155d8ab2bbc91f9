/** The progress of each rendition, folded from the reports of agents and the state of their pods. */
@NullMarked
package dev.portcullis.operator.rollout;

import org.jspecify.annotations.NullMarked;
