/** What two filters mean beside each other: where one allows more, and the one that allows what either or both do. */
@NullMarked
package dev.portcullis.comparison;

import org.jspecify.annotations.NullMarked;
