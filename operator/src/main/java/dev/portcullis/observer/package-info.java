/** The observer on a node: answers the calls that a seccomp filter hands it, counts them, and reports one NodeObservation for each observation. */
@NullMarked
package dev.portcullis.observer;

import org.jspecify.annotations.NullMarked;
