package dev.portcullis.operator;

import dev.portcullis.admission.EnforcementSettings;
import dev.portcullis.admission.Fillable;
import dev.portcullis.comparison.CeilingScope;
import dev.portcullis.operator.gate.GateSettings;
import dev.portcullis.operator.observing.ObservationSettings;
import dev.portcullis.telemetry.DurationConverter;
import dev.portcullis.wording.DnsSubdomain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of {@code portcullis operator}; each can also be set by an environment variable. */
final class OperatorOptions {

    @Option(
            names = "--namespace",
            defaultValue = "${env:POD_NAMESPACE:-portcullis-system}",
            description =
                    "Where renditions, lease and agent DaemonSet are. Default: $$POD_NAMESPACE, or portcullis-system.")
    private String namespace = "";

    @Option(
            names = "--agent-daemonset",
            paramLabel = "NAME",
            defaultValue = "${env:AGENT_DAEMONSET:-portcullis-agent}",
            description =
                    "The agents' DaemonSet, which tells how many nodes there should be. Default: $$AGENT_DAEMONSET, or"
                            + " portcullis-agent.")
    private String agentDaemonSet = "";

    @Option(
            names = "--leader-election",
            arity = "1",
            paramLabel = "true|false",
            defaultValue = "${env:LEADER_ELECTION:-true}",
            description = "Whether several operators take turns through a Lease. Default: $$LEADER_ELECTION, or true.")
    private boolean leaderElection;

    @Option(
            names = "--lease-duration",
            paramLabel = "DURATION",
            defaultValue = "${env:LEASE_DURATION:-15s}",
            converter = DurationConverter.class,
            description =
                    "How long a leader that fell silent is waited for, at least 3s. Default: $$LEASE_DURATION, or 15s.")
    private Duration leaseDuration = Duration.ZERO;

    @Option(
            names = "--identity",
            paramLabel = "NAME",
            defaultValue = "${env:POD_NAME:-}",
            description = "This process in the Lease and in Events. Default: $$POD_NAME, or host name and process id.")
    private String identity = "";

    @Option(
            names = "--listener-directory",
            paramLabel = "DIR",
            defaultValue = "${env:LISTENER_DIRECTORY:-/run/portcullis-listeners}",
            description =
                    "The only directory in which profiles may name a listenerPath. Default: $$LISTENER_DIRECTORY, or"
                            + " /run/portcullis-listeners.")
    private Path listenerDirectory = Path.of("/");

    @Option(
            names = "--enforcement",
            arity = "1",
            paramLabel = "true|false",
            defaultValue = "${env:ENFORCEMENT:-true}",
            description =
                    "Whether pods are held to CapabilityPolicies, and filled in for SyscallBlocks with pods: All and for"
                            + " ProfileObservations, by admission policies, on which the operator then needs rights. Default: $$ENFORCEMENT, or true.")
    private boolean enforcement;

    @Option(
            names = "--exempt-namespaces",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "${env:EXEMPT_NAMESPACES:-kube-system}",
            description =
                    "Namespaces whose pods no CapabilityPolicy governs and no SyscallBlock or ProfileObservation fills in,"
                            + " beside the operator's own; separated by commas."
                            + " Default: $$EXEMPT_NAMESPACES, or kube-system.")
    private Set<String> exemptNamespaces = Set.of();

    @Option(
            names = "--fill-capabilities",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "${env:FILL_CAPABILITIES:-}",
            description =
                    "Capabilities that CapabilityPolicies with mutate may give to containers that say nothing, beside those"
                            + " that every runtime gives them anyway; or ALL. Default: $$FILL_CAPABILITIES, or none.")
    private Set<String> fillCapabilities = Set.of();

    @Option(
            names = "--list-files",
            arity = "1",
            paramLabel = "true|false",
            defaultValue = "${env:LIST_FILES:-false}",
            description =
                    "Whether the ConfigMap portcullis-files lists every seccomp file, for the admission policy that warns of"
                            + " pods that name another. Default: $$LIST_FILES, or false.")
    private boolean listFiles;

