/** Ways with words that every room shares: how long a text is, how many names a sentence lists, which names are valid, and which was meant. */
@NullMarked
package dev.portcullis.wording;

import org.jspecify.annotations.NullMarked;
