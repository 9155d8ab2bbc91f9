package dev.portcullis.cli.explain;

import dev.portcullis.seccomp.Target;

/**
 * What {@code explain} is asked.
 *
 * @param profile the profile's name
 * @param syscall the syscall's name
 * @param target what conditions are resolved for
 * @param arguments what is known of the syscall's arguments
 */
record Question(String profile, String syscall, Target target, Arguments arguments) {}
