package dev.portcullis.cli.fleet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.portcullis.api.FileFailure;
import dev.portcullis.api.NodeSyncStatus;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.NodeLabels;
import dev.portcullis.stream.Answers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects, nodes and agents as the API server would tell of them. */
public final class FleetDraft {

    private FleetDraft() {}

    /** A profile that is on all of some nodes. */
    public static FleetObject ready(String name, int nodes, long revision) {
        return object(
                Kind.SECCOMP_PROFILE, name, 1, 1, "True", "Synced", "on " + nodes + " nodes", nodes, nodes, revision);
    }

    /** An object whose condition Ready is false. */
    public static FleetObject unready(Kind kind, String name, String reason, String message, int synced, int desired) {
        return object(kind, name, 1, 1, "False", reason, message, synced, desired, 1);
    }

    /** A profile that the operator has not looked at since it changed. */
    public static FleetObject unseen(String name) {
        return object(Kind.SECCOMP_PROFILE, name, 3, 2, "True", "Synced", "on 2 nodes", 2, 2, 1);
    }

    private static FleetObject object(
            Kind kind,
            String name,
            int generation,
            int observed,
            String ready,
            String reason,
            String message,
            int synced,
            int desired,
            long revision) {
        return read(kind, """
                {"metadata": {"name": "%s", "generation": %d, "resourceVersion": "77"},
                 "spec": {"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["read"]}]},
                 "status": {"observedGeneration": %d, "revision": %d,
                  "nodes": {"desired": %d, "synced": %d, "failed": 0, "unavailable": 0, "summary": "%d/%d"},
                  "conditions": [{"type": "Ready", "status": "%s", "reason": "%s", "message": "%s"}]}}""".formatted(
                name, generation, observed, revision, desired, synced, synced, desired, ready, reason, message));
    }

    /** The object that this JSON is. */
    public static FleetObject read(Kind kind, String json) {
        return parsed(json, parser -> FleetReader.object(kind, parser));
    }

    /** The pod of a component that this JSON is. */
    public static AgentState pod(String json) {
        return parsed(json, AgentPodReader::read);
    }

    private static <T> T parsed(String json, Answers.ObjectReader<T> reader) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            return reader.read(parser);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A node that has everything up to this revision, but for these failures. */
    public static FleetNode node(String name, long revision, FileFailure... failures) {
        return new FleetNode(
                name,
                null,
                NodeLabels.UNKNOWN,
                new NodeSyncStatus(
                        revision, 4, failures.length, List.of(failures), 0L, null, "amd64", "6.12.0", "0.1.0", "uid"));
    }

    /** The pod of a node's agent. */
    public static AgentState agent(String node, boolean ready, @Nullable String trouble) {
        return new AgentState(
                "portcullis-agent-" + node, node, ready, ready ? 0 : 7, trouble, "example.com/portcullis:0.1.0");
    }
}
