package dev.portcullis.seccomp;

import dev.portcullis.api.KernelVersion;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Capability;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Renders a spec as the documents for the nodes. The same meaning gives the same bytes. */
public final class Renderer {

    /** A ConfigMap holds at most 1 MiB (core/v1, MaxSecretSize); this leaves room for its metadata. */
    public static final int MAX_DOCUMENT_BYTES = 900 * 1024;

    /** The oldest kernel with which observers work: it tells them that the last process under a filter has ended. */
    private static final KernelVersion NOTIFYING = new KernelVersion(5, 9);

    private final Checks checks;
    private final RuntimeChoice runtimes;
    private final Restriction restriction;
    private final Limit limit;
    private final @Nullable Observing observing;

    /**
     * A renderer for one cluster.
     *
     * @param listenerDirectory the only directory in which profiles may name a {@code listenerPath}
     */
    public Renderer(Path listenerDirectory) {
        this(listenerDirectory, RuntimeChoice.all());
    }

    /**
     * A renderer for a cluster whose nodes have certain runtimes.
     *
     * @param runtimes those under which profiles are to work; warnings tell where they do not
     */
    public Renderer(Path listenerDirectory, RuntimeChoice runtimes) {
        this(new Checks(listenerDirectory), runtimes, Restriction.NONE, Limit.NONE, null);
    }

    private Renderer(
            Checks checks,
            RuntimeChoice runtimes,
            Restriction restriction,
            Limit limit,
            @Nullable Observing observing) {
        this.checks = checks;
        this.runtimes = runtimes;
        this.restriction = restriction;
        this.limit = limit;
        this.observing = observing;
    }

    /** A renderer that renders the same with this restriction, in place of its own if it has one. */
    public Renderer restrictedBy(Restriction other) {
        return new Renderer(checks, runtimes, other, limit, observing);
    }

    /**
     * A renderer that also refuses profiles beyond this limit, in place of its own if it has one. The limit is about the
     * profile without the restriction, which may end any day.
     */
    public Renderer within(Limit other) {
        return new Renderer(checks, runtimes, restriction, other, observing);
    }

    /**
     * A renderer that renders the documents under which profiles are observed. Their warnings are about the observation
     * alone; a restriction denies in them what it always does.
     */
    public Renderer observing(Observing how) {
        return new Renderer(checks, runtimes, restriction, limit, how);
    }

    /**
     * Renders for all nodes, or returns every reason against it.
     *
     * @param name the profile's name, for messages
     * @param spec the profile
     * @param bases the source of its bases
     * @param capabilities the bounding set of the containers
     */
    public Rendering render(String name, SeccompProfileSpec spec, Bases bases, Set<Capability> capabilities) {
        return render(name, spec, bases, capabilities, stack -> Map.of());
    }

    /** Renders with a {@code comment} in the documents that says how each condition on capabilities was decided. */
    public Rendering renderExplained(
            String name, SeccompProfileSpec spec, Bases bases, Set<Capability> capabilities, String title) {
        return render(name, spec, bases, capabilities, stack -> {
            Map<String, String> comment = new LinkedHashMap<>(Map.of("rendered", title));
            comment.putAll(CapabilityConditions.told(stack, capabilities));
            return comment;
        });
    }

    private Rendering render(
            String name,
            SeccompProfileSpec spec,
            Bases bases,
            Set<Capability> capabilities,
            Function<ProfileStack, Map<String, String>> comment) {
        Target anywhere = new Target(capabilities, null, null);
        return switch (read(name, spec, bases, capabilities)) {
            case Reading.Refused refused -> new Rendering.Refused(refused.findings());
            case Reading.Read read ->
                limited(
                        render(
                                spec,
                                read.stack(),
                                restricted(targets(read.stack(), anywhere)),
                                null,
                                comment.apply(read.stack())),
                        read.stack(),
                        anywhere);
        };
    }

    private Rendering limited(Rendering rendering, ProfileStack stack, Target target) {
        if (rendering instanceof Rendering.Refused) {
            return rendering;
        }
        List<Finding> beyond = limit.findings(stack, target);
        return beyond.isEmpty() ? rendering : new Rendering.Refused(beyond);
    }

    /** Renders exactly one document, for this target. */
    public Rendering render(String name, SeccompProfileSpec spec, Bases bases, Target target) {
        return switch (read(name, spec, bases, target)) {
            case Reading.Refused refused -> new Rendering.Refused(refused.findings());
            case Reading.Read read ->
                limited(render(spec, read.stack(), List.of(target), target.kernel(), Map.of()), read.stack(), target);
        };
    }

    /** Reads a profile and everything that it builds on, and checks that runtimes will accept it. */
    public Reading read(String name, SeccompProfileSpec spec, Bases bases, Set<Capability> capabilities) {
        return read(name, spec, bases, new Target(capabilities, null, null));
    }

    private Reading read(String name, SeccompProfileSpec spec, Bases bases, Target target) {
        Target anywhere = new Target(target.capabilities(), null, null);
        Findings findings = new Findings();
        List<Profile> profiles = new ArrayList<>();
        for (Layers.Layer layer : Layers.of(name, spec, bases, findings)) {
            Findings own = layer.findings();
            Profile profile = layer.profile();
            ProfileStack alone = new ProfileStack(List.of(profile));
            List<Target> targets = new ArrayList<>(targets(alone, anywhere));
            Optional.ofNullable(target.architecture()).map(anywhere::on).ifPresent(targets::add);
            checks.check(profile, targets, own);
            if (!layer.isBase()) {
                findings.addAll(own);
            } else if (!own.isEmpty()) {
                findings.add(
                        Finding.Code.BASE_REFUSED,
                        layer.location(),
                        layer.name() + " cannot be rendered itself: "
                                + own.all().getFirst());
            }
            profiles.add(profile);
        }
        return findings.isEmpty() ? new Reading.Read(new ProfileStack(profiles)) : new Reading.Refused(findings.all());
    }

