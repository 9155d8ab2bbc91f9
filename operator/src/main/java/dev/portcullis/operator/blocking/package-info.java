/** SyscallBlocks: which are in force, which documents hold them, and which containers run without. */
@NullMarked
package dev.portcullis.operator.blocking;

import org.jspecify.annotations.NullMarked;
