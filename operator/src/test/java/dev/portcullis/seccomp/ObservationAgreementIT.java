package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.SeccompProfile;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallRule;
import dev.portcullis.kernel.Corpus;
import dev.portcullis.kernel.Oracle;
import dev.portcullis.machine.Repository;
import dev.portcullis.observation.ListenerMetadata;
import dev.portcullis.observation.ObservedDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What observed documents are rendered to, libseccomp takes for what they are to say: random profiles, our samples, and
 * profiles as others write them. The system properties {@code portcullis.libseccomp.profiles} and {@code
 * portcullis.libseccomp.seed} try more, and others; {@code corpus} names other folders of profiles.
 */
class ObservationAgreementIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final int PROFILES = Integer.getInteger("portcullis.libseccomp.profiles", 100);
    private static final long SEED = Long.getLong("portcullis.libseccomp.seed", 1);
    private static final List<String> SAMPLES =
            List.of("audit", "crun-start", "deny-mkdir", "runc-start", "runtime-default");

    private final Renderer renderer = new Renderer(Path.of("/"), RuntimeChoice.of("none"));
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> disagreements = new ArrayList<>();

    @Test
    void libseccompNotifiesWhatRandomProfilesDeny() throws IOException {
        try (Oracle oracle = Oracle.ofObservations()) {
            for (int i = 0; i < PROFILES; i++) {
                BlockedProfiles random = new BlockedProfiles(new Random(SEED * 1_000_003 + i));
                boolean amd64 = i % 2 == 0;
                List<String> covered = amd64
                        ? List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86")
                        : List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM");
                SeccompProfileSpec spec = random.profile(covered, random.syscalls());
                compare(oracle, "profile " + i, withNewest(spec), amd64 ? Architecture.X86_64 : Architecture.ARM64);
            }
        }
        report(PROFILES + " profiles");
        assertThat(outcomes.get("same")).isGreaterThan(PROFILES);
    }

    @Test
    void libseccompNotifiesWhatProfilesOfPeopleDeny() throws IOException {
        try (Oracle oracle = Oracle.ofObservations()) {
            for (String sample : SAMPLES) {
                Path file = Repository.ROOT.resolve("config/samples/" + sample + ".yaml");
                SeccompProfileSpec spec =
                        YAML.readValue(file.toFile(), SeccompProfile.class).getSpec();
                compare(oracle, sample, spec, Architecture.X86_64);
                compare(oracle, sample, spec, Architecture.ARM64);
            }
            for (Path file : Corpus.files()) {
                SeccompProfileSpec spec = JSON.readValue(Files.readString(file), SeccompProfileSpec.class);
                compare(oracle, file.getFileName().toString(), spec, Architecture.X86_64);
            }
        }
        report("profiles of people");
        assertThat(outcomes.get("same")).isGreaterThan(SAMPLES.size());
    }

    /** With the newest syscall that Debian's libseccomp knows, so that runc's ENOSYS for newer ones is no difference. */
    private static SeccompProfileSpec withNewest(SeccompProfileSpec spec) {
        List<SyscallRule> rules = new ArrayList<>(spec.syscalls());
        rules.add(new SyscallRule(
                List.of("set_mempolicy_home_node"), null, "SCMP_ACT_LOG", null, null, null, null, null, null));
        return new SeccompProfileSpec(
                null,
                spec.defaultAction(),
                spec.defaultErrnoRet(),
                null,
                spec.architectures(),
                null,
                null,
                null,
                null,
                rules);
    }

    private void compare(Oracle oracle, String label, SeccompProfileSpec spec, Architecture node) throws IOException {
        for (ListenerMetadata.Response response : ListenerMetadata.Response.values()) {
            Rendering plain = renderer.render("profile", spec, Bases.NONE, Set.of());
            Rendering rendering = new ObservedDocument("web", "uid", 1, response, new TreeMap<>())
                    .of(renderer, "profile", spec, Bases.NONE, Set.of());
            if (!(plain instanceof Rendering.Rendered source)
                    || !(rendering instanceof Rendering.Rendered observed)
                    || !source.document().contains("SCMP_ACT")) {
                outcomes.merge("refused", 1, Integer::sum);
                return;
            }
            String document = on(node, observed);
            String asked = anchored(on(node, source), document);
            Oracle.Answer answer =
                    oracle.observed(asked, document, response.word(), node.kernelName(), untold(observed));
            boolean unusable = answer.verdict().equals("error")
                    && answer.details().stream().anyMatch(detail -> detail.contains("source:"));
            outcomes.merge(unusable ? "no runtime takes the source" : answer.verdict(), 1, Integer::sum);
            if (!unusable && !answer.verdict().equals("same")) {
                disagreements.add(label + " " + node + " " + response + " " + answer + "\n" + asked + "\n" + document);
            }
        }
    }

    private static String on(Architecture node, Rendering.Rendered rendered) {
        return rendered.variants().getOrDefault(node.goName().orElseThrow(), rendered.document());
    }

    /** The same anchor in the source, without which libseccomp makes filters that deny nothing of some profiles. */
    private static String anchored(String source, String observed) throws IOException {
        ObjectNode document = (ObjectNode) JSON.readTree(source);
        JsonNode first = JSON.readTree(observed).at("/syscalls/0");
        if (first.at("/names/0").asText().equals("nfsservctl")
                && first.at("/action").asText().equals("SCMP_ACT_ERRNO")) {
            document.withArray("/syscalls").insert(0, first);
        }
        return JSON.writeValueAsString(document);
    }

    private static Set<String> untold(Rendering.Rendered observed) {
        Set<String> untold = new TreeSet<>();
        observed.warnings().stream()
                .filter(finding -> finding.location().equals("spec.seccompProfile"))
                .forEach(finding -> {
                    untold.addAll(List.of(finding.message().split("\\W+", 0)));
                    if (finding.message().contains(" more is denied")) {
                        MultiplexedCalls.ALL.forEach(
                                calls -> untold.addAll(calls.choices().keySet()));
                    }
                });
        return untold;
    }

    private void report(String what) {
        System.out.println("libseccomp, observations and " + what + ": " + outcomes);
        assertThat(disagreements).isEmpty();
    }
}
