package dev.portcullis.dialect;

import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.manifest.Diagnostic;
import dev.portcullis.manifest.Position;
import dev.portcullis.manifest.Problem;
import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Finding;
import dev.portcullis.seccomp.Reading;
import dev.portcullis.seccomp.Renderer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The profiles that another profile is built on.
 *
 * @param known all profiles at hand, by name: the bases and what these are built on
 */
public record BaseProfiles(Map<String, DialectProfile> known) {

    /** The directory of listeners that a cluster allows has no effect on what is allowed. */
    private static final Renderer RENDERER = new Renderer(Path.of("/"));

    private static final String IMPORT = "the import";

    /**
     * A profile on top of its bases: syscalls that it allows and that they allow already, whatever the arguments, on
     * every node and with any capabilities, are left out. Empty if diagnostics say that a base is not at hand or cannot
     * be rendered.
     *
     * @param bases names, in order
     */
    public Optional<SeccompProfileSpec> remainder(
            SeccompProfileSpec spec, List<String> bases, List<Diagnostic> diagnostics) {
        SeccompProfileSpec empty =
                new SeccompProfileSpec(bases, spec.defaultAction(), null, null, null, null, null, null, null, null);
        Bases documents = name -> Optional.ofNullable(known.get(name)).map(DialectProfile::spec);
        return switch (RENDERER.read(IMPORT, empty, documents, Set.of())) {
            case Reading.Refused refused -> {
                diagnostics.add(refusal(bases, refused.findings().getFirst()));
                yield Optional.empty();
            }
            case Reading.Read read -> {
                Set<String> allowed = read.stack().allowedEverywhere();
                yield Optional.of(without(spec, bases, allowed::contains));
            }
        };
    }

    /** The finding is about the empty profile; the user can correct the file of the base that it names. */
    private Diagnostic refusal(List<String> bases, Finding finding) {
        for (int i = 0; i < bases.size(); i++) {
            DialectProfile base = known.get(bases.get(i));
            if (base != null && finding.location().equals("spec.baseProfiles[" + i + "]")) {
                boolean missing = finding.code() == Finding.Code.BASE_MISSING;
                String hint = missing
                        ? "; if it exists, put it into the same file, or name its file with another --base"
                        : "";
                return base.error(missing ? Problem.MISSING_BASE : Problem.INVALID_VALUE, finding.message() + hint);
            }
        }
        return Diagnostic.error(Problem.INVALID_VALUE, IMPORT, Position.FILE, finding.location(), finding.message());
    }

    private static SeccompProfileSpec without(
            SeccompProfileSpec spec, List<String> bases, Predicate<String> allowedByBases) {
        List<SyscallRule> rules = new ArrayList<>();
        for (SyscallRule rule : orEmpty(spec.syscalls())) {
            if (isPlainAllow(rule)) {
                remaining(rule, allowedByBases).ifPresent(rules::add);
            } else {
                rules.add(rule);
            }
        }
        return new SeccompProfileSpec(
                Stream.concat(bases.stream(), orEmpty(spec.baseProfiles()).stream())
                        .distinct()
                        .toList(),
                spec.defaultAction(),
                spec.defaultErrnoRet(),
                spec.defaultErrno(),
                spec.architectures(),
                spec.archMap(),
                spec.flags(),
                spec.listenerPath(),
                spec.listenerMetadata(),
                rules.isEmpty() ? null : rules);
    }

    private static Optional<SyscallRule> remaining(SyscallRule rule, Predicate<String> allowedByBases) {
        List<String> names = Stream.concat(orEmpty(rule.names()).stream(), Stream.ofNullable(rule.name()))
                .filter(name -> !allowedByBases.test(name))
                .toList();
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(new SyscallRule(
                        names,
                        null,
                        rule.action(),
                        rule.errnoRet(),
                        rule.errno(),
                        rule.args(),
                        rule.comment(),
                        rule.includes(),
                        rule.excludes()));
    }

    private static boolean isPlainAllow(SyscallRule rule) {
        return Objects.equals(rule.action(), Action.ALLOW.ociName())
                && orEmpty(rule.args()).isEmpty()
                && rule.includes() == null
                && rule.excludes() == null;
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
