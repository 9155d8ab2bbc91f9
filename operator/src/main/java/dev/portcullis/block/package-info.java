/** SyscallBlocks: what each denies, for how long, and in which documents. */
@NullMarked
package dev.portcullis.block;

import org.jspecify.annotations.NullMarked;
