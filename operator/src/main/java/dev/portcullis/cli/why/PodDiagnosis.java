package dev.portcullis.cli.why;

import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.cli.fleet.FileAdvice;
import dev.portcullis.cli.fleet.FleetNode;
import dev.portcullis.cli.fleet.FleetObject;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.NodeHistory;
import dev.portcullis.rendition.NodeSelector;
import dev.portcullis.rendition.RevisionHistory.Since;
import dev.portcullis.usage.SeccompChoice;
import dev.portcullis.wording.EditDistance;
import dev.portcullis.wording.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What keeps one pod from starting, as far as its seccomp files have to do with it. Pure. */
final class PodDiagnosis {

    /** 128 and SIGSYS (31), as runtimes report a process that a filter killed. */
    private static final int KILLED_BY_FILTER = 159;

    private static final int MAX_QUOTE = 400;
    private static final String GATE = "portcullis.dev/agent-not-ready";

    private final PodStory pod;
    private final Surroundings around;
    private final Set<Hindrance> found = new LinkedHashSet<>();

    private PodDiagnosis(PodStory pod, Surroundings around) {
        this.pod = pod;
        this.around = around;
    }

    /** The hindrances, those that come first first; none for a pod that nothing of ours keeps from starting. */
    static List<Hindrance> of(PodStory pod, Surroundings around) {
        PodDiagnosis diagnosis = new PodDiagnosis(pod, around);
        diagnosis.gate();
        for (PodStory.Member container : pod.containers()) {
            if (!container.running()) {
                diagnosis.file(container);
            }
            diagnosis.killed(container);
        }
        return List.copyOf(diagnosis.found);
    }

    /** The files of ours that a pod names. */
    static Set<FilePath> files(PodStory pod) {
        Set<FilePath> files = new LinkedHashSet<>();
        pod.containers().forEach(one -> one.seccomp().ours().ifPresent(files::add));
        return files;
    }

    private void gate() {
        if (pod.unscheduled().contains(GATE)) {
            add(
                    "NodeGate",
                    "no node takes the pod: nodes have the taint " + GATE
                            + ", since their agents have not written every file yet",
                    "portcullis status names agents that are not ready, or files that failed; the operator takes the taint"
                            + " away when they have caught up");
        }
    }

    private void file(PodStory.Member container) {
        String written = container.localhostProfile();
        if (container.seccomp().type() != SeccompChoice.Type.LOCALHOST || written == null) {
            return;
        }
        Optional<FilePath> ours = container.seccomp().ours();
        if (ours.isEmpty()) {
            odd(container, written);
            return;
        }
        FilePath file = ours.get();
        FleetObject object = around.objects().get(file.subject());
        if (object == null) {
            unknown(container, file);
        } else if (!object.status().wasDelivered()) {
            add(
                    "NotRendered",
                    where(container) + " names " + file.localhostProfile() + ", but " + object.subject()
                            + " has no file: " + object.reason() + ", " + object.message(),
                    "mend the spec: portcullis validate says the same before it is applied");
        } else {
            onNode(container, file, object);
        }
    }

    private void odd(PodStory.Member container, String written) {
        String cleaned = FilePath.cleaned(written);
        String name = cleaned.substring(cleaned.lastIndexOf('/') + 1).replaceFirst("\\.json$", "");
        boolean ours = FilePath.isOurs(written);
        if (around.names().contains(name)) {
            add(
                    "MisspeltFile",
                    where(container) + " names " + written + ", which is no file of SeccompProfile " + name,
                    "write localhostProfile: portcullis/" + name + ".json");
        } else if (ours) {
            add(
                    "MisspeltFile",
                    where(container) + " names " + written + ", and no file of ours has such a name",
                    "write portcullis/NAME.json for a SeccompProfile, portcullis/policy/NAME.seccomp.json for a"
                            + " CapabilityPolicy");
        } else if (container.cannotStart()) {
            add(
                    "ForeignFile",
                    where(container) + " names " + written + ", which is not a file of Portcullis: "
                            + quote(container.waiting()),
                    "put it on the node, or import it: portcullis import FILE --name " + name + ", and name portcullis/"
                            + name + ".json");
        }
    }

