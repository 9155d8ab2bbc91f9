/** Tests on a real API server, under the shipped RBAC and admission policies. */
@NullMarked
package dev.portcullis.it;

import org.jspecify.annotations.NullMarked;
