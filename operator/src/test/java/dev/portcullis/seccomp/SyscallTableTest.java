package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SyscallTableTest {

    private static final Path SAMPLES = Path.of("../config/samples");
    private final SyscallTable table = SyscallTable.linux();

    @ParameterizedTest
    @CsvSource({
        "X86_64, read, 0",
        "X86_64, openat, 257",
        "X86_64, mseal, 462",
        "X86, read, 3",
        "X86, socket, 359",
        "X86, clock_gettime64, 403",
        "X32, read, 0x40000000",
        "X32, execve, 0x40000208",
        "ARM64, openat, 56",
        "ARM64, newfstatat, 79",
        "ARM, openat, 322",
        "ARM, breakpoint, 0xf0001",
        "ARM, cacheflush, 0xf0002",
        "ARM, usr26, 0xf0003",
        "ARM, usr32, 0xf0004",
        "ARM, set_tls, 0xf0005",
        "PPC64LE, openat, 286",
        "PPC64LE, switch_endian, 363",
        "S390X, openat, 288",
        "S390X, s390_pci_mmio_read, 353",
        "RISCV64, riscv_flush_icache, 259",
        "LOONG64, openat, 56",
        "MIPS64LE, openat, 5247"
    })
    void numbersAreThoseOfTheHeaders(Architecture architecture, String name, String number) {
        assertThat(table.number(architecture, name)).hasValue(Integer.decode(number));
        assertThat(table.name(architecture, Integer.decode(number))).contains(name);
    }

    @ParameterizedTest
    @CsvSource({
        "cachestat, 451",
        "fchmodat2, 452",
        "map_shadow_stack, 453",
        "futex_wake, 454",
        "futex_wait, 455",
        "futex_requeue, 456",
        "statmount, 457",
        "listmount, 458",
        "lsm_get_self_attr, 459",
        "lsm_set_self_attr, 460",
        "lsm_list_modules, 461",
        "mseal, 462",
        "setxattrat, 463",
        "removexattrat, 466"
    })
    void laterKernelsNumberAlikeEverywhere(String name, int number) {
        for (Architecture architecture : withTable()) {
            int base =
                    switch (architecture) {
                        case X32 -> 0x40000000;
                        case MIPS64LE -> 5000;
                        default -> 0;
                    };
            assertThat(table.number(architecture, name))
                    .as("%s on %s", name, architecture)
                    .hasValue(base + number);
        }
    }

    @Test
    void syscallsThatAnArchitectureLacksAreEmpty() {
        assertThat(table.number(Architecture.ARM64, "open")).isEmpty();
        assertThat(table.number(Architecture.X86_64, "opnat")).isEmpty();
        assertThat(table.number(Architecture.PARISC, "read")).isEmpty();
        assertThat(table.name(Architecture.PARISC, 3)).isEmpty();
        assertThat(table.name(Architecture.X86_64, -1)).isEmpty();
        assertThat(table.name(Architecture.X86_64, 4095)).isEmpty();
    }

    @Test
    void aNameIsKnownIfAnyArchitectureHasIt() {
        assertThat(table.knows("set_tls")).isTrue();
        assertThat(table.knows("s390_pci_mmio_read")).isTrue();
        assertThat(table.knows("fscontext")).isFalse();
    }

    @Test
    void exactlyTheArchitecturesThatSaySoHaveATable() {
        assertThat(Architecture.values())
                .filteredOn(a -> table.number(a, "read").isPresent())
                .containsExactlyElementsOf(withTable());
    }

    @ParameterizedTest
    @CsvSource({
        "opnat, openat",
        "raed, read",
        "mkdri, mkdir",
        "clock_gettime46, clock_gettime64",
        "openat, openat",
        "readd, read",
        "prctll, prctl"
    })
    void theNearestNameMendsASlip(String written, String meant) {
        assertThat(table.nearest(written)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"''", "x", "ab", "nonsense_call", "zzzz"})
    void nothingIsNearToNonsense(String written) {
        assertThat(table.nearest(written)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void everySyscallOfTheSamplesExists(Path sample) throws IOException {
        for (String name : names(sample)) {
            assertThat(table.knows(name)).as(name).isTrue();
        }
    }

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    private static List<String> names(Path sample) throws IOException {
        List<String> names = new ArrayList<>();
        YAMLMapper yaml = new YAMLMapper();
        try (MappingIterator<JsonNode> documents =
                yaml.readerFor(JsonNode.class).readValues(sample.toFile())) {
            while (documents.hasNext()) {
                for (JsonNode rule : documents.next().at("/spec/syscalls")) {
                    rule.path("names").forEach(name -> names.add(name.asText()));
                }
            }
        }
        return names;
    }

    private static List<Architecture> withTable() {
        return Arrays.stream(Architecture.values())
                .filter(Architecture::hasSyscallTable)
                .toList();
    }

    @Test
    void namesOfHeadersAndOfTheKernelsFunctionsAreHinted() {
        for (String prefix : List.of("sys_", "SYS_", "__NR_", "__x64_sys_", "__ia32_compat_sys_", "__arm64_sys_", "")) {
            assertThat(SyscallTable.linux().nearest(prefix + "openat")).contains("openat");
        }
        assertThat(SyscallTable.linux().nearest("SYS_opnat")).contains("openat");
    }
}
