/** The command {@code doctor}: what is wrong with an installation, and what to do about it. */
@NullMarked
package dev.portcullis.cli.doctor;

import org.jspecify.annotations.NullMarked;
