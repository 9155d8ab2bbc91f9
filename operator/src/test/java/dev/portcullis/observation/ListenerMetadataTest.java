package dev.portcullis.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.seccomp.Action;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Condition;
import dev.portcullis.seccomp.Conditions;
import dev.portcullis.seccomp.Operator;
import dev.portcullis.seccomp.Rule;
import dev.portcullis.seccomp.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerMetadataTest {

    private static final ListenerMetadata.Response ALLOW = ListenerMetadata.Response.ALLOW;
    private static final ListenerMetadata.Response DENY = ListenerMetadata.Response.DENY;
    private static final Verdict ALLOWED = new Verdict(Action.ALLOW, null);

    @Test
    void whatIsWrittenIsRead() throws MalformedMetadataException {
        ListenerMetadata metadata = metadata(DENY, profile());
        assertThat(ListenerMetadata.of(metadata.text())).isEqualTo(metadata);
        assertThat(metadata.text()).doesNotContain("\n");
        ListenerMetadata everything = metadata(ALLOW, null);
        assertThat(ListenerMetadata.of(everything.text())).isEqualTo(everything);
    }

    @Test
    void aDenialHasTheErrnoOfTheProfile() {
        ListenerMetadata metadata = metadata(DENY, profile());
        assertThat(metadata.answer(Architecture.X86_64, "mount", new long[6]).errno())
                .isEqualTo(13);
        assertThat(metadata.answer(Architecture.X86_64, "keyctl", new long[6]).errno())
                .isEqualTo(38);
        assertThat(metadata.answer(Architecture.X86_64, "socket", 38, 0, 0, 0, 0, 0)
                        .errno())
                .isEqualTo(97);
        assertThat(metadata.answer(Architecture.X86_64, "socket", 39, 0, 0, 0, 0, 0)
                        .errno())
                .isEqualTo(13);
    }

    /** runc answers ENOSYS beyond the newest number that a profile names. */
    @Test
    void newerSyscallsDoNotExist() {
        ListenerMetadata metadata = metadata(DENY, profile());
        assertThat(metadata.answer(Architecture.X86_64, "futex_wait", new long[6])
                        .errno())
                .isEqualTo(38);
        assertThat(metadata.answer(Architecture.ARM64, "futex_wait", new long[6])
                        .errno())
                .isEqualTo(13);
    }

    @Test
    void aDenialIsToldAlsoWhereTheCallRuns() {
        ListenerMetadata metadata = metadata(ALLOW, profile());
        ListenerMetadata.Answer denied = metadata.answer(Architecture.X86_64, "mount", new long[6]);
        assertThat(denied.continues()).isTrue();
        assertThat(denied.isDenial()).isTrue();
        assertThat(denied.profile().returned()).isEqualTo(13);
        ListenerMetadata.Answer allowed = metadata.answer(Architecture.X86_64, "execve", new long[6]);
        assertThat(allowed.continues()).isTrue();
        assertThat(allowed.isDenial()).isFalse();
    }

    @Test
    void withoutAProfileNothingIsADenial() {
        ListenerMetadata.Answer answer = metadata(ALLOW, null).answer(Architecture.X86_64, "mount", new long[6]);
        assertThat(answer.continues()).isTrue();
        assertThat(answer.isDenial()).isFalse();
    }

    /** A filter that notifies more than it should must not make an observer let it run. */
    @Test
    void nothingRunsThatIsToBeDenied() {
        ListenerMetadata.Answer answer = metadata(DENY, profile()).answer(Architecture.X86_64, "execve", new long[6]);
        assertThat(answer.continues()).isFalse();
        assertThat(answer.errno()).isEqualTo(13);
    }

    @Test
    void denyingNeedsAProfile() {
        assertThatThrownBy(() -> metadata(DENY, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void s390HasTheFlagsOfCloneInItsSecondArgument() {
        ListenerMetadata metadata = metadata(ALLOW, null);
        assertThat(metadata.arguments(Architecture.X86_64, "clone")).containsExactly(0);
        assertThat(metadata.arguments(Architecture.S390X, "clone")).containsExactly(1);
        assertThat(metadata.arguments(Architecture.S390X, "mount")).isEmpty();
    }

    @Test
    void aNewerVersionIsNamed() {
        String newer = metadata(ALLOW, null).text().replace("\"version\":1", "\"version\":2");
        assertThatThrownBy(() -> ListenerMetadata.of(newer)).hasMessageContaining("version 2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "{}", "[]", "null", "1", "{\"version\":1}", "{\"version\":\"1\"}", "{\"version\":1e9}"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> ListenerMetadata.of(text)).isInstanceOf(MalformedMetadataException.class);
    }

    /** Each is a text with one thing that an operator does not write. */
    static Stream<String> forged() {
        String text = metadata(DENY, profile()).text();
        return Stream.of(
                        text.replace("\"web\"", "\"../web\""),
                        text.replace("\"web\"", "\"" + "w".repeat(254) + "\""),
                        text.replace("\"Deny\"", "\"Maybe\""),
                        text.replace("\"generation\":3", "\"generation\":-3"),
                        text.replace("\"generation\":3", "\"generation\":3.5"),
                        text.replace("\"uid\":", "\"more\":1,\"uid\":"),
                        text.replace("\"default\":13", "\"default\":4095"),
                        text.replace("\"default\":13", "\"default\":\"SCMP_ACT_MAYBE\""),
                        text.replace("SCMP_ARCH_X86_64", "SCMP_ARCH_PDP11"),
                        text.replace("[0,\"SCMP_CMP_EQ\"", "[6,\"SCMP_CMP_EQ\""),
                        text.replace("\"0x26\"", "\"0x00000000000000026\""),
                        text.replace("\"0x26\"", "38"),
                        text.replace("\"0x26\"]", "\"0x26\",\"0x1\"]"),
                        text.replace("\"clone\":[0]", "\"clone\":[9]"),
                        text.replace("\"clone\":[0]", "\"clone\":[0],\"clone\":[1]"),
                        text.replace("\"clone\":[0]", "\"cl one\":[0]"),
                        text.substring(0, text.length() - 1),
                        text + " {}",
                        text + " ".repeat(ListenerMetadata.MAX_CHARACTERS))
                .peek(forged -> assertThat(forged).isNotEqualTo(text));
    }

    @ParameterizedTest
    @MethodSource
    void forged(String text) {
        assertThatThrownBy(() -> ListenerMetadata.of(text)).isInstanceOf(MalformedMetadataException.class);
    }

    private static ListenerMetadata metadata(ListenerMetadata.Response response, @Nullable ObservedProfile profile) {
        SortedMap<String, SortedSet<Integer>> arguments = new TreeMap<>();
        arguments.put("clone", new TreeSet<>(Set.of(0)));
        return new ListenerMetadata("web", "0b6f-1", 3, response, profile, arguments);
    }

    private static ObservedProfile profile() {
        Condition family = new Condition(0, Operator.EQ, 38, null);
        Condition bits = new Condition(0, Operator.MASKED_EQ, 0xff00000000000000L, 0x100000000000000L);
        return new ObservedProfile(
                new Verdict(Action.ERRNO, 13),
                Map.of(Architecture.X86_64, 334),
                List.of(
                        rule("execve", ALLOWED, Conditions.ALWAYS),
                        rule("keyctl", new Verdict(Action.ERRNO, 38), Conditions.ALWAYS),
                        rule("socket", new Verdict(Action.ERRNO, 97), new Conditions(List.of(family))),
                        rule("clone", new Verdict(Action.KILL_PROCESS, null), new Conditions(List.of(bits)))));
    }

    private static Rule rule(String name, Verdict verdict, Conditions conditions) {
        return new Rule(new TreeSet<>(Set.of(name)), verdict, conditions);
    }
}
