package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.BlockedSyscalls;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.api.SyscallBlock;
import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterRestrictionTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String ALLOWING = "defaultAction: SCMP_ACT_ALLOW";
    private static final String LISTING = """
            defaultAction: SCMP_ACT_ERRNO
            syscalls: [{names: [socket, clone, clone3, read, io_uring_setup], action: SCMP_ACT_ALLOW}]
            """;

    private final Renderer renderer = new Renderer(Path.of("/"));

    @ParameterizedTest
    @ValueSource(strings = {"af-alg", "io-uring", "userns"})
    void whatAProfileDeniesKeepsItsBytes(String sample) throws IOException {
        String spec = "{defaultAction: SCMP_ACT_ERRNO, syscalls: [{names: [read, write], action: SCMP_ACT_ALLOW}]}";
        Rendering.Rendered with = rendered(spec, sample(sample));
        assertThat(with).isEqualTo(rendered(spec, Restriction.NONE));
        assertThat(with.restrictedBy()).isEmpty();
    }

    @Test
    void aRestrictionIsTakenFromEveryDocument() throws IOException {
        Rendering.Rendered rendered = rendered(LISTING, sample("io-uring"));
        assertThat(rendered.document()).contains("\"errnoRet\": 38");
        assertThat(rendered.restrictedBy()).containsExactly("io-uring");
        assertThat(rendered(LISTING, Restriction.NONE).document()).doesNotContain("errnoRet");
    }

    /** s390 has clone's flags in its second argument. */
    @Test
    void cloneHasAnotherOrderOfArgumentsOnS390() throws IOException {
        Rendering.Rendered rendered = rendered(LISTING, sample("userns"));
        assertThat(rendered.document()).contains("\"index\": 0").doesNotContain("\"index\": 1");
        assertThat(rendered.variants()).containsOnlyKeys("s390x");
        assertThat(rendered.variants().get("s390x")).contains("\"index\": 1").doesNotContain("\"index\": 0");
    }

    @Test
    void theSyscallsNumberIsLoadedEverywhere() throws IOException {
        assertThat(rendered(ALLOWING, sample("af-alg")).document()).contains("nfsservctl");
        assertThat(rendered(LISTING, sample("af-alg")).document()).doesNotContain("nfsservctl");
        assertThat(rendered(ALLOWING, sample("io-uring")).document()).doesNotContain("nfsservctl");
    }

    /** Where the default is what denies, no rule can deny, and what is allowed is written without what is denied. */
    @Test
    void noRuleAllowsWhatIsDenied() throws IOException {
        Filter filter = filter(LISTING);
        Filter restricted = FilterRestriction.of(filter, sample("af-alg"), Architecture.X86_64)
                .filter();
        Ruling ruling = Ruling.of(restricted, "socket");
        assertThat(ruling.verdict(38, 1, 0, 0, 0, 0)).isEqualTo(filter.defaultVerdict());
        assertThat(ruling.verdict((7L << 32) + 38, 1, 0, 0, 0, 0)).isEqualTo(filter.defaultVerdict());
        for (long family : new long[] {0, 1, 2, 10, 16, 17, 37, 39, 40, 0xffffffffL, (1L << 32) + 2}) {
            assertThat(ruling.verdict(family, 1, 0, 0, 0, 0).action())
                    .as("%x", family)
                    .isEqualTo(Action.ALLOW);
        }
    }

    @Test
    void theProfilesOwnErrnoStays() throws IOException {
        Restriction restriction = restriction("names: [keyctl]");
        Filter filter = filter("""
                defaultAction: SCMP_ACT_ALLOW
                syscalls: [{names: [keyctl], action: SCMP_ACT_ERRNO, errno: EACCES, args: [{index: 0, value: 5, op: SCMP_CMP_EQ}]}]
                """);
        Ruling ruling = Ruling.of(
                FilterRestriction.of(filter, restriction, Architecture.X86_64).filter(), "keyctl");
        assertThat(ruling.verdict(5, 0, 0, 0, 0, 0).returned()).isEqualTo(13);
        assertThat(ruling.verdict(6, 0, 0, 0, 0, 0).action()).isEqualTo(Action.ERRNO);
    }

    /** Numbers beyond 32 bits lose their upper half there, and a rule that was apart from what is denied meets it. */
    @ParameterizedTest
    @CsvSource({
        "'{index: 2, value: 0x100000000, op: SCMP_CMP_GT}', '{index: 2, value: 5, op: SCMP_CMP_EQ}'",
        "'{index: 2, value: 0x100000005, op: SCMP_CMP_EQ}', '{index: 2, value: 5, op: SCMP_CMP_EQ}'",
        "'{index: 2, value: 5, op: SCMP_CMP_EQ}', '{index: 2, value: 0x100000005, op: SCMP_CMP_EQ}'"
    })
    void whatIsDeniedIsDeniedWhereNumbersHave32Bits(String allowed, String denied) throws IOException {
        String profile = """
                defaultAction: SCMP_ACT_ERRNO
                architectures: [%s]
                syscalls: [{names: [clone], action: SCMP_ACT_ALLOW, args: [%s]}]
                """;
        Restriction restriction = restriction("names: [clone]\nargs: [%s]".formatted(denied));
        Filter both = filter(profile.formatted("SCMP_ARCH_X86_64, SCMP_ARCH_X86", allowed));
        assertThat(narrow(both)).isEqualTo(Action.ALLOW);
        FilterRestriction.Restricted restricted = FilterRestriction.of(both, restriction, Architecture.X86_64);
        assertThat(narrow(restricted.filter())).isEqualTo(Action.ERRNO);
        assertThat(restricted.costs()).isNotEmpty();
        Filter wide = filter(profile.formatted("SCMP_ARCH_X86_64", allowed));
        assertThat(FilterRestriction.of(wide, restriction, Architecture.X86_64).filter())
                .isEqualTo(wide);
    }

    /** So many parts that libseccomp's tree of comparisons has room for a mistake on 32 bits. */
    @ParameterizedTest
    @ValueSource(longs = {0, 9, 255, 256})
    void whatIsDividedIntoManyPartsIsDeniedWhereNumbersHave32Bits(long argument) throws IOException {
        Filter filter = filter("""
                defaultAction: SCMP_ACT_ALLOW
                architectures: [SCMP_ARCH_X86_64, SCMP_ARCH_X86]
                syscalls:
                  - {names: [modify_ldt], action: SCMP_ACT_ERRNO, args: [{index: 2, value: 0, op: SCMP_CMP_NE}]}
                  - {names: [modify_ldt], action: SCMP_ACT_ERRNO, args: [{index: 1, value: 0x100000000, op: SCMP_CMP_NE}]}
                """);
        Restriction restriction = Restriction.of(List.of(
                DenialReading.of("one", blocked("names: [modify_ldt]\nargs: [{index: 2, value: 9, op: SCMP_CMP_EQ}]"))
                        .restriction(),
                DenialReading.of("two", blocked("""
                                names: [modify_ldt]
                                errno: ENOSYS
                                args: [{index: 0, value: 255, op: SCMP_CMP_LE}, {index: 2, value: 255, op: SCMP_CMP_LE}]
                                """)).restriction(),
                DenialReading.of(
                                "three",
                                blocked("names: [modify_ldt]\nargs: [{index: 2, value: 255, op: SCMP_CMP_LE}]"))
                        .restriction()));
        Filter restricted =
                FilterRestriction.of(filter, restriction, Architecture.X86_64).filter();
        assertThat(new FilterModel(restricted, Architecture.X86)
                        .verdict("modify_ldt", new long[] {argument, 0, 0, 0, 0, 0})
                        .action())
                .isEqualTo(Action.ERRNO);
    }

    private static Action narrow(Filter filter) {
        return new FilterModel(filter, Architecture.X86)
                .verdict("clone", new long[] {9, 0, 5, 0, 0, 0})
                .action();
    }

    @Test
    void theFirstOfTwoDecides() throws IOException {
        Restriction both = Restriction.of(List.of(
                DenialReading.of("a", blocked("names: [keyctl]\nerrno: ENOSYS")).restriction(),
                DenialReading.of("b", blocked("names: [keyctl]\nerrno: EACCES")).restriction()));
        FilterRestriction.Restricted restricted = FilterRestriction.of(filter(ALLOWING), both, Architecture.X86_64);
        assertThat(Ruling.of(restricted.filter(), "keyctl")
                        .verdict(0, 0, 0, 0, 0, 0)
                        .returned())
                .isEqualTo(38);
        assertThat(restricted.costs()).containsOnlyKeys("a");
    }

    @Test
    void theTimeGrowsWithTheRules() throws IOException {
        String rules = IntStream.range(0, 10_000)
                .mapToObj(i -> "{names: [socket], action: SCMP_ACT_ALLOW, args: [{index: 1, value: " + i
                        + ", op: SCMP_CMP_EQ}]}")
                .collect(Collectors.joining(", "));
        SeccompProfileSpec spec = spec("{defaultAction: SCMP_ACT_ERRNO, syscalls: [" + rules + "]}");
        Filter filter = filter(spec);
        Restriction restriction = sample("af-alg");
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> FilterRestriction.of(filter, restriction, Architecture.X86_64));
    }

    private static Restriction sample(String name) throws IOException {
        Path file = Repository.ROOT.resolve("config/samples/block-" + name + ".yaml");
        SyscallBlock block = YAML.readValue(file.toFile(), SyscallBlock.class);
        return DenialReading.of(name, block.getSpec().syscalls()).restriction();
    }

    private static Restriction restriction(String yaml) throws JsonProcessingException {
        return DenialReading.of("block", blocked(yaml)).restriction();
    }

    private static List<BlockedSyscalls> blocked(String yaml) throws JsonProcessingException {
        return List.of(YAML.readValue(yaml, BlockedSyscalls.class));
    }

    private static SeccompProfileSpec spec(String yaml) throws JsonProcessingException {
        return YAML.readValue(yaml, SeccompProfileSpec.class);
    }

    private Rendering.Rendered rendered(String spec, Restriction restriction) throws JsonProcessingException {
        Rendering rendering = renderer.restrictedBy(restriction).render("profile", spec(spec), Bases.NONE, Set.of());
        assertThat(rendering).isInstanceOf(Rendering.Rendered.class);
        return (Rendering.Rendered) rendering;
    }

    private Filter filter(String spec) throws JsonProcessingException {
        return filter(spec(spec));
    }

    private Filter filter(SeccompProfileSpec spec) {
        Reading reading = renderer.read("profile", spec, Bases.NONE, Set.of());
        assertThat(reading).isInstanceOf(Reading.Read.class);
        return ((Reading.Read) reading).stack().resolvedFor(new Target(Set.of(), Architecture.X86_64, null));
    }
}
