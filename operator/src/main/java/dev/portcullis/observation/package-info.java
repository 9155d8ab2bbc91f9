/** Observations: what an observer must know to answer calls, and what is made of the calls that it saw. */
@NullMarked
package dev.portcullis.observation;

import org.jspecify.annotations.NullMarked;
