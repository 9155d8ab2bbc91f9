/** The pages of the documentation that are made from code: {@code docs/reference}. */
@NullMarked
package dev.portcullis.reference;

import org.jspecify.annotations.NullMarked;
