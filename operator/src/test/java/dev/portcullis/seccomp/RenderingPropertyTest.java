package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.capability.Capability;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of the rendering of any spec. More tries by hand: {@code -Djqwik.tries.default=100000}. */
class RenderingPropertyTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Set<Capability>> CAPABILITIES =
            List.of(Set.of(), Set.of(Capability.SYS_ADMIN), EnumSet.allOf(Capability.class));

    private final Renderer renderer = new Renderer(Path.of("/run/portcullis-listeners"));

    @Provide
    Arbitrary<Specs.Stacked> stacked() {
        return Specs.stacked();
    }

    @Provide
    Arbitrary<SeccompProfileSpec> alone() {
        return Specs.alone();
    }

    @Property
    void everyRefusalSaysWhere(@ForAll("stacked") Specs.Stacked profile) {
        for (Set<Capability> capabilities : CAPABILITIES) {
            Rendering rendering = renderer.render("profile", profile.spec(), profile.bases(), capabilities);
            Collection<Finding> findings =
                    switch (rendering) {
                        case Rendering.Refused refused -> refused.findings();
                        case Rendering.Rendered rendered -> rendered.warnings();
                    };
            assertThat(findings).allSatisfy(finding -> {
                assertThat(finding.location()).startsWith("spec");
                assertThat(finding.message()).isNotBlank();
            });
        }
    }

    @Property
    void aDocumentRendersToItself(@ForAll("stacked") Specs.Stacked profile) throws JsonProcessingException {
        for (Set<Capability> capabilities : CAPABILITIES) {
            if (renderer.render("profile", profile.spec(), profile.bases(), capabilities)
                    instanceof Rendering.Rendered rendered) {
                List<String> documents = new ArrayList<>(rendered.variants().values());
                documents.add(rendered.document());
                for (String document : documents) {
                    SeccompProfileSpec again = JSON.readValue(document, SeccompProfileSpec.class);
                    assertThat(document(again)).isEqualTo(document);
                }
            }
        }
    }

    @Property
    void theOrderOfNamesAndTheirRepetitionMeanNothing(@ForAll("alone") SeccompProfileSpec spec) {
        SeccompProfileSpec other = withRules(spec, rules -> rules.stream()
                .map(rule -> withNames(rule, names(rule).reversed(), names(rule)))
                .toList());
        assertThat(document(other)).isEqualTo(document(spec));
    }

    @Property
    void theOrderOfRulesForDifferentSyscallsMeansNothing(@ForAll("alone") SeccompProfileSpec spec) {
        SeccompProfileSpec split = withRules(spec, rules -> rules.stream()
                .flatMap(rule -> names(rule).stream().map(name -> withNames(rule, List.of(name), List.of())))
                .toList());
        SeccompProfileSpec sorted = withRules(split, rules -> sorted(rules, Comparator.naturalOrder()));
        SeccompProfileSpec reversed = withRules(split, rules -> sorted(rules, Comparator.reverseOrder()));
        assertThat(document(sorted)).isEqualTo(document(split));
        assertThat(document(reversed)).isEqualTo(document(split));
    }

    @Property
    void aRuleSaidTwiceIsSaidOnce(@ForAll("alone") SeccompProfileSpec spec) {
        SeccompProfileSpec twice = withRules(spec, rules -> Collections.nCopies(2, rules).stream()
                .flatMap(List::stream)
                .toList());
        assertThat(document(twice)).isEqualTo(document(spec));
    }

    /** The document, or how many things stand against it. */
    private String document(SeccompProfileSpec spec) {
        return switch (renderer.render("profile", spec, Bases.NONE, Target.UNPRIVILEGED)) {
            case Rendering.Rendered rendered -> rendered.document();
            case Rendering.Refused refused -> "refused";
        };
    }

    private static List<SyscallRule> sorted(List<SyscallRule> rules, Comparator<String> order) {
        return rules.stream()
                .sorted(Comparator.comparing(rule -> names(rule).getFirst(), order))
                .toList();
    }

    private static List<String> names(SyscallRule rule) {
        if (rule.name() != null && !rule.name().isEmpty()) {
            return List.of(rule.name());
        }
        return rule.names() == null ? List.of() : rule.names();
    }

    private static SyscallRule withNames(SyscallRule rule, List<String> names, List<String> more) {
        return new SyscallRule(
                Stream.concat(names.stream(), more.stream()).toList(),
                null,
                rule.action(),
                rule.errnoRet(),
                rule.errno(),
                rule.args(),
                rule.comment(),
                rule.includes(),
                rule.excludes());
    }

    private static SeccompProfileSpec withRules(SeccompProfileSpec spec, UnaryOperator<List<SyscallRule>> change) {
        return new SeccompProfileSpec(
                spec.baseProfiles(),
                spec.defaultAction(),
                spec.defaultErrnoRet(),
                spec.defaultErrno(),
                spec.architectures(),
                spec.archMap(),
                spec.flags(),
                spec.listenerPath(),
                spec.listenerMetadata(),
                change.apply(spec.syscalls() == null ? Collections.emptyList() : spec.syscalls()));
    }
}
