package dev.portcullis.seccomp;

import java.util.List;

/** What a cluster holds profiles to, beyond what runtimes accept. */
@FunctionalInterface
public interface Limit {

    /** No limit. */
    Limit NONE = (stack, target) -> List.of();

    /**
     * The reasons against rendering a profile; empty for none.
     *
     * @param stack the profile on its bases
     * @param target the container; without an architecture, on all nodes
     */
    List<Finding> findings(ProfileStack stack, Target target);
}