    /** The targets: a node of an architecture that the profiles do not name, and one of each that they name. */
    private static List<Target> targets(ProfileStack stack, Target anywhere) {
        List<Target> targets = new ArrayList<>(List.of(anywhere));
        stack.namedArchitectures().stream()
                .filter(Architecture::isOfNodes)
                .forEach(architecture -> targets.add(anywhere.on(architecture)));
        return targets;
    }

    /** These, and those for which the restriction is another one. */
    private List<Target> restricted(List<Target> targets) {
        List<Target> all = new ArrayList<>(targets);
        restriction.namedArchitectures().stream()
                .map(targets.getFirst()::on)
                .filter(target -> !targets.contains(target))
                .forEach(all::add);
        return all;
    }

    /** Renders one target after the other: there can be ten, and each filter can be large. */
    private Rendering render(
            SeccompProfileSpec spec,
            ProfileStack stack,
            List<Target> targets,
            @Nullable KernelVersion kernel,
            Map<String, String> comment) {
        Findings findings = new Findings();
        Documents documents = new Documents(comment);
        Warnings warnings = new Warnings(spec, stack, runtimes);
        Set<String> syscalls = new HashSet<>();
        SortedMap<String, SortedSet<String>> restrictions = new TreeMap<>();
        ObservationWarnings untold = new ObservationWarnings();
        for (Target target : targets) {
            ProfileStack.Resolved one = new ProfileStack.Resolved(target, stack.resolvedFor(target));
            Checks.checkRendered(stack.top(), one, findings);
            if (observing != null) {
                Checks.checkObserved(one.filter(), findings);
            }
            if (findings.isEmpty() && !documents.areTooLarge()) {
                FilterRestriction.Restricted restricted =
                        FilterRestriction.of(observed(one, untold), restriction, target.architecture());
                restricted.costs().forEach((block, its) -> restrictions
                        .computeIfAbsent(block, b -> new TreeSet<>())
                        .addAll(its));
                documents.add(new ProfileStack.Resolved(target, restricted.filter()));
                if (observing == null) {
                    warnings.look(one, restricted.filter());
                }
                restricted.filter().rules().forEach(rule -> syscalls.addAll(rule.names()));
            }
        }
        if (!findings.isEmpty()) {
            return new Rendering.Refused(findings.all());
        }
        if (documents.areTooLarge()) {
            return new Rendering.Refused(List.of(new Finding(
                    Finding.Code.DOCUMENT_TOO_LARGE,
                    "spec",
                    (targets.size() == 1
                                    ? "the rendered document has over "
                                    : "the rendered documents together have over ")
                            + MAX_DOCUMENT_BYTES + " bytes; split the profile or use fewer conditions"
                            + (restrictions.isEmpty()
                                    ? ""
                                    : ", or exempt it from the SyscallBlocks that make it so large: "
                                            + String.join(", ", restrictions.keySet())))));
        }
        return new Rendering.Rendered(
                documents.document(),
                documents.variants(),
                kernel == null ? oldestKernel(stack, targets) : null,
                syscalls.size(),
                observing == null ? warnings.all() : untold.all(),
                restrictions);
    }

    private Filter observed(ProfileStack.Resolved one, ObservationWarnings untold) {
        if (observing == null) {
            return one.filter();
        }
        ObservedFilter.Observed observed =
                ObservedFilter.of(one.filter(), one.target().architecture(), observing);
        untold.look(one.filter(), observed, observing);
        return observed.filter();
    }

    private @Nullable KernelVersion oldestKernel(ProfileStack stack, List<Target> targets) {
        Stream<KernelVersion> named = stack.newestKernelNamed(targets).stream();
        return (observing == null ? named : Stream.concat(named, Stream.of(NOTIFYING)))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Writes the documents of a profile while they fit together into a ConfigMap. */
    private static final class Documents {

        private final Map<String, String> comment;
        private final SortedMap<String, String> variants = new TreeMap<>();
        private String document = "";
        private int bytes;

        /** @param comment stands in each */
        Documents(Map<String, String> comment) {
            this.comment = comment;
        }

        /** Writes one more: the first is for all nodes, each other for those of an architecture. */
        void add(ProfileStack.Resolved one) {
            String text = Document.of(one.filter(), comment, Renderer.MAX_DOCUMENT_BYTES)
                    .orElse("");
            if (text.isEmpty()) {
                bytes = Integer.MAX_VALUE;
            } else if (document.isEmpty()) {
                document = text;
                bytes = bytes(text);
            } else if (!text.equals(document)) {
                variants.put(one.target().goArchitecture(), text);
                bytes += bytes(text);
            }
        }

        private static int bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8).length;
        }

        /** Returns whether they do not fit, so that no more are needed. */
        boolean areTooLarge() {
            return bytes > Renderer.MAX_DOCUMENT_BYTES;
        }

        String document() {
            return document;
        }

        SortedMap<String, String> variants() {
            return variants;
        }
    }
}
