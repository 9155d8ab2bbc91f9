/** What every process on a node needs: which node it is, when to try again, how it ends. */
@NullMarked
package dev.portcullis.node;

import org.jspecify.annotations.NullMarked;
