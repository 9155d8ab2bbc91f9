package dev.portcullis.cli.doctor;

import dev.portcullis.cli.doctor.Examination.Part;
import dev.portcullis.cli.doctor.Examination.Refusal;
import dev.portcullis.cli.doctor.Examination.Right;
import dev.portcullis.cli.doctor.Examination.Term;
import dev.portcullis.cli.fleet.Fleet;
import dev.portcullis.wording.NameList;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What an examination shows, in the order in which things depend on each other. */
final class Checkup {

    private static final String PROFILES = "seccompprofiles";

    static final Set<String> KINDS = Set.of(
            PROFILES, "capabilitypolicies", "syscallblocks", "profileobservations", "nodesyncs", "nodeobservations");

    /** Guards what agents and operator may write. */
    static final String AGENT_GUARD = "portcullis-agent-nodesync";

    /** The group of the security-profiles-operator, whose SeccompProfiles are another kind. */
    static final String PEER_GROUP = "security-profiles-operator.x-k8s.io";

    private static final int OLDEST_MINOR = 32;
    private static final int FILLING_MINOR = 36;
    private static final Pattern VERSION = Pattern.compile("v?1\\.(\\d+).*");

    /** Beyond this, times told by one machine mislead on another. */
    private static final Duration MOST_SKEW = Duration.ofSeconds(10);

    /** A healthy API server needs milliseconds for its version; requests of ours give up after 10 s. */
    private static final Duration SLOW = Duration.ofSeconds(1);

    /** A kubelet renews its Lease every 10 s (nodeLeaseDurationSeconds / 4); after this it is away, and not late. */
    private static final Duration AWAY = Duration.ofMinutes(5);

    private static final Duration RENEWAL = Duration.ofSeconds(40);

    private final Examination seen;
    private final List<Symptom> symptoms = new ArrayList<>();

    private Checkup(Examination seen) {
        this.seen = seen;
    }

    static List<Symptom> of(Examination seen) {
        Checkup checkup = new Checkup(seen);
        checkup.server();
        checkup.kinds();
        checkup.clocks();
        checkup.operator();
        checkup.leader();
        checkup.agents();
        checkup.programRights();
        checkup.admission();
        checkup.refusals();
        Fleet fleet = seen.fleet();
        if (fleet != null) {
            checkup.symptoms.addAll(FleetCheckup.of(seen, fleet));
        }
        checkup.rights();
        return List.copyOf(checkup.symptoms);
    }

    private void server() {
        switch (seen.serverVersion()) {
            case Look.Refused<String> refused -> unseen("the API server's version", refused.why());
            case Look.Read<String> read -> {
                int minor = minor(read.found());
                if (minor < OLDEST_MINOR) {
                    add(Symptom.error(
                            "ApiServerTooOld",
                            "the API server is " + read.found()
                                    + ": its tokens do not name nodes, so no agent may write its report",
                            "upgrade Kubernetes to 1.32 or newer"));
                } else {
                    add(Symptom.ok("ApiServer", "API server " + read.found()));
                }
            }
        }
        if (seen.answerTook().compareTo(SLOW) > 0) {
            add(Symptom.warning(
                    "ApiServerSlow",
                    "the API server took " + seen.answerTook().toMillis() + " ms to say its version: edits reach nodes"
                            + " late, and leases and reports may run out",
                    "look at its load and at etcd's disk (etcd_disk_wal_fsync_duration_seconds); who sends most:"
                            + " apiserver_request_total by client, kubectl get flowschemas"));
        }
        boolean canFill = seen.admissionKinds()
                .value()
                .map(kinds -> kinds.contains("mutatingadmissionpolicies"))
                .orElse(true);
        if (!canFill) {
            String words =
                    "the API server has no MutatingAdmissionPolicy in admissionregistration.k8s.io/v1: it cannot fill"
                            + " in pods";
            add(
                    wantsFilling()
                            ? Symptom.warning(
                                    "NoMutatingAdmissionPolicy",
                                    words + ", which policies or blocks here ask for",
                                    "upgrade Kubernetes to 1." + FILLING_MINOR
                                            + " or newer, or write the profile into the pods")
                            : Symptom.note("NoMutatingAdmissionPolicy", words, ""));
        }
    }

    private boolean wantsFilling() {
        Fleet fleet = seen.fleet();
        return fleet != null
                && fleet.objects().stream()
                        .flatMap(object -> object.status().condition("Enforced").stream())
                        .anyMatch(enforced -> "NoMutatingAdmissionPolicy".equals(enforced.getReason()));
    }

    /** A version that cannot be read is taken for a new one. */
    static int minor(String version) {
        Matcher matcher = VERSION.matcher(version);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
    }

