package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.BlockedSyscalls;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.kernel.Corpus;
import dev.portcullis.kernel.Oracle;
import dev.portcullis.machine.Repository;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What blocks are rendered to, libseccomp takes for what they say: random profiles and blocks, and the sample blocks in
 * profiles as others write them. The system properties {@code portcullis.libseccomp.profiles} and {@code
 * portcullis.libseccomp.seed} try more, and others; {@code corpus} names other folders of profiles.
 */
class BlockAgreementIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final int PAIRS = Integer.getInteger("portcullis.libseccomp.profiles", 200);
    private static final long SEED = Long.getLong("portcullis.libseccomp.seed", 1);
    private static final List<String> SAMPLES = List.of("af-alg", "io-uring", "userns");

    private final Renderer renderer = new Renderer(Path.of("/"));
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final List<String> disagreements = new ArrayList<>();

    /** The nodes, with what their filters cover. */
    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    enum Node {
        AMD64(Architecture.X86_64, List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86")),
        ARM64(Architecture.ARM64, List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM")),
        PPC64LE(Architecture.PPC64LE, List.of("SCMP_ARCH_PPC64LE"));

        private final Architecture own;
        private final List<String> covered;

        Node(Architecture own, List<String> covered) {
            this.own = own;
            this.covered = covered;
        }
    }

    @Test
    void libseccompDeniesWhatRandomBlocksSayAndNothingElse() throws IOException {
        try (Oracle oracle = Oracle.ofBlocks()) {
            for (int i = 0; i < PAIRS; i++) {
                Node node = Node.values()[i % Node.values().length];
                BlockedProfiles random = new BlockedProfiles(new Random(SEED * 1_000_003 + i));
                List<String> syscalls = random.syscalls();
                SeccompProfileSpec spec = random.profile(node.covered, syscalls);
                compare(oracle, "pair " + i, null, spec, List.of(random.block(syscalls)), node);
            }
        }
        report(PAIRS + " pairs");
        assertThat(outcomes.get("same")).isGreaterThan(PAIRS / 2);
    }

    /** Divided any further, these rules are compared with halves of arguments that libseccomp has not loaded ({@link BpfRun}). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                """
                AMD64 \
                | {defaultAction: SCMP_ACT_TRAP, syscalls: [{names: [mmap], action: SCMP_ACT_ALLOW, \
                  args: [{index: 0, value: 2, op: SCMP_CMP_NE}, {index: 1, value: 2, op: SCMP_CMP_GT}]}]} \
                | [{names: [mmap], args: [{index: 0, value: 0, op: SCMP_CMP_EQ}]}, \
                  {names: [mmap], args: [{index: 1, value: 5, op: SCMP_CMP_EQ}]}]""",
                """
                PPC64LE \
                | {defaultAction: SCMP_ACT_ALLOW, syscalls: [{names: [clone3], action: SCMP_ACT_TRACE, \
                  args: [{index: 0, value: 4294967296, op: SCMP_CMP_GE}, {index: 1, value: 4294967296, op: SCMP_CMP_LT}]}]} \
                | [{names: [clone3], args: [{index: 0, value: 4294967295, op: SCMP_CMP_LT}]}]""",
                """
                AMD64 \
                | {defaultAction: SCMP_ACT_TRAP, syscalls: [ \
                  {names: [ipc, shmget], action: SCMP_ACT_ERRNO, args: [{index: 0, value: 9, op: SCMP_CMP_NE}]}, \
                  {names: [ipc], action: SCMP_ACT_LOG, args: [{index: 1, value: 255, op: SCMP_CMP_NE}]}]} \
                | [{names: [shmget], args: [{index: 2, value: 268435456, valueTwo: 268435456, op: SCMP_CMP_MASKED_EQ}]}]""",
            })
    void libseccompDeniesWhatBlocksSayWhereItsCodeComparesWhatItHasNotLoaded(Node node, String profile, String block)
            throws IOException {
        ObjectNode source = (ObjectNode) YAML.readTree(profile);
        source.set("architectures", JSON.valueToTree(node.covered));
        try (Oracle oracle = Oracle.ofBlocks()) {
            compare(
                    oracle,
                    "the pair",
                    null,
                    YAML.treeToValue(source, SeccompProfileSpec.class),
                    List.of(List.of(YAML.readValue(block, BlockedSyscalls[].class))),
                    node);
        }
        report("a pair");
        assertThat(outcomes).containsOnlyKeys("same");
    }

    @Test
    void libseccompDeniesWhatTheSamplesSayInProfilesOfOthers() throws IOException {
        List<Path> files = Corpus.files();
        try (Oracle oracle = Oracle.ofBlocks()) {
            for (Path file : files) {
                String source = Files.readString(file);
                SeccompProfileSpec spec = JSON.readValue(source, SeccompProfileSpec.class);
                for (String sample : SAMPLES) {
                    for (Node node : List.of(Node.AMD64, Node.ARM64)) {
                        compare(
                                oracle,
                                file.getFileName() + " " + sample,
                                source,
                                spec,
                                List.of(syscalls(sample)),
                                node);
                    }
                }
            }
        }
        report(files.size() + " profiles of others");
        assertThat(outcomes.get("same")).isPositive();
    }

    private static List<BlockedSyscalls> syscalls(String sample) throws IOException {
        Path file = Repository.ROOT.resolve("config/samples/block-" + sample + ".yaml");
        return YAML.readValue(file.toFile(), SyscallBlock.class).getSpec().syscalls();
    }

    private void compare(
            Oracle oracle,
            String label,
            @Nullable String written,
            SeccompProfileSpec spec,
            List<List<BlockedSyscalls>> blocks,
            Node node)
            throws IOException {
        ArrayNode all = JSON.createArrayNode();
        List<Restriction> restrictions = new ArrayList<>();
        for (List<BlockedSyscalls> one : blocks) {
            one.forEach(item -> all.add(JSON.<JsonNode>valueToTree(item)));
            restrictions.add(DenialReading.of("block", one).restriction());
        }
        Target target = new Target(Set.of(), node.own, null);
        Rendering rendering =
                renderer.restrictedBy(Restriction.of(restrictions)).render("profile", spec, Bases.NONE, target);
        if (!(rendering instanceof Rendering.Rendered rendered)) {
            outcomes.merge("refused", 1, Integer::sum);
            return;
        }
        String source = written == null ? withoutBlocks(spec, target, rendered) : written;
        Oracle.Answer answer = oracle.blocked(source, all, rendered.document(), node.own.kernelName(), whole(rendered));
        boolean sourceUnusable = answer.verdict().equals("error")
                && answer.details().stream().anyMatch(detail -> detail.contains("source:"));
        outcomes.merge(sourceUnusable ? "no runtime takes the source" : answer.verdict(), 1, Integer::sum);
        if (!sourceUnusable && !answer.verdict().equals("same")) {
            disagreements.add(
                    label + " " + node + " " + answer + "\n" + source + "\n" + all + "\n" + rendered.document());
        }
    }

    /**
     * The rendering without blocks; with the same anchor, without which libseccomp makes filters that deny nothing of
     * some profiles.
     */
    private String withoutBlocks(SeccompProfileSpec spec, Target target, Rendering.Rendered blocked)
            throws IOException {
        Rendering rendering = renderer.render("profile", spec, Bases.NONE, target);
        ObjectNode document = (ObjectNode) JSON.readTree(((Rendering.Rendered) rendering).document());
        JSON.readTree(blocked.document()).path("syscalls").forEach(rule -> {
            if (rule.at("/names/0").asText().equals("nfsservctl")) {
                document.withArray("/syscalls").insert(0, rule);
            }
        });
        return JSON.writeValueAsString(document);
    }

    private static Set<String> whole(Rendering.Rendered rendered) {
        Set<String> whole = new TreeSet<>();
        rendered.restrictions().values().stream()
                .flatMap(Set::stream)
                .filter(cost -> cost.contains(" is denied with any"))
                .forEach(cost -> {
                    String before = cost.substring(0, cost.indexOf(" is denied with any"));
                    whole.add(before.substring(before.lastIndexOf(' ') + 1));
                });
        return whole;
    }

    private void report(String what) {
        System.out.println("libseccomp, blocks and " + what + ": " + outcomes);
        assertThat(disagreements).isEmpty();
    }
}
