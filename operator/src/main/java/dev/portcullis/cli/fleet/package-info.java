/** What a cluster has of ours, as it says itself: objects, nodes' reports and agents, read item by item. */
@NullMarked
package dev.portcullis.cli.fleet;

import org.jspecify.annotations.NullMarked;
