package dev.portcullis.seccomp;

import java.util.List;

/** The result of reading a spec and its bases: profiles that runtimes accept, or the reasons why they would not. */
public sealed interface Reading {

    /**
     * Profiles that were read and checked.
     *
     * @param stack the profile on its bases
     */
    record Read(ProfileStack stack) implements Reading {}

    /**
     * Profiles that cannot be used.
     *
     * @param findings at least one
     */
    record Refused(List<Finding> findings) implements Reading {}
}
