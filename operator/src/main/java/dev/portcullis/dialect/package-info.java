/** Profiles in the dialects of runtimes and other tools, read as SeccompProfiles, and SeccompProfiles written as YAML. */
@NullMarked
package dev.portcullis.dialect;

import org.jspecify.annotations.NullMarked;
