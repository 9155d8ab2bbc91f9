package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryWatchTest {

    @TempDir
    Path directory;

    private final BlockingQueue<Wakeup> inbox = new LinkedBlockingQueue<>();
    private final AtomicBoolean watched = new AtomicBoolean();

    @Test
    void filesBelowPolicyAreToldByTheirPath() throws IOException, InterruptedException {
        Path policies = directory.resolve("policy");
        try (DirectoryWatch watch = DirectoryWatch.start(directory, inbox, watched::set)) {
            Files.createDirectory(policies);
            awaitTouched("policy");
            watch.renew();
            Files.createFile(policies.resolve("web.seccomp.json"));
            awaitTouched("policy/web.seccomp.json");
            Files.createFile(directory.resolve("web.json"));
            awaitTouched("web.json");

            Files.move(policies, directory.resolve("away"));
            awaitTouched("away");
            Files.createDirectory(policies);
            watch.renew();
            Files.createFile(policies.resolve("other.seccomp.json"));
            awaitTouched("policy/other.seccomp.json");
        }
    }

    @Test
    void aPolicyDirectoryThatIsThereIsWatchedFromTheStartAndALinkIsNot() throws IOException, InterruptedException {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Path place = Files.createDirectories(directory.resolve("watched"));
        Path policies = Files.createDirectory(place.resolve("policy"));
        try (DirectoryWatch watch = DirectoryWatch.start(place, inbox, watched::set)) {
            Files.createFile(policies.resolve("a.seccomp.json"));
            awaitTouched("policy/a.seccomp.json");
            Files.delete(policies.resolve("a.seccomp.json"));
            Files.delete(policies);
            Files.createSymbolicLink(policies, elsewhere);
            watch.renew();
            Files.createFile(elsewhere.resolve("b.seccomp.json"));
            Files.createFile(place.resolve("last"));

            assertThat(awaitTouched("last")).doesNotContain("b.seccomp.json");
        }
    }

    @Test
    void aDirectoryThatCannotBeWatchedIsWatchedOnceItCan() throws IOException, InterruptedException {
        Path later = directory.resolve("later");
        try (DirectoryWatch watch = DirectoryWatch.start(later, inbox, watched::set)) {
            assertThat(watched).isFalse();
            Files.createDirectories(later);
            watch.renew();
            assertThat(watched).isTrue();
            Files.createFile(later.resolve("web.json"));
            awaitTouched("web.json");

            Files.move(later, directory.resolve("away"));
            watch.renew();
            assertThat(watched).isFalse();
            Files.createDirectories(later);
            watch.renew();
            assertThat(watched).isTrue();
            Files.createFile(later.resolve("other.json"));
            awaitTouched("other.json");
        }
    }

    /** Returns all that was told on the way. */
    private String awaitTouched(String name) throws InterruptedException {
        StringBuilder told = new StringBuilder();
        while (true) {
            Wakeup signal = inbox.poll(20, TimeUnit.SECONDS);
            told.append(signal).append('\n');
            assertThat(signal).as("told before: %s", told).isInstanceOf(Wakeup.Touched.class);
            if (signal instanceof Wakeup.Touched touched && touched.names().contains(name)) {
                return told.toString();
            }
        }
    }
}