    private void kinds() {
        Set<String> known = seen.kinds().value().orElse(KINDS);
        Set<String> missing = new TreeSet<>(KINDS);
        missing.removeAll(known);
        if (missing.equals(new TreeSet<>(KINDS))) {
            add(Symptom.error(
                    "NotInstalled",
                    "the API server knows no kind of portcullis.dev/v1",
                    "install Portcullis, or apply its crds/; --context chooses another cluster"));
        } else if (!missing.isEmpty()) {
            add(Symptom.error(
                    "CrdsMissing",
                    "the API server does not know " + String.join(", ", missing) + ", so the operator does not work",
                    "kubectl apply --server-side -f crds/ with the crds/ of this version, or upgrade the chart with"
                            + " crds.install=true"));
        } else {
            add(Symptom.ok("Crds", "all kinds of portcullis.dev/v1 are there"));
        }
        if (known.contains(PROFILES)) {
            twoKindsOfOneName();
        }
    }

    private void twoKindsOfOneName() {
        if (seen.peerKinds().value().orElse(Set.of()).contains(PROFILES)) {
            add(Symptom.note(
                    "TwoKindsOfProfile",
                    "the security-profiles-operator has SeccompProfiles here too; kubectl get " + PROFILES
                            + " means those of portcullis.dev",
                    "name the others in full in scripts: " + PROFILES + "." + PEER_GROUP
                            + "; docs/migrating.md moves them here"));
        }
    }

    private void clocks() {
        seen.clockAhead()
                .value()
                .filter(ahead -> ahead.abs().compareTo(MOST_SKEW) > 0)
                .ifPresent(ahead -> add(Symptom.warning(
                        "ClockSkew",
                        "this machine's clock is " + seconds(ahead.abs())
                                + (ahead.isNegative() ? " behind" : " ahead of") + " the API server's",
                        "set the clock by NTP: ages that commands here print are wrong by that much")));
        seen.heartbeats().value().ifPresent(this::nodeClocks);
    }

    /** A heartbeat in the future is a clock that is ahead; one that is late and not over is one that is behind. */
    private void nodeClocks(Map<String, Instant> heartbeats) {
        List<String> skewed = new ArrayList<>();
        heartbeats.forEach((node, time) -> {
            Duration old = Duration.between(time, seen.now());
            boolean ahead = old.isNegative() && old.abs().compareTo(MOST_SKEW) > 0;
            boolean behind = old.compareTo(RENEWAL) > 0 && old.compareTo(AWAY) < 0;
            if (ahead) {
                skewed.add(node + " (" + seconds(old.abs()) + " ahead)");
            } else if (behind) {
                skewed.add(node + " (" + seconds(old) + " behind, or its kubelet has just stopped)");
            }
        });
        if (!skewed.isEmpty()) {
            add(Symptom.warning(
                    "NodeClockSkew",
                    "clocks of nodes differ from the API server's: " + NameList.of(skewed),
                    "set them by NTP: certificates and tokens fail on a wrong clock; since when files and containers are"
                            + " there is told by the node's own clock, and stays right on each node"));
        }
    }

    private void operator() {
        switch (seen.operator()) {
            case Look.Refused<Optional<Part>> refused -> unseen("the operator's Deployment", refused.why());
            case Look.Read<Optional<Part>> read ->
                read.found()
                        .ifPresentOrElse(
                                this::operator,
                                () -> add(
                                        Symptom.error(
                                                "NoOperator",
                                                "there is no Deployment portcullis-operator in namespace "
                                                        + seen.namespace()
                                                        + ": status is not updated, and no edit reaches a node",
                                                "install the operator; --system-namespace says where it is, if it is elsewhere")));
        }
    }

    private void operator(Part part) {
        String state = "operator: " + part.ready() + " of " + part.wanted() + " ready, " + part.image();
        String look = "kubectl -n " + seen.namespace()
                + " get pods -l app.kubernetes.io/component=operator, then describe and logs of one that is not ready";
        if (part.ready() == 0) {
            add(Symptom.error("OperatorNotReady", state + ": no edit reaches a node", look));
        } else if (part.ready() < part.wanted()) {
            add(Symptom.warning("OperatorNotReady", state, look));
        } else {
            add(Symptom.ok("Operator", state));
        }
    }

    private void leader() {
        switch (seen.leader()) {
            case Look.Refused<Optional<Term>> refused -> unseen("the operator's Lease", refused.why());
            case Look.Read<Optional<Term>> read -> leader(read.found());
        }
    }

