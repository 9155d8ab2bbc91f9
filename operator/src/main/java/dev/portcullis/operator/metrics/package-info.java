/** What the operator measures: the cluster's objects and nodes, rollouts, and its own work. */
@NullMarked
package dev.portcullis.operator.metrics;

import org.jspecify.annotations.NullMarked;
