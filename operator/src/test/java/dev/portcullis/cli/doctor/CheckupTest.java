package dev.portcullis.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.api.FileFailure;
import dev.portcullis.cli.doctor.Examination.Part;
import dev.portcullis.cli.doctor.Examination.Refusal;
import dev.portcullis.cli.doctor.Examination.Right;
import dev.portcullis.cli.doctor.Examination.Term;
import dev.portcullis.cli.fleet.Fleet;
import dev.portcullis.cli.fleet.FleetDraft;
import dev.portcullis.machine.Repository;
import dev.portcullis.rendition.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

class CheckupTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Set<String> BOTH = Set.of("validatingadmissionpolicies", "mutatingadmissionpolicies");

    @Test
    void aSoundInstallationHasNothingWrong() {
        List<Symptom> symptoms = Checkup.of(sound());
        assertThat(symptoms).noneMatch(Symptom::isWrong);
        assertThat(SymptomsText.of(symptoms, Ansi.OFF)).isEqualTo("""
                ok       API server v1.37.0 [ApiServer]
                ok       all kinds of portcullis.dev/v1 are there [Crds]
                ok       operator: 2 of 2 ready, portcullis:0.1.0 [Operator]
                ok       portcullis-operator-x leads [Leader]
                ok       agents: 2 of 2 ready [Agents]
                ok       admission: the agents' guard is in force; CapabilityPolicies in force: 1 [Admission]
                ok       every agent is 0.1.0 [Versions]
                ok       no node has a file that failed [Files]
                ok       all 1 objects are ready [Objects]
                nothing is wrong
                """);
    }

    @Test
    void everySymptomSaysWhatToDo() {
        List<Symptom> symptoms = Checkup.of(sick());
        assertThat(codes(symptoms))
                .containsExactlyInAnyOrder(
                        "ApiServerTooOld",
                        "NoMutatingAdmissionPolicy",
                        "CrdsMissing",
                        "TwoKindsOfProfile",
                        "ClockSkew",
                        "NodeClockSkew",
                        "OperatorNotReady",
                        "NoLeader",
                        "AgentsMissing",
                        "AgentsNotReady",
                        "AgentsSilent",
                        "NodesBehind",
                        "GuardMissing",
                        "FilesFailed",
                        "FilesOrphaned",
                        "ObjectsNotReady",
                        "ObjectsOnTheirWay",
                        "ClientVersion",
                        "VersionsDiffer",
                        "ApiServerSlow",
                        "ProgramRightMissing",
                        "PodsRefused",
                        "RightMissing");
        assertThat(symptoms.stream().filter(Symptom::isWrong))
                .allSatisfy(symptom -> assertThat(symptom.advice()).isNotEmpty());
        assertThat(SymptomsText.of(symptoms, Ansi.OFF))
                .contains(
                        "warning  the API server took 2300 ms to say its version",
                        "error    the service account portcullis-operator may not list seccompprofiles, list nodesyncs",
                        "warning  CapabilityPolicy restricted keeps ReplicaSet shop/web-5d from making pods: container \"c\" does",
                        "error    no operator leads since 2026-11-29T11:58:00Z: portcullis-operator-x did not renew its Lease"
                                + " for 120 s [NoLeader]",
                        "error    1 of 5 nodes have no agent: n5; pods that name a profile cannot start there",
                        "describe daemonset acme-portcullis-agent says",
                        "error    NoSpace on n3, for example web.json: no space left on device [FilesFailed]\n"
                                + "         free space or inodes on the node's disk");
        assertThat(SymptomsText.json(symptoms).path("errors").asInt()).isGreaterThan(5);
    }

    @Test
    void whereNothingIsInstalledThatIsSaid() {
        Examination bare = examination(
                "v1.37.0",
                Set.of(),
                BOTH,
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of("n1"),
                Map.of(),
                List.of(),
                List.of(),
                null);
        assertThat(codes(Checkup.of(bare)))
                .contains("NotInstalled", "NoOperator", "NoAgents", "NoLeader", "GuardMissing");
    }

    @Test
    void whatMayNotBeReadIsToldAndNotWrong() {
        Examination sound = sound();
        Examination blind = new Examination(
                sound.ownVersion(),
                sound.namespace(),
                NOW,
                sound.serverVersion(),
                sound.answerTook(),
                sound.clockAhead(),
                sound.kinds(),
                sound.admissionKinds(),
                sound.peerKinds(),
                new Look.Refused<>("forbidden"),
                new Look.Refused<>("forbidden"),
                new Look.Refused<>("forbidden"),
                new Look.Refused<>("forbidden"),
                new Look.Refused<>("forbidden"),
                new Look.Refused<>("forbidden"),
                new Look.Refused<>("forbidden"),
                List.of(),
                new Look.Refused<>("forbidden"),
                new Look.Refused<>("forbidden"),
                sound.fleet());
        assertThat(Checkup.of(blind)).noneMatch(Symptom::isWrong).anySatisfy(symptom -> assertThat(symptom.statement())
                .isEqualTo("the operator's Lease cannot be read: forbidden"));
    }

    @Test
    void theMinorVersionIsFound() {
        assertThat(Checkup.minor("v1.31.4-gke.100")).isEqualTo(31);
        assertThat(Checkup.minor("v1.37.0")).isEqualTo(37);
        assertThat(Checkup.minor("unknown")).isEqualTo(Integer.MAX_VALUE);
    }

    /** The table of symptoms in the guide. */
    @Test
    void theGuideNamesEverySymptom() throws IOException {
        Path room = Repository.ROOT.resolve("operator/src/main/java/dev/portcullis/cli/doctor");
        String code =
                Files.readString(room.resolve("Checkup.java")) + Files.readString(room.resolve("FleetCheckup.java"));
        Set<String> codes = new TreeSet<>();
        Matcher symptom = Pattern.compile("Symptom\\.(?:error|warning|note)\\(\\s*\"(\\w+)\"")
                .matcher(code);
        while (symptom.find()) {
            codes.add("`" + symptom.group(1) + "`");
        }
        assertThat(codes).hasSizeGreaterThan(15);
        assertThat(Files.readString(Repository.ROOT.resolve("docs/kubectl-plugin.md")))
                .contains(codes);
    }

    private static Examination sound() {
        return examination(
                "v1.37.0",
                Checkup.KINDS,
                BOTH,
                Duration.ofMillis(300),
                Optional.of(new Part("portcullis-operator", 2, 2, "portcullis:0.1.0")),
                Optional.of(new Part("portcullis-agent", 2, 2, "portcullis:0.1.0")),
                Optional.of(new Term("portcullis-operator-x", NOW.minusSeconds(3), Duration.ofSeconds(15))),
                List.of("n1", "n2"),
                Map.of("n1", NOW.minusSeconds(5), "gone", NOW.minusSeconds(4000)),
                List.of("portcullis-agent-nodesync", "web.capabilitypolicy.portcullis.dev"),
                List.of("portcullis-agent-nodesync"),
                new Fleet(
                        List.of(FleetDraft.ready("nginx", 2, 90)),
                        List.of(FleetDraft.node("n1", 90), FleetDraft.node("n2", 90)),
                        List.of(FleetDraft.agent("n1", true, null), FleetDraft.agent("n2", true, null))));
    }

    private static Examination sick() {
        Examination sick = examination(
                "v1.31.2",
                Set.of("seccompprofiles", "nodesyncs"),
                Set.of("validatingadmissionpolicies"),
                Duration.ofSeconds(-90),
                Optional.of(new Part("portcullis-operator", 2, 0, "portcullis:0.2.0")),
                Optional.of(new Part("acme-portcullis-agent", 5, 3, "portcullis:0.1.0")),
                Optional.of(new Term("portcullis-operator-x", NOW.minusSeconds(120), Duration.ofSeconds(15))),
                List.of("n1", "n2", "n3", "n4", "n5"),
                Map.of("n1", NOW.plusSeconds(60)),
                List.of(),
                List.of(),
                new Fleet(
                        List.of(
                                FleetDraft.ready("nginx", 2, 90),
                                FleetDraft.unseen("late"),
                                FleetDraft.unready(Kind.SECCOMP_PROFILE, "web", "NodesFailed", "on 1 of 2", 1, 2)),
                        List.of(
                                FleetDraft.node("n1", 80),
                                FleetDraft.node(
                                        "n3",
                                        90,
                                        new FileFailure("web.json", "NoSpace", "no space left on device"),
                                        new FileFailure("old.json", "Orphaned", "nothing asks for it"))),
                        List.of(
                                FleetDraft.agent("n1", true, null),
                                FleetDraft.agent("n2", true, null),
                                FleetDraft.agent("n3", true, null),
                                FleetDraft.agent("n4", false, "CrashLoopBackOff"))));
        return new Examination(
                "0.2.0",
                sick.namespace(),
                NOW,
                sick.serverVersion(),
                Duration.ofMillis(2300),
                sick.clockAhead(),
                sick.kinds(),
                sick.admissionKinds(),
                new Look.Read<>(Set.of("profilebindings", "seccompprofiles")),
                sick.operator(),
                sick.agents(),
                sick.leader(),
                sick.nodes(),
                sick.heartbeats(),
                sick.policies(),
                sick.bindings(),
                List.of(new Right("list pods in all namespaces", "pods")),
                new Look.Read<>(List.of(
                        new Right("list seccompprofiles", "portcullis-operator"),
                        new Right("list nodesyncs", "portcullis-operator"))),
                new Look.Read<>(List.of(
                        new Refusal("ReplicaSet shop/web-5d", "restricted", "container \"c\" does not drop ALL"))),
                sick.fleet());
    }

    private static Examination examination(
            String version,
            Set<String> kinds,
            Set<String> admissionKinds,
            Duration ahead,
            Optional<Part> operator,
            Optional<Part> agents,
            Optional<Term> leader,
            List<String> nodes,
            Map<String, Instant> heartbeats,
            List<String> policies,
            List<String> bindings,
            @Nullable Fleet fleet) {
        return new Examination(
                "0.1.0",
                "portcullis-system",
                NOW,
                new Look.Read<>(version),
                Duration.ofMillis(8),
                new Look.Read<>(ahead),
                new Look.Read<>(kinds),
                new Look.Read<>(admissionKinds),
                new Look.Read<>(Set.of()),
                new Look.Read<>(operator),
                new Look.Read<>(agents),
                new Look.Read<>(leader),
                new Look.Read<>(nodes),
                new Look.Read<>(heartbeats),
                new Look.Read<>(policies),
                new Look.Read<>(bindings),
                List.of(),
                new Look.Read<>(List.of()),
                new Look.Read<>(List.of()),
                fleet);
    }

    private static Set<String> codes(List<Symptom> symptoms) {
        Set<String> codes = new TreeSet<>();
        symptoms.stream()
                .filter(symptom -> symptom.level() != Symptom.Level.OK)
                .forEach(symptom -> codes.add(symptom.code()));
        return codes;
    }
}
