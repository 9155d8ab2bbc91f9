/** The command {@code rollout}: changes that go out by stages, watched, approved and aborted. */
@NullMarked
package dev.portcullis.cli.rollout;

import org.jspecify.annotations.NullMarked;