    @Option(
            names = "--count-stale-pods",
            arity = "1",
            paramLabel = "true|false",
            defaultValue = "${env:COUNT_STALE_PODS:-false}",
            description =
                    "Whether status.stalePods counts the pods that may still run under an earlier document, by lists of all"
                            + " pods now and then. Default: $$COUNT_STALE_PODS, or false.")
    private boolean countStalePods;

    @Option(
            names = "--reports",
            arity = "1",
            paramLabel = "true|false",
            defaultValue = "${env:REPORTS:-false}",
            description =
                    "Whether a Report of openreports.io in each namespace tells which workloads run under which file, and"
                            + " which keep to their policies; the operator then needs rights on workloads and Reports."
                            + " Default: $$REPORTS, or false.")
    private boolean reports;

    @Option(
            names = "--node-gate-taint",
            arity = "1",
            paramLabel = "true|false",
            defaultValue = "${env:NODE_GATE_TAINT:-false}",
            description =
                    "Whether the taint portcullis.dev/agent-not-ready is taken off a node whose agent has written every file;"
                            + " the operator then needs rights on nodes. Default: $$NODE_GATE_TAINT, or false.")
    private boolean nodeGateTaint;

    @Option(
            names = "--node-gate-condition",
            arity = "1",
            paramLabel = "true|false",
            defaultValue = "${env:NODE_GATE_CONDITION:-false}",
            description =
                    "Whether the condition portcullis.dev/SeccompProfilesReady is set on a node whose agent has written every"
                            + " file; the operator then needs rights on the status of nodes. Default: $$NODE_GATE_CONDITION,"
                            + " or false.")
    private boolean nodeGateCondition;

    @Option(
            names = "--node-pools",
            arity = "1",
            paramLabel = "true|false",
            defaultValue = "${env:NODE_POOLS:-false}",
            description =
                    "Whether profiles and policies may have a nodeSelector. The operator then reads the labels of Nodes, and"
                            + " tells each agent those of its own. Default: $$NODE_POOLS, or false.")
    private boolean nodePools;

    @Option(
            names = "--observations",
            arity = "1",
            paramLabel = "true|false",
            defaultValue = "${env:OBSERVATIONS:-false}",
            description =
                    "Whether ProfileObservations are rendered and reported; the operator then needs rights on them. Default:"
                            + " $$OBSERVATIONS, or false.")
    private boolean observations;

    @Option(
            names = "--observer-node-selector",
            split = ",",
            paramLabel = "LABEL=VALUE",
            defaultValue = "${env:OBSERVER_NODE_SELECTOR:-}",
            description =
                    "The labels of the nodes with observers, which pods that a ProfileObservation fills in get as their"
                            + " nodeSelector; separated by commas. Default: $$OBSERVER_NODE_SELECTOR, or none: every node has"
                            + " one.")
    private List<String> observerNodeSelector = List.of();

    @Option(
            names = "--ceiling-profile",
            paramLabel = "NAME",
            defaultValue = "${env:CEILING_PROFILE:-}",
            description = "The SeccompProfile beyond which no other profile and no policy may allow anything. Default:"
                    + " $$CEILING_PROFILE, or none.")
    private String ceilingProfile = "";

