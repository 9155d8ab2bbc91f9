package dev.portcullis.capability;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A container runtime's treatment of capabilities: the set that containers start from, and how {@code add} and {@code
 * drop} change it. Runtimes leave out capabilities that the node itself lacks; that is not modelled.
 */
public enum RuntimeDefaults {
    /**
     * containerd 2.4.2: {@code pkg/oci/spec.go}, defaultUnixCaps. It makes all ports unprivileged, except for pods on
     * the host's network: {@code internal/cri/config/config_unix.go}, EnableUnprivilegedPorts.
     */
    CONTAINERD(
            "containerd",
            0,
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FOWNER,
            Capability.FSETID,
            Capability.KILL,
            Capability.SETGID,
            Capability.SETUID,
            Capability.SETPCAP,
            Capability.NET_BIND_SERVICE,
            Capability.NET_RAW,
            Capability.SYS_CHROOT,
            Capability.MKNOD,
            Capability.AUDIT_WRITE,
            Capability.SETFCAP),
    /** CRI-O 1.37.0: {@code internal/config/capabilities/capabilities_linux.go}, Default. */
    CRI_O(
            "cri-o",
            ThreadCapabilities.FIRST_UNPRIVILEGED_PORT,
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FOWNER,
            Capability.FSETID,
            Capability.KILL,
            Capability.SETGID,
            Capability.SETUID,
            Capability.SETPCAP,
            Capability.NET_BIND_SERVICE),
    /** Podman 5 with containers/common 0.65: {@code pkg/config/default.go}, DefaultCapabilities. */
    PODMAN(
            "podman",
            ThreadCapabilities.FIRST_UNPRIVILEGED_PORT,
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FOWNER,
            Capability.FSETID,
            Capability.KILL,
            Capability.SETGID,
            Capability.SETUID,
            Capability.SETPCAP,
            Capability.NET_BIND_SERVICE,
            Capability.SYS_CHROOT,
            Capability.SETFCAP),
    /** No capability to start from; otherwise like containerd and CRI-O. */
    NONE("none", ThreadCapabilities.FIRST_UNPRIVILEGED_PORT);

    private final String plainName;
    private final int unprivilegedPortStart;
    private final long defaults;

    RuntimeDefaults(String plainName, int unprivilegedPortStart, Capability... defaults) {
        this.plainName = plainName;
        this.unprivilegedPortStart = unprivilegedPortStart;
        this.defaults = CapabilitySet.of(defaults).mask();
    }

    /** The runtime of this name: {@code containerd}, {@code cri-o}, {@code podman} or {@code none}. */
    public static Optional<RuntimeDefaults> named(String name) {
        return Arrays.stream(values()).filter(r -> r.plainName.equals(name)).findFirst();
    }

    /** The names of all. */
    public static List<String> names() {
        return Arrays.stream(values()).map(RuntimeDefaults::plainName).toList();
    }

    /** The capabilities that a silent container holds under at least one runtime. */
    public static CapabilitySet underAny() {
        return runtimes().map(RuntimeDefaults::defaults).reduce(CapabilitySet.NONE, CapabilitySet::union);
    }

    /** The capabilities that a silent container holds under every runtime. */
    public static CapabilitySet underEvery() {
        return runtimes().map(RuntimeDefaults::defaults).reduce(CapabilitySet.ALL, CapabilitySet::intersect);
    }

    private static Stream<RuntimeDefaults> runtimes() {
        return Arrays.stream(values()).filter(runtime -> runtime != NONE);
    }

    /** Its name in manifests and on command lines. */
    public String plainName() {
        return plainName;
    }

    /** The first port that everyone may bind in its containers, unless a node or a pod sets another. */
    public int unprivilegedPortStart() {
        return unprivilegedPortStart;
    }

    /** The capabilities of a container that asks for no others. */
    public CapabilitySet defaults() {
        return new CapabilitySet(defaults);
    }

    /**
     * The container's set, which becomes its bounding set.
     *
     * <p>containerd ({@code internal/cri/opts/spec_opts.go}, WithCapabilities) and CRI-O ({@code
     * internal/factory/container/container.go}, SpecSetupCapabilities) begin with all capabilities if {@code add} has
     * {@code ALL}, with none if {@code drop} has it or both have, else with the defaults; then they add the single
     * ones, then drop the single ones. So a capability in both lists is dropped.
     *
     * <p>Podman (containers/common {@code pkg/capabilities/capabilities.go}, MergeCapabilities) drops nothing more
     * after {@code drop: [ALL]}, and refuses contradictions.
     *
     * @throws IllegalArgumentException if Podman would not start such a container
     */
    public CapabilitySet apply(Adjustment adjustment) {
        if (this == PODMAN) {
            refuseContradiction(adjustment);
        }
        CapabilitySet drop = this == PODMAN && adjustment.dropAll() ? CapabilitySet.NONE : adjustment.drop();
        return start(adjustment).union(adjustment.add()).minus(drop);
    }

    /**
     * The sets that the runtime writes into the container's OCI configuration. containerd and CRI-O write the same for
     * every user: no inheritable ones since CVE-2022-24769 and CVE-2022-27652, and no ambient ones, because Kubernetes
     * has none. Podman ({@code pkg/specgen/generate/security_linux.go}, securityConfigureGenerator) gives users other
     * than root exactly the capabilities in {@code add}, also as inheritable and ambient.
     *
     * @param root whether the container's user is root
     * @throws IllegalArgumentException if the runtime would not start such a container
     */
    public ProcessCapabilities process(Adjustment adjustment, boolean root) {
        CapabilitySet set = apply(adjustment);
        if (this != PODMAN || root) {
            return new ProcessCapabilities(set, set, CapabilitySet.NONE, set, CapabilitySet.NONE);
        }
        CapabilitySet added = adjustment.addAll() ? CapabilitySet.ALL : adjustment.add();
        return new ProcessCapabilities(set, added, added, added, added);
    }

    private CapabilitySet start(Adjustment adjustment) {
        if (adjustment.dropAll()) {
            return CapabilitySet.NONE;
        }
        return adjustment.addAll() ? CapabilitySet.ALL : defaults();
    }

    private static void refuseContradiction(Adjustment adjustment) {
        CapabilitySet both = adjustment.add().intersect(adjustment.drop());
        if (adjustment.addAll() && adjustment.dropAll()) {
            throw new IllegalArgumentException("Podman does not both add and drop ALL; take one of them out");
        }
        if (!adjustment.addAll() && !adjustment.dropAll() && !both.isEmpty()) {
            throw new IllegalArgumentException(
                    "Podman does not both add and drop " + both + "; take it out of one of the lists");
        }
    }
}
