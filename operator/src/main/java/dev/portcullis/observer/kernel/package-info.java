/** What the observer asks of Linux and Java has no classes for, through Java's foreign-function API. */
@NullMarked
package dev.portcullis.observer.kernel;

import org.jspecify.annotations.NullMarked;