    private void unknown(PodStory.Member container, FilePath file) {
        String hint = file.kind() == Kind.SECCOMP_PROFILE
                ? EditDistance.hint(file.object(), Set.copyOf(around.names())).orElse("")
                : "";
        add(
                "UnknownFile",
                where(container) + " names " + file.localhostProfile() + ", but there is no " + file.subject() + hint,
                "apply a " + file.kind().label() + " " + file.object()
                        + ", or correct localhostProfile; kubectl get seccompprofiles shows what there is (PROFILE)");
    }

    private void onNode(PodStory.Member container, FilePath file, FleetObject object) {
        String name = pod.node();
        if (name == null) {
            return;
        }
        FleetNode node = around.node();
        NodeSyncStatus report = node == null ? null : node.status();
        if (node != null && object.selector().match(node.labels()) == NodeSelector.Match.NO) {
            add(
                    "NodeNotSelected",
                    object.subject() + " has a nodeSelector that does not select node " + name + ", so "
                            + file.localhostProfile() + " is not there",
                    "give the pod the same nodeSelector, label the node, or widen spec.nodeSelector of "
                            + object.subject());
            return;
        }
        if (node == null || report == null) {
            add(
                    "NoAgent",
                    "no agent has reported of node " + name + ", so " + file.localhostProfile() + " may not be there"
                            + agent(),
                    "portcullis doctor says what keeps the agent from the node");
            return;
        }
        Optional<FileFailure> failure = report.listedFailures().stream()
                .filter(one -> one.file().equals(file.value()))
                .findFirst();
        if (failure.isPresent()) {
            FileFailure failed = failure.get();
            add(
                    "FileFailed",
                    file.localhostProfile() + " is not on node " + name + " as it should be: " + failed.reason() + ", "
                            + failed.message(),
                    FileAdvice.of(failed.reason()));
            return;
        }
        Long revision = object.status().revision();
        if (revision != null
                && NodeHistory.of(report).since(file, revision) instanceof Since.NotYet
                && report.appliedRevision() < revision) {
            add(
                    "NotOnNodeYet",
                    "node " + name + " does not have " + file.localhostProfile() + " as it is yet: it has all up to"
                            + " revision " + report.appliedRevision() + ", the file came with " + revision + agent(),
                    "it comes by itself while the agent runs there; the kubelet tries the container again");
        } else if (container.cannotStart()) {
            add(
                    "RuntimeFailed",
                    file.localhostProfile() + " is on node " + name + ", and the runtime cannot start "
                            + where(container) + " under it: "
                            + quote(container.waiting().isEmpty() ? container.ended() : container.waiting()),
                    "the profile may deny what the runtime itself needs: portcullis validate PROFILE --runtime runc (or"
                            + " crun) says which syscalls; config/samples/runc-start.yaml has them as a base");
        }
    }

    private String agent() {
        return around.agent() == null || around.agent().ready()
                ? ""
                : "; pod " + around.agent().pod() + " is not ready"
                        + (around.agent().trouble() == null
                                ? ""
                                : ": " + around.agent().trouble());
    }

    private void killed(PodStory.Member container) {
        if (Objects.equals(container.exitCode(), KILLED_BY_FILTER) && !container.running()) {
            String file = Objects.requireNonNullElse(container.localhostProfile(), "its seccomp filter");
            add(
                    "KilledByFilter",
                    where(container) + " was killed by SIGSYS: " + file + " kills it for a syscall that it made",
                    "the node's audit log names the syscall (type=SECCOMP); portcullis import reads such lines, and"
                            + " portcullis explain PROFILE SYSCALL says which rule decides");
        }
    }

    private static String where(PodStory.Member container) {
        return "container " + container.name();
    }

    private static String quote(String words) {
        return "\"" + Excerpt.of(words, MAX_QUOTE, Excerpt.DOTS) + "\"";
    }

    private void add(String code, String statement, String advice) {
        found.add(new Hindrance(code, statement, advice));
    }

    /** What a person wants to know of a pod, hindered or not. */
    static List<String> facts(PodStory pod) {
        List<String> facts = new ArrayList<>();
        for (PodStory.Member container : pod.containers()) {
            facts.add("container " + container.name() + ": "
                    + (container.localhostProfile() == null
                            ? container
                                    .seccomp()
                                    .type()
                                    .name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', ' ')
                            : container.localhostProfile())
                    + ", "
                    + (container.running()
                            ? "runs"
                            : container.waiting().isEmpty()
                                    ? container.ended().isEmpty() ? "not started" : "ended: " + container.ended()
                                    : container.waiting()));
        }
        return facts;
    }
}
