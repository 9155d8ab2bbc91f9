/** Filters compared by effect: where one allows more, and the filter that allows what either or both allow. */
@NullMarked
package dev.portcullis.comparison;

import org.jspecify.annotations.NullMarked;
