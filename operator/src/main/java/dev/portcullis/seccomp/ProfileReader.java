package dev.portcullis.seccomp;

import dev.portcullis.api.ArchitectureMapping;
import dev.portcullis.api.SeccompProfileSpec;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads a spec into the domain, and collects what cannot be read. */
final class ProfileReader {

    private final Findings findings;
    private final VerdictReader verdicts;
    private final RuleReader rules;

    private ProfileReader(Findings findings) {
        this.findings = findings;
        this.verdicts = new VerdictReader(findings);
        this.rules = new RuleReader(findings, verdicts);
    }

    static Profile read(SeccompProfileSpec spec, Findings findings) {
        return new ProfileReader(findings).read(spec);
    }

    private Profile read(SeccompProfileSpec spec) {
        var syscalls = orEmpty(spec.syscalls());
        return new Profile(
                verdicts.read(
                        spec.defaultAction(),
                        spec.defaultErrno(),
                        spec.defaultErrnoRet(),
                        new VerdictReader.Locations("spec.defaultAction", "spec.defaultErrno", "spec.defaultErrnoRet")),
                architectures(orEmpty(spec.architectures()), "spec.architectures"),
                archMap(spec),
                new TreeSet<>(orEmpty(spec.flags())),
                emptyToNull(spec.listenerPath()),
                emptyToNull(spec.listenerMetadata()),
                IntStream.range(0, syscalls.size())
                        .mapToObj(i -> rules.read(syscalls.get(i), "spec.syscalls[" + i + "]"))
                        .toList());
    }

    private Map<Architecture, Set<Architecture>> archMap(SeccompProfileSpec spec) {
        List<ArchitectureMapping> mappings = orEmpty(spec.archMap());
        if (!mappings.isEmpty() && !orEmpty(spec.architectures()).isEmpty()) {
            findings.add(
                    Finding.Code.CONTRADICTION,
                    "spec.archMap",
                    "archMap says for each architecture what architectures says for all; remove one of the two");
        }
        Map<Architecture, Set<Architecture>> archMap = new EnumMap<>(Architecture.class);
        for (int i = 0; i < mappings.size(); i++) {
            String location = "spec.archMap[" + i + "]";
            Set<Architecture> covered =
                    architectures(orEmpty(mappings.get(i).subArchitectures()), location + ".subArchitectures");
            // Docker and containers/common use the first entry for a node's architecture.
            architectures(List.of(mappings.get(i).architecture()), location + ".architecture")
                    .forEach(node -> archMap.putIfAbsent(node, covered));
        }
        return archMap;
    }

    private Set<Architecture> architectures(List<String> names, String location) {
        Set<Architecture> architectures = EnumSet.noneOf(Architecture.class);
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String at = names.size() == 1 && location.endsWith(".architecture") ? location : location + "[" + i + "]";
            Architecture.named(name)
                    .ifPresentOrElse(
                            architectures::add,
                            () -> findings.add(
                                    Finding.Code.UNKNOWN_ARCHITECTURE,
                                    at,
                                    "'" + name + "' is no architecture; use "
                                            + Architecture.meantBy(name).orElse("one of SCMP_ARCH_*")));
        }
        return architectures;
    }

    static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static @Nullable String emptyToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
