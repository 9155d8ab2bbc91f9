/** {@code observe}: what observers saw of containers, the profile that allows it, and denials as they happen. */
@NullMarked
package dev.portcullis.cli.observe;

import org.jspecify.annotations.NullMarked;
