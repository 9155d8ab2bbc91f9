package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {

    @TempDir
    Path directory;

    private final BlockingQueue<Signal> inbox = new LinkedBlockingQueue<>();

    @Test
    void filesBelowPolicyAreToldByTheirPath() throws IOException, InterruptedException {
        Path policies = directory.resolve("policy");
        try (DirectoryWatch watch = DirectoryWatch.start(directory, inbox)) {
            Files.createDirectory(policies);
            awaitTouched("policy");
            watch.registerPolicies();
            Files.createFile(policies.resolve("web.seccomp.json"));
            awaitTouched("policy/web.seccomp.json");
            Files.createFile(directory.resolve("web.json"));
            awaitTouched("web.json");

            Files.move(policies, directory.resolve("away"));
            awaitTouched("away");
            Files.createDirectory(policies);
            watch.registerPolicies();
            Files.createFile(policies.resolve("other.seccomp.json"));
            awaitTouched("policy/other.seccomp.json");
        }
    }

    @Test
    void aPolicyDirectoryThatIsThereIsWatchedFromTheStartAndALinkIsNot() throws IOException, InterruptedException {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Path watched = Files.createDirectories(directory.resolve("watched"));
        Path policies = Files.createDirectory(watched.resolve("policy"));
        try (DirectoryWatch watch = DirectoryWatch.start(watched, inbox)) {
            Files.createFile(policies.resolve("a.seccomp.json"));
            awaitTouched("policy/a.seccomp.json");
            Files.delete(policies.resolve("a.seccomp.json"));
            Files.delete(policies);
            Files.createSymbolicLink(policies, elsewhere);
            watch.registerPolicies();
            Files.createFile(elsewhere.resolve("b.seccomp.json"));
            Files.createFile(watched.resolve("last"));

            assertThat(awaitTouched("last")).doesNotContain("b.seccomp.json");
        }
    }

    /** Returns all that was told on the way. */
    private String awaitTouched(String name) throws InterruptedException {
        StringBuilder told = new StringBuilder();
        while (true) {
            Signal signal = inbox.poll(20, TimeUnit.SECONDS);
            told.append(signal).append('\n');
            assertThat(signal).as("told before: %s", told).isInstanceOf(Signal.Touched.class);
            if (signal instanceof Signal.Touched touched && touched.names().contains(name)) {
                return told.toString();
            }
        }
    }
}
