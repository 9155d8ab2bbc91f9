package dev.portcullis.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.api.SeccompProfileSpec;
import dev.portcullis.cluster.Cluster;
import dev.portcullis.machine.LinuxProcess;
import dev.portcullis.machine.Parallel;
import dev.portcullis.rendition.Carrier;
import dev.portcullis.rendition.Kind;
import dev.portcullis.rendition.Rendition;
import dev.portcullis.seccomp.Bases;
import dev.portcullis.seccomp.Renderer;
import dev.portcullis.seccomp.Rendering;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the API server and the disk take alone for what no operator can avoid: a plain client makes the same writes, with
 * the same bytes, while no operator runs. A new profile costs the user's own write, a ConfigMap, a report of each node and
 * one status; a deleted one the user's own write, the ConfigMap's tombstone, a report of each node, the finalizer and the end
 * of the tombstone.
 *
 * @param parameters of our operator
 * @param api a client while no operator runs
 * @param report gets the floors
 */
record Floors(Parameters parameters, ApiClient api, Report report) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROFILES = "apis/portcullis.dev/v1/seccompprofiles";
    private static final String REPORTS = "apis/portcullis.dev/v1/nodesyncs";
    private static final String CONFIG_MAPS = "api/v1/namespaces/" + Cluster.NAMESPACE + "/configmaps";
    private static final int TIMES = 20;
    private static final Renderer RENDERER = new Renderer(Path.of("/run/portcullis-listeners"));

    private static final String TOMBSTONE = """
            {"metadata": {"labels": {"portcullis.dev/released": "true"}, "annotations": {"portcullis.dev/released": "uid"}}, "data": null}""";
    private static final String NO_FINALIZER = """
            {"metadata": {"finalizers": null}}""";

    /**
     * One profile after the other.
     *
     * @param singles whose rows get floors
     * @param nodes how many report
     */
    void singles(Singles singles, int nodes) {
        Tally tally = new Tally();
        for (int i = 0; i < TIMES; i++) {
            String name = "floor-" + i;
            long start = System.nanoTime();
            createObject(name);
            createConfigMap(name);
            tally.addSeconds(singles.creations() + ".file", System.nanoTime() - start);
            reports(nodes, i);
            status(name, 1);
            tally.addSeconds(singles.creations() + ".ready", System.nanoTime() - start);

            start = System.nanoTime();
            updateObject(name);
            updateConfigMap(name);
            tally.addSeconds(singles.updates() + ".file", System.nanoTime() - start);
            reports(nodes, i + TIMES);
            status(name, 2);
            tally.addSeconds(singles.updates() + ".ready", System.nanoTime() - start);

            start = System.nanoTime();
            deleteObject(name);
            bury(name);
            tally.addSeconds(singles.deletions() + ".file", System.nanoTime() - start);
            reports(nodes, i + 2 * TIMES);
            release(name);
            tally.addSeconds(singles.deletions() + ".object", System.nanoTime() - start);
            deleteConfigMap(name);
            tally.add(singles.creations() + ".writes", 3.0 + nodes);
            tally.add(singles.deletions() + ".writes", 4.0 + nodes);
        }
        keep(tally);
    }

    /**
     * Many at once.
     *
     * @param prefix of the rows
     * @param startRow the row of an agent's start with these files; null for none
     */
    void bursts(String prefix, int count, int nodes, @Nullable String startRow) throws IOException {
        Tally tally = new Tally();
        new Course(tally, prefix + ".create", count)
                .user(this::createObject)
                .operator(this::createConfigMap)
                .reached(".files")
                .nodes(nodes)
                .operator(name -> status(name, 1))
                .reached(".ready")
                .end();
        if (startRow != null) {
            tally.addSeconds(startRow, fetchAndWrite(count));
        }
        new Course(tally, prefix + ".update", count)
                .user(this::updateObject)
                .operator(this::updateConfigMap)
                .reached(".files")
                .nodes(nodes)
                .operator(name -> status(name, 2))
                .reached(".ready")
                .end();
        new Course(tally, prefix + ".delete", count)
                .user(this::deleteObject)
                .operator(this::bury)
                .reached(".files")
                .nodes(nodes)
                .operator(this::release)
                .reached(".objects")
                .operator(this::deleteConfigMap)
                .end();
        keep(tally);
    }

    /** One file, written as carefully as an agent must. */
    void tampering() throws IOException {
        Tally tally = new Tally();
        Path directory = Files.createTempDirectory("portcullis-bench");
        byte[] document = document("floor", 0).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            write(directory, "floor", document);
            long nanos = System.nanoTime() - start;
            for (String way : new String[] {"edit", "delete", "mode", "link"}) {
                tally.addSeconds("tamper." + way, nanos);
            }
        }
        Files.delete(directory.resolve("floor.json"));
        Files.delete(directory);
        keep(tally);
    }

    /** Makes the objects that so many nodes write their reports into. */
    void begin(int nodes) {
        for (int node = 0; node < nodes; node++) {
            api.create(REPORTS, json("""
                    {"apiVersion": "portcullis.dev/v1", "kind": "NodeSync", "metadata": {"name": "floor-%d"}}""".formatted(node)));
        }
    }

    /** Deletes them. */
    void end(int nodes) {
        for (int node = 0; node < nodes; node++) {
            api.delete(REPORTS + "/floor-" + node);
        }
    }

    /** The writes that a burst cannot avoid, one kind after the other: who makes them, and what they cost. */
    private final class Course {

        private final Tally tally;
        private final String prefix;
        private final int count;
        private final ApiServerUse before = ApiServerUse.now(api);
        private final LinuxProcess self =
                new LinuxProcess(ProcessHandle.current().pid());
        private final long start = System.nanoTime();
        private double controller;

        Course(Tally tally, String prefix, int count) {
            this.tally = tally;
            this.prefix = prefix;
            this.count = count;
        }

        Course user(Consumer<String> write) {
            Parallel.run(count, i -> write.accept("floor-" + i));
            return this;
        }

        Course operator(Consumer<String> write) {
            double cpu = self.cpuSeconds();
            user(write);
            controller += self.cpuSeconds() - cpu;
            return this;
        }

        Course nodes(int nodes) {
            reports(nodes, ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
            return this;
        }

        Course reached(String row) {
            tally.addSeconds(prefix + row, System.nanoTime() - start);
            return this;
        }

        void end() {
            ApiServerUse use = ApiServerUse.now(api).since(before);
            tally.add(prefix + ".writes", use.writes());
            tally.add(prefix + ".controller", controller);
            tally.add(prefix + ".api", use.cpuSeconds());
        }
    }

    private void createObject(String name) {
        api.create(PROFILES, manifest(name, 0));
    }

    private void updateObject(String name) {
        ObjectNode part = JSON.createObjectNode();
        part.set("spec", manifest(name, 1).get("spec"));
        api.merge(PROFILES + "/" + name, part);
    }

    private void deleteObject(String name) {
        api.delete(PROFILES + "/" + name);
    }

    private void createConfigMap(String name) {
        api.create(CONFIG_MAPS, configMap(name, 0));
    }

    private void updateConfigMap(String name) {
        api.merge(carrier(name), configMap(name, 1));
    }

    private void bury(String name) {
        api.merge(carrier(name), json(TOMBSTONE));
    }

    private void deleteConfigMap(String name) {
        api.delete(carrier(name));
    }

    private void release(String name) {
        api.merge(PROFILES + "/" + name, json(NO_FINALIZER));
    }

    private void status(String name, int generation) {
        api.merge(PROFILES + "/" + name + "/status", json("""
                {"status": {"observedGeneration": %1$d, "localhostProfile": "portcullis/%2$s.json", "sha256": "%1$064d",
                  "syscalls": 212, "nodes": {"desired": 1, "synced": 1, "failed": 0, "unavailable": 0, "summary": "1/1"},
                  "conditions": [
                    {"type": "Rendered", "status": "True", "reason": "Rendered", "message": "212 syscalls",
                     "lastTransitionTime": "2026-01-01T00:00:00Z", "observedGeneration": %1$d},
                    {"type": "Ready", "status": "True", "reason": "Synced", "message": "on 1 node",
                     "lastTransitionTime": "2026-01-01T00:00:00Z", "observedGeneration": %1$d}]}}""".formatted(generation, name)));
    }

    /** One report of each node. */
    private void reports(int nodes, int revision) {
        Parallel.run(
                nodes,
                node -> api.merge(
                        REPORTS + "/floor-" + node + "/status",
                        json("{\"status\": {\"appliedRevision\": %d, \"files\": 1, \"failed\": 0}}"
                                .formatted(revision))));
    }

    private static String carrier(String name) {
        return CONFIG_MAPS + "/" + Kind.SECCOMP_PROFILE.configMapName(name);
    }

    private ObjectNode manifest(String name, int version) {
        return parameters.manifest(name, ProfileVersions.syscalls(version));
    }

    private JsonNode configMap(String name, int version) {
        return JSON.valueToTree(Carrier.of(
                Rendition.ofProfile(name, version + 1L, document(name, version), new TreeMap<>(), null),
                Cluster.NAMESPACE,
                1));
    }

    private String document(String name, int version) {
        SeccompProfileSpec spec = JSON.convertValue(manifest(name, version).get("spec"), SeccompProfileSpec.class);
        return ((Rendering.Rendered) RENDERER.render(name, spec, Bases.NONE, Set.of())).document();
    }

    /** Lists the ConfigMaps and writes their documents into a new directory, and returns how long that took, in nanoseconds. */
    private long fetchAndWrite(int count) throws IOException {
        Path directory = Files.createTempDirectory("portcullis-bench");
        long start = System.nanoTime();
        int written = 0;
        for (JsonNode configMap : items(api.get(CONFIG_MAPS + "?labelSelector=" + Carrier.KIND_LABEL))) {
            JsonNode document = configMap.path("data").elements().next();
            write(directory, "floor-" + written++, document.asText().getBytes(StandardCharsets.UTF_8));
        }
        final long nanos = System.nanoTime() - start;
        if (written != count) {
            throw new IllegalStateException(written + " ConfigMaps instead of " + count);
        }
        for (int i = 0; i < written; i++) {
            Files.delete(directory.resolve("floor-" + i + ".json"));
        }
        Files.delete(directory);
        return nanos;
    }

    private static void write(Path directory, String name, byte[] bytes) throws IOException {
        Path temporary = directory.resolve("." + name);
        try (FileChannel file = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(bytes));
            file.force(false);
        }
        Files.move(temporary, directory.resolve(name + ".json"), StandardCopyOption.ATOMIC_MOVE);
    }

    private void keep(Tally tally) {
        tally.samples().forEach((row, samples) -> {
            if (report.table().has(row)) {
                report.floor(row, samples);
            }
        });
    }

    private static JsonNode items(String list) {
        return json(list).path("items");
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
