package dev.portcullis.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.CapabilityAdjustment;
import dev.portcullis.api.CapabilityPolicySpec;
import dev.portcullis.api.Enforcement;
import dev.portcullis.capability.Adjustment;
import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.RuntimeDefaults;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.jspecify.annotations.Nullable;

class PodCheckPropertyTest {

    /** Few names, so that policies and containers meet; some are defaults of the runtimes, some not. */
    private static final List<String> NAMES =
            List.of("ALL", "all", "CHOWN", "KILL", "NET_RAW", "SYS_TIME", "SYS_ADMIN", "net_raw", "CAP_KILL");

    /** What nodes may have, whatever a policy says. */
    private static final List<RuntimeDefaults> NODES = List.of(RuntimeDefaults.CONTAINERD, RuntimeDefaults.CRI_O);

    private static final List<String> DEMANDS = List.of("Any", "NotUnconfined", "Confined", "Profile");

    private static Arbitrary<List<String>> names() {
        return Arbitraries.of(NAMES).list().uniqueElements().ofMaxSize(4);
    }

    @Provide
    Arbitrary<CapabilityAdjustment> adjustments() {
        return Combinators.combine(names(), names()).as(CapabilityAdjustment::new);
    }

    @Provide
    Arbitrary<RuntimeDefaults> runtimes() {
        return Arbitraries.of(RuntimeDefaults.CONTAINERD, RuntimeDefaults.CRI_O, RuntimeDefaults.NONE);
    }

    @Property(tries = 5000)
    void aPodThatKeepsToThePolicyHoldsNoMoreThanItGives(
            @ForAll("runtimes") RuntimeDefaults runtime,
            @ForAll("adjustments") CapabilityAdjustment given,
            @ForAll("adjustments") CapabilityAdjustment asked,
            @ForAll boolean privileged) {
        Requirements requirements = Requirements.of("p", spec(given, runtime.plainName(), null, "Any"), true);
        boolean fine = PodCheck.of(requirements, pod(asked, privileged)).isEmpty();
        Statistics.collect(fine);
        if (fine) {
            for (RuntimeDefaults node : NODES) {
                CapabilitySet gets = privileged ? CapabilitySet.ALL : set(node, asked);
                assertThat(set(runtime, given).containsAll(gets))
                        .as("on %s", node)
                        .isTrue();
            }
        }
    }

    /** The right to write policies is not the right to raise privileges. */
    @Property
    void fillingInGivesNoMoreThanTheNodeOrTheOperatorsOptionsDo(
            @ForAll("runtimes") RuntimeDefaults runtime,
            @ForAll("adjustments") CapabilityAdjustment given,
            @ForAll("fillable") CapabilitySet told) {
        Requirements requirements =
                Requirements.of("p", spec(given, runtime.plainName(), null, "Any"), true, new Fillable(false, told));
        assertThat(PodCheck.of(requirements, pod(requirements.fill(), false))).isEmpty();
        for (RuntimeDefaults node : NODES) {
            assertThat(node.defaults().union(told).containsAll(set(node, requirements.fill())))
                    .isTrue();
        }
    }

    @Provide
    Arbitrary<CapabilitySet> fillable() {
        return Arbitraries.of("CHOWN", "SYS_TIME", "NET_RAW")
                .list()
                .ofMaxSize(2)
                .map(CapabilitySet::ofNames);
    }

    /** Not more is refused than must be: who asks in the policy's own words, in capitals, is let in. */
    @Property
    void thePolicysOwnListsKeepToIt(
            @ForAll("runtimes") RuntimeDefaults runtime, @ForAll("adjustments") CapabilityAdjustment given) {
        Requirements requirements = Requirements.of(
                "p", spec(given, runtime.plainName(), null, "Any"), true, new Fillable(true, CapabilitySet.NONE));
        assertThat(PodCheck.of(requirements, pod(requirements.fill(), false))).isEmpty();
        assertThat(set(runtime, requirements.fill())).isEqualTo(set(runtime, given));
    }

    @Property
    void aPodThatWasFilledInKeepsToThePolicy(
            @ForAll("runtimes") RuntimeDefaults runtime,
            @ForAll("adjustments") CapabilityAdjustment given,
            @ForAll("demands") String demand,
            @ForAll boolean profile) {
        // Without a file there is nothing to fill in where a profile is demanded.
        Assume.that(profile || demand.equals("Any") || demand.equals("NotUnconfined"));
        Requirements requirements =
                Requirements.of("p", spec(given, runtime.plainName(), profile ? "base" : null, demand), true);
        ObjectNode silent = pod(CapabilityAdjustment.NONE, false);
        ObjectNode before = silent.deepCopy();
        JsonNode filled = Filling.of(requirements, silent);
        assertThat(PodCheck.of(requirements, filled)).isEmpty();
        assertThat(Filling.of(requirements, filled)).isEqualTo(filled);
        assertThat(silent).isEqualTo(before);
    }

    @Property
    void fillingInLeavesTheCapabilitiesThatAContainerNames(
            @ForAll("adjustments") CapabilityAdjustment given, @ForAll("adjustments") CapabilityAdjustment asked) {
        Assume.that(!asked.added().isEmpty() || !asked.dropped().isEmpty());
        Requirements requirements = Requirements.of("p", spec(given, "containerd", null, "Any"), true);
        JsonNode pod = pod(asked, false);
        assertThat(Filling.of(requirements, pod)).isEqualTo(pod);
    }

    @Provide
    Arbitrary<String> demands() {
        return Arbitraries.of(DEMANDS);
    }

    private static CapabilityPolicySpec spec(
            CapabilityAdjustment given, String runtime, @Nullable String profile, String demand) {
        return new CapabilityPolicySpec(given, runtime, profile, null, null, new Enforcement("Deny", true, demand));
    }

    private static CapabilitySet set(RuntimeDefaults runtime, CapabilityAdjustment lists) {
        return runtime.apply(Adjustment.of(lists.added(), lists.dropped()));
    }

    private static ObjectNode pod(CapabilityAdjustment asked, boolean privileged) {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        ObjectNode container = pod.putArray("containers").addObject().put("name", "web");
        if (privileged) {
            container.withObject("securityContext").put("privileged", true);
        }
        put(container, "add", asked.added());
        put(container, "drop", asked.dropped());
        return pod;
    }

    private static void put(ObjectNode container, String field, List<String> names) {
        if (!names.isEmpty()) {
            ArrayNode list = container
                    .withObject("securityContext")
                    .withObject("capabilities")
                    .putArray(field);
            names.forEach(list::add);
        }
    }
}