    @Option(
            names = "--ceiling-exempt",
            split = ",",
            paramLabel = "NAME",
            defaultValue = "${env:CEILING_EXEMPT:-}",
            description =
                    "SeccompProfiles that may allow more than the ceiling, CapabilityPolicies, as policy/NAME, and"
                            + " ProfileObservations, as observed/NAME; separated by commas. Default: $$CEILING_EXEMPT, or none.")
    private Set<String> ceilingExempt = Set.of();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "${env:THREADS:-16}",
            description =
                    "How many objects of a kind are reconciled at the same time, 1 to 256. Default: $$THREADS, or 16.")
    private int threads;

    @Option(
            names = "--metrics-objects",
            paramLabel = "N",
            defaultValue = "${env:METRICS_OBJECTS:-100}",
            description =
                    "How many objects metrics show by their names, those that are not ready first, 0 to 10000; each takes"
                            + " about eight series. Default: $$METRICS_OBJECTS, or 100.")
    private int metricsObjects;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /**
     * The settings that the options give.
     *
     * @throws ParameterException when an option is invalid, with a message that names it
     */
    OperatorSettings settings() {
        require(threads >= 1 && threads <= 256, "--threads (THREADS) must be 1 to 256, and is " + threads);
        require(
                metricsObjects >= 0 && metricsObjects <= 10_000,
                "--metrics-objects (METRICS_OBJECTS) must be 0 to 10000, and is " + metricsObjects);
        require(
                leaseDuration.compareTo(Duration.ofSeconds(3)) >= 0,
                "--lease-duration (LEASE_DURATION) must be at least 3s, and is " + leaseDuration.toSeconds() + "s");
        require(
                listenerDirectory.isAbsolute(),
                "--listener-directory (LISTENER_DIRECTORY) must be absolute, and is " + listenerDirectory);
        require(!namespace.isBlank(), "--namespace (POD_NAMESPACE) must not be empty");
        return new OperatorSettings(
                namespace,
                agentDaemonSet,
                identity.isBlank() ? ownIdentity() : identity,
                leaderElection,
                leaseDuration,
                listenerDirectory.normalize(),
                enforcement,
                new EnforcementSettings(exempt(), fillable()),
                listFiles,
                countStalePods,
                reports,
                new GateSettings(nodeGateTaint, nodeGateCondition, nodePools),
                nodePools,
                new ObservationSettings(observations, observerNodes()),
                ceiling(),
                metricsObjects,
                threads);
    }

    /** No policy can keep the operator itself from starting: its namespace is always exempt. */
    private Set<String> exempt() {
        Set<String> exempt = new TreeSet<>(exemptNamespaces);
        exempt.removeIf(String::isBlank);
        exempt.add(namespace);
        return exempt;
    }

    private Fillable fillable() {
        try {
            return Fillable.of(
                    fillCapabilities.stream().filter(name -> !name.isBlank()).toList());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--fill-capabilities (FILL_CAPABILITIES): " + e.getMessage(), e);
        }
    }

    private SortedMap<String, String> observerNodes() {
        SortedMap<String, String> labels = new TreeMap<>();
        for (String pair : observerNodeSelector) {
            if (!pair.isBlank()) {
                int at = pair.indexOf('=');
                require(
                        at > 0,
                        "--observer-node-selector (OBSERVER_NODE_SELECTOR) takes labels as LABEL=VALUE, and \"" + pair
                                + "\" is none");
                labels.put(pair.substring(0, at).strip(), pair.substring(at + 1).strip());
            }
        }
        return labels;
    }

    private Optional<CeilingScope> ceiling() {
        Set<String> exempt = new TreeSet<>(ceilingExempt);
        exempt.removeIf(String::isBlank);
        exempt.forEach(name -> require(
                CeilingScope.isName(name),
                "--ceiling-exempt (CEILING_EXEMPT) takes names of SeccompProfiles, of CapabilityPolicies as policy/NAME, and"
                        + " of ProfileObservations as observed/NAME; " + name + " is none"));
        require(
                ceilingProfile.isBlank() || DnsSubdomain.matches(ceilingProfile),
                "--ceiling-profile (CEILING_PROFILE) is the name of a SeccompProfile; " + ceilingProfile
                        + " cannot be one");
        return ceilingProfile.isBlank() ? Optional.empty() : Optional.of(new CeilingScope(ceilingProfile, exempt));
    }

    private static String ownIdentity() {
        String host = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "portcullis-operator");
        return host + "-" + ProcessHandle.current().pid();
    }

    private void require(boolean holds, String complaint) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), complaint);
        }
    }
}