    private void leader(Optional<Term> term) {
        String look =
                "kubectl -n " + seen.namespace() + " logs -l app.kubernetes.io/component=operator: the standby takes"
                        + " over when the Lease is over, unless the API server refuses its requests";
        if (term.isEmpty() || term.get().holder().isEmpty()) {
            add(Symptom.error("NoLeader", "no operator leads: no edit reaches a node", look));
            return;
        }
        Term held = term.get();
        Instant renewed = held.renewed();
        if (renewed == null) {
            add(Symptom.ok("Leader", held.holder() + " leads"));
            return;
        }
        Duration old = Duration.between(renewed, seen.now());
        if (old.compareTo(held.length().plus(MOST_SKEW)) > 0) {
            add(Symptom.error(
                    "NoLeader",
                    "no operator leads since " + renewed + ": " + held.holder() + " did not renew its Lease for "
                            + seconds(old),
                    look));
        } else if (old.isNegative() && old.abs().compareTo(MOST_SKEW) > 0) {
            add(Symptom.warning(
                    "NodeClockSkew",
                    "the leading operator's clock is " + seconds(old.abs()) + " ahead of the API server's",
                    "set the clock of its node by NTP: blocks would end too early"));
        } else {
            add(Symptom.ok("Leader", held.holder() + " leads"));
        }
    }

    private void agents() {
        switch (seen.agents()) {
            case Look.Refused<Optional<Part>> refused -> unseen("the agents' DaemonSet", refused.why());
            case Look.Read<Optional<Part>> read -> {
                if (read.found().isEmpty()) {
                    add(Symptom.error(
                            "NoAgents",
                            "there is no DaemonSet portcullis-agent in namespace " + seen.namespace()
                                    + ": no node gets a file",
                            "install the agents; --system-namespace says where they are, if they are elsewhere"));
                } else {
                    Part part = read.found().get();
                    if (part.ready() >= part.wanted()) {
                        add(Symptom.ok("Agents", "agents: " + part.ready() + " of " + part.wanted() + " ready"));
                    }
                }
            }
        }
    }

    private void programRights() {
        switch (seen.programRights()) {
            case Look.Refused<List<Right>> refused -> unseen("what operator and agents may do", refused.why());
            case Look.Read<List<Right>> read -> {
                Map<String, List<String>> byAccount = new TreeMap<>();
                read.found().forEach(right -> byAccount
                        .computeIfAbsent(right.purpose(), account -> new ArrayList<>())
                        .add(right.words()));
                byAccount.forEach((account, rights) -> add(Symptom.error(
                        "ProgramRightMissing",
                        "the service account " + account + " may not " + String.join(", ", rights),
                        "apply config/rbac and the components in use again, or upgrade the chart; what was refused is tried"
                                + " again by itself")));
            }
        }
    }

    private void refusals() {
        Map<String, List<Refusal>> byPolicy = seen.refusals().value().orElse(List.of()).stream()
                .collect(Collectors.groupingBy(Refusal::policy, TreeMap::new, Collectors.toList()));
        byPolicy.forEach((policy, refused) -> {
            List<String> owners =
                    refused.stream().map(Refusal::owner).distinct().toList();
            add(Symptom.warning(
                    "PodsRefused",
                    "CapabilityPolicy " + policy + " keeps " + NameList.of(owners, 3, one -> one, ", ", "more")
                            + " from making pods: " + refused.getFirst().objection(),
                    "portcullis why KIND/NAME says what to write; to let pods in meanwhile: kubectl patch"
                            + " capabilitypolicy " + policy
                            + " --type=merge -p '{\"spec\":{\"enforcement\":{\"validate\":\"Warn\"}}}'"));
        });
    }

    private void admission() {
        if (seen.policies() instanceof Look.Refused<List<String>> refused) {
            unseen("the admission policies in force", refused.why());
            return;
        }
        List<String> policies = seen.policies().value().orElse(List.of());
        List<String> bound = seen.bindings().value().orElse(List.of());
        if (!policies.contains(AGENT_GUARD) || (seen.bindings().value().isPresent() && !bound.contains(AGENT_GUARD))) {
            add(Symptom.error(
                    "GuardMissing",
                    "the ValidatingAdmissionPolicy " + AGENT_GUARD
                            + (policies.contains(AGENT_GUARD) ? " has no binding" : " is not there")
                            + ": an agent could write the reports of other nodes",
                    "apply config/admission again, or upgrade the chart"));
        } else {
            long ofPolicies = policies.stream()
                    .filter(name -> name.endsWith(".capabilitypolicy.portcullis.dev"))
                    .count();
            add(Symptom.ok(
                    "Admission",
                    "admission: the agents' guard is in force; CapabilityPolicies in force: " + ofPolicies));
        }
    }

    private void rights() {
        for (Right right : seen.rights()) {
            add(Symptom.note(
                    "RightMissing",
                    "you may not " + right.words() + ": " + right.purpose() + " cannot tell everything",
                    "ask for it; docs/kubectl-plugin.md lists what each command needs"));
        }
    }

    private void unseen(String what, String why) {
        add(Symptom.note("NotSeen", what + " cannot be read: " + why, ""));
    }

    private void add(Symptom symptom) {
        symptoms.add(symptom);
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }
}
