package dev.portcullis.source;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.capability.Capability;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Filter;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.ProfileStack;
import dev.portcullis.seccomp.Reading;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rule;
import dev.portcullis.seccomp.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The profiles that an import is built on: those that were named, and those that these are built on themselves. */
public final class BaseProfiles {

    /** Which directory a cluster allows is not known here, and does not matter for what is allowed. */
    private static final Renderer RENDERER = new Renderer(Path.of("/"));

    private static final String IMPORT = "the import";

    private final Map<String, Document> known;

    /** @param documents all profiles at hand, by name */
    public BaseProfiles(Map<String, Document> documents) {
        known = new LinkedHashMap<>(documents);
    }

    /**
     * The syscalls that a profile on these bases allows without a rule of its own, whatever their arguments are, on
     * every node and with any capabilities.
     *
     * @param bases names, in order
     * @param defaultAction the profile's
     * @throws SourceException if one of them, or one that it is built on, is not at hand or cannot be rendered
     */
    public Set<String> allowedBy(List<String> bases, String defaultAction) throws SourceException {
        SeccompProfileSpec empty =
                new SeccompProfileSpec(bases, defaultAction, null, null, null, null, null, null, null, null);
        Bases documents = name -> Optional.ofNullable(known.get(name)).map(Document::spec);
        return switch (RENDERER.read(IMPORT, empty, documents, Set.of())) {
            case Reading.Refused refused ->
                throw refusal(bases, refused.findings().getFirst());
            case Reading.Read read -> allowedEverywhere(read.stack());
        };
    }

    private static Set<String> allowedEverywhere(ProfileStack stack) {
        List<Target> targets = new ArrayList<>();
        for (Set<Capability> capabilities : List.of(Set.<Capability>of(), Set.of(Capability.values()))) {
            Target anywhere = new Target(capabilities, null, null);
            targets.add(anywhere);
            stack.namedArchitectures().forEach(architecture -> targets.add(anywhere.on(architecture)));
        }
        Set<String> allowed = new HashSet<>(allowedBy(stack.resolvedFor(targets.getFirst())));
        targets.forEach(target -> allowed.retainAll(allowedBy(stack.resolvedFor(target))));
        return allowed;
    }

    private static Set<String> allowedBy(Filter filter) {
        Set<String> allowed = new HashSet<>();
        Set<String> restricted = new HashSet<>();
        for (Rule rule : filter.rules()) {
            if (rule.verdict().action() != Action.ALLOW) {
                restricted.addAll(rule.names());
            } else if (rule.conditions().always()) {
                allowed.addAll(rule.names());
            }
        }
        allowed.removeAll(restricted);
        return allowed;
    }

    /** The finding is about the empty profile; what can be mended is the file of the base that it names. */
    private SourceException refusal(List<String> bases, Finding finding) {
        for (int i = 0; i < bases.size(); i++) {
            Document document = known.get(bases.get(i));
            if (document != null && finding.location().equals("spec.baseProfiles[" + i + "]")) {
                String hint = finding.code() == Finding.Code.BASE_MISSING
                        ? "; if it exists, put it into the same file, or name its file with another --base"
                        : "";
                return new SourceException(document.location(), finding.message() + hint);
            }
        }
        return new SourceException(Location.of(finding.location()), finding.message());
    }
}
