/** What agents are told of their nodes' labels, and which files may go from nodes that left a pool. */
@NullMarked
package dev.portcullis.operator.pools;

import org.jspecify.annotations.NullMarked;
