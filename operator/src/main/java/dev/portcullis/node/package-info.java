/** What every process on a node needs: the facts it tells of the node, when to try again, how it ends. */
@NullMarked
package dev.portcullis.node;

import org.jspecify.annotations.NullMarked;
