/** The common part of both reconcilers: one reconciliation, its ConfigMap and its status. */
@NullMarked
package dev.portcullis.operator.reconciliation;

import org.jspecify.annotations.NullMarked;
