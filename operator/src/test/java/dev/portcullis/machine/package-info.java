/** This machine in tests: programs that are run on it, its processes, and the clusters that hack/cluster starts. */
@NullMarked
package dev.portcullis.machine;

import org.jspecify.annotations.NullMarked;
