package dev.portcullis.operator;

import dev.portcullis.operator.reconciliation.Delivery;

/**
 * What was made of an object's spec, and how it stands.
 *
 * @param made the small form of it
 * @param delivery of what is being carried to the nodes
 */
record Handed<T>(T made, Delivery delivery) {}
