/** The real API server that tests share, operator and agents on it as processes, and the objects that they look at. */
@NullMarked
package dev.portcullis.cluster;

import org.jspecify.annotations.NullMarked;
