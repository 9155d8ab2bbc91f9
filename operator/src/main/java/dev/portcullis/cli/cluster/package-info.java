/** Commands that ask a cluster, and how they reach it. */
@NullMarked
package dev.portcullis.cli.cluster;

import org.jspecify.annotations.NullMarked;
