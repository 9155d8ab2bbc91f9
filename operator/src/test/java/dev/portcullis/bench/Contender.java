package dev.portcullis.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.portcullis.machine.LinuxProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An operator that is measured: its programs, its profiles through a plain client, and their files on its nodes. */
final class Contender {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Parameters parameters;
    private final Programs programs;
    private final ApiClient api;
    private int nodes;
    private String collection = "";
    private @Nullable StatusWatch watch;

    Contender(Parameters parameters, Programs programs, ApiClient api) {
        this.parameters = parameters;
        this.programs = programs;
        this.api = api;
    }

    String name() {
        return parameters.name();
    }

    /** Starts its programs on so many nodes. */
    void start(int count) {
        nodes = count;
        programs.start(count);
        collection = api.collection(manifest("any", 0));
        watch = new StatusWatch(api.client(), collection, parameters.ready());
    }

    void stop() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
        programs.stop();
    }

    Programs programs() {
        return programs;
    }

    ApiClient api() {
        return api;
    }

    StatusWatch watch() {
        return Objects.requireNonNull(watch);
    }

    boolean tellsGenerations() {
        return parameters.ready().tellsGenerations();
    }

    void create(String name) {
        api.create(collection, manifest(name, 0));
    }

    void update(String name, int version) {
        ObjectNode part = JSON.createObjectNode();
        part.set("spec", manifest(name, version).get("spec"));
        api.merge(collection + "/" + name, part);
    }

    void delete(String name) {
        api.delete(collection + "/" + name);
    }

    /** The path of its file on the first node. */
    Path file(String name) {
        return parameters.file(1, name);
    }

    void awaitFiles(List<String> names) {
        await(names, Files::exists);
    }

    /** Waits until all files of these profiles are those of a version. */
    void awaitFiles(List<String> names, int version) {
        String mark = '"' + ProfileVersions.mark(version) + '"';
        await(names, file -> text(file).contains(mark));
    }

    void awaitNoFiles(List<String> names) {
        await(names, file -> !Files.exists(file));
    }

    /** Waits until all were seen ready in this generation, and returns when the last one was. */
    long awaitReady(List<String> names, long generation) {
        return names.stream()
                .mapToLong(name -> watch().awaitReady(name, generation))
                .max()
                .orElseThrow();
    }

    /** Waits until no object is left of these profiles, and returns when the last one went. */
    long awaitGone(List<String> names) {
        return names.stream().mapToLong(watch()::awaitGone).max().orElseThrow();
    }

    double controllerSeconds() {
        return seconds(programs.controllers());
    }

    double agentSeconds() {
        return seconds(programs.agents());
    }

    private static double seconds(List<LinuxProcess> processes) {
        return processes.stream().mapToDouble(LinuxProcess::cpuSeconds).sum();
    }

    /** One after the other: whichever is last, all have come true when the last has. */
    private void await(List<String> names, Predicate<Path> condition) {
        for (String name : names) {
            for (int node = 1; node <= nodes; node++) {
                Path file = parameters.file(node, name);
                Waiting.until(() -> condition.test(file));
            }
        }
    }

    private ObjectNode manifest(String name, int version) {
        return parameters.manifest(name, ProfileVersions.syscalls(version));
    }

    private static String text(Path file) {
        try {
            // A torn file may end within a character.
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
