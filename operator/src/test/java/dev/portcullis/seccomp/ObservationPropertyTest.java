package dev.portcullis.seccomp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.observation.ObservedProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

/**
 * For every profile and call: what the profile denies notifies, and nothing that it denies is let through by the filter.
 * Judged by the project's model of libseccomp; ObservationAgreementIT asks libseccomp itself.
 */
class ObservationPropertyTest {

    private static final int CALLS = 150;
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final List<String> COVERED = List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86");

    private final Renderer renderer = new Renderer(Path.of("/"));

    @Property(tries = 150)
    void whatAProfileDeniesNotifies(@ForAll long seed) {
        observe(seed, true);
    }

    @Property(tries = 150)
    void whatAProfileDeniesStaysDenied(@ForAll long seed) {
        observe(seed, false);
    }

    /** On x86, denied calls notify on the common number, where the profile has another errno than its default. */
    @Example
    void rulesOnACommonNumberAnswerForTheCallsBehindIt() throws JsonProcessingException {
        for (String rules : List.of(
                "[{names: [socketcall], action: SCMP_ACT_LOG, args: [{index: 2, value: 0, op: SCMP_CMP_NE}]},"
                        + " {names: [socketcall], action: SCMP_ACT_ERRNO, args: [{index: 0, value: 0, op: SCMP_CMP_NE}]}]",
                "[{names: [socketcall], action: SCMP_ACT_ERRNO, args: [{index: 0, value: 3, op: SCMP_CMP_LE}]}]",
                "[{names: [ipc], action: SCMP_ACT_ERRNO, args: [{index: 0, value: 20, op: SCMP_CMP_GT}]}]")) {
            String spec = "{defaultAction: SCMP_ACT_ERRNO, defaultErrnoRet: 13, architectures: " + COVERED
                    + ", syscalls: " + rules + "}";
            observe(YAML.readValue(spec, SeccompProfileSpec.class), false);
        }
    }

    private void observe(long seed, boolean letsThrough) {
        BlockedProfiles random = new BlockedProfiles(new Random(seed));
        observe(random.profile(COVERED, random.syscalls()), letsThrough);
    }

    private void observe(SeccompProfileSpec spec, boolean letsThrough) {
        for (Architecture node : List.of(Architecture.X86_64, Architecture.ARM64, Architecture.S390X)) {
            Filter filter = filter(spec, node);
            if (filter == null) {
                Statistics.collect("refused");
                return;
            }
            Told told = new Told();
            ObservedFilter.Observed observed =
                    ObservedFilter.of(filter, node, new Observing(letsThrough, "/run/a.sock", told));
            for (Architecture through : node == Architecture.X86_64 ? List.of(node, Architecture.X86) : List.of(node)) {
                compare(filter, observed, told.profile(), letsThrough, through);
            }
            Statistics.label("syscalls").collect(observed.untold().isEmpty() ? "all told" : "some not told");
        }
    }

    private @Nullable Filter filter(SeccompProfileSpec spec, Architecture node) {
        Target target = new Target(Set.of(), node, null);
        return renderer.render("profile", spec, Bases.NONE, target) instanceof Rendering.Rendered
                        && renderer.read("profile", spec, Bases.NONE, Set.of()) instanceof Reading.Read read
                ? read.stack().resolvedFor(target)
                : null;
    }

    private static void compare(
            Filter filter,
            ObservedFilter.Observed observed,
            ObservedProfile answers,
            boolean letsThrough,
            Architecture through) {
        FilterModel before = new FilterModel(filter, through);
        FilterModel after = new FilterModel(observed.filter(), through);
        if (!before.failures().isEmpty()) {
            Statistics.collect("not built");
            return;
        }
        assertThat(after.failures()).as(filter.toString()).isEmpty();
        Set<String> numbers = new LinkedHashSet<>(
                List.of("read", "write", "futex", "prctl", "execve", "socketcall", "ipc", "socket"));
        filter.rules().forEach(rule -> numbers.addAll(rule.names()));
        numbers.removeIf(number -> SyscallTable.linux().number(through, number).isEmpty());
        for (String number : numbers) {
            List<Conditions> conditions = new ArrayList<>(before.conditions(number));
            conditions.addAll(after.conditions(number));
            Halves.of(conditions, through.has64Bits()).calls(CALLS).forEach(call -> {
                Verdict was = before.verdict(number, call);
                Verdict is = after.verdict(number, call);
                String said = filter + "\n" + after.conditions(number) + "\n" + number + " " + Arrays.toString(call)
                        + " through " + through + ": " + was + " -> " + is + ", untold " + observed.untold();
                if (letsThrough) {
                    checkLetThrough(number, call, was, is, said);
                } else {
                    checkDenied(observed, number, call, was, is, said);
                }
                if (is.action() == Action.NOTIFY && was.action() == Action.ERRNO && !letsThrough) {
                    assertThat(answers.verdict(through, number, call)).as(said).isEqualTo(was);
                }
            });
        }
    }

    /** Nothing is denied; calls may notify needlessly. */
    private static void checkLetThrough(String number, long[] call, Verdict was, Verdict is, String said) {
        boolean ran = was.action() == Action.ALLOW || was.action() == Action.LOG;
        if (number.equals("execve")) {
            assertThat(is.action()).as(said).isEqualTo(Action.NOTIFY);
        } else if (isNeeded(number, call)) {
            assertThat(is.action()).as(said).isIn(Action.ALLOW, was.action());
            assertThat(is.action()).as(said).isIn(Action.ALLOW, Action.LOG);
        } else if (ran && is.action() != Action.NOTIFY) {
            assertThat(is).as(said).isEqualTo(was);
        } else {
            assertThat(is.action()).as(said).isEqualTo(Action.NOTIFY);
            Statistics.label("notifies").collect(ran ? "needlessly" : "denied");
        }
    }

    /** The application sees what it saw; what an errno denied notifies, or stays as it was and is not told. */
    private static void checkDenied(
            ObservedFilter.Observed observed, String number, long[] call, Verdict was, Verdict is, String said) {
        if (was.action() == Action.ERRNO && isNeeded(number, call)) {
            // Newer than all that the profile names: what runc answers, and this model does not know.
            assertThat(is).as(said).isIn(was, new Verdict(Action.ERRNO, Errno.ENOSYS));
        } else if (was.action() != Action.ERRNO) {
            assertThat(is).as(said).isEqualTo(was);
        } else if (is.action() != Action.NOTIFY) {
            assertThat(is).as(said).isEqualTo(was);
            assertThat(isUntold(observed, number, call)).as(said).isTrue();
        }
        Statistics.label("notifies").collect(is.action() == Action.NOTIFY ? "denied" : "not");
    }

    private static boolean isUntold(ObservedFilter.Observed observed, String number, long[] call) {
        long high = 0;
        for (long argument : call) {
            high |= argument >>> Integer.SIZE;
        }
        return high != 0
                || observed.untold().contains(number)
                || MultiplexedCalls.behind(number).isPresent();
    }

    private static boolean isNeeded(String number, long[] call) {
        return NeverNotifies.of(number).stream().anyMatch(conditions -> conditions.hold(call));
    }

    /** Keeps what an observer would be told of the profile. */
    private static final class Told implements Observing.Metadata {

        private @Nullable ObservedProfile profile;

        @Override
        public String of(Verdict byDefault, Map<Architecture, Integer> newest, List<Rule> rules) {
            profile = new ObservedProfile(byDefault, Map.of(), rules);
            return "";
        }

        ObservedProfile profile() {
            return Objects.requireNonNull(profile);
        }
    }
}
