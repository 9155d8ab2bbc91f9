/** The custom resources of group {@code portcullis.dev}, as users and agents see them. */
@NullMarked
package dev.portcullis.api;

import org.jspecify.annotations.NullMarked;
