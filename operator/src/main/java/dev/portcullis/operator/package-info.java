/** The operator: renders objects, hands the renditions to the agents and folds their reports into status. */
@NullMarked
package dev.portcullis.operator;

import org.jspecify.annotations.NullMarked;
