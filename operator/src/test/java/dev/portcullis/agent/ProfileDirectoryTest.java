package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.rendition.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileDirectoryTest {

    private static final FileName NGINX = new FileName("nginx.json");

    @TempDir
    Path root;

    @Test
    void theDirectoryIsMadeReadableByAll() throws IOException {
        try (ProfileDirectory directory = ProfileDirectory.open(root.resolve("seccomp"))) {
            assertThat(directory.path()).isEqualTo(root.resolve("seccomp/portcullis"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.path())))
                    .isEqualTo("rwxr-xr-x");
            assertThat(directory.path()).isEmptyDirectory();
        }
    }

    @Test
    void aLinkInItsPlaceIsRefused() throws IOException {
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("portcullis"), elsewhere);

        assertThatThrownBy(() -> ProfileDirectory.open(root)).hasMessageContaining("is a symbolic link");
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Files.createFile(root.resolve("portcullis"));

        assertThatThrownBy(() -> ProfileDirectory.open(root)).hasMessageContaining("is not a directory");
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsRefused() throws IOException {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may write everywhere");
        Path path = Files.createDirectory(root.resolve("portcullis"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("r-xr-xr-x"));

        assertThatThrownBy(() -> ProfileDirectory.open(root)).hasMessageContaining("is not writable");
    }

    @Test
    void leftOversOfInterruptedWritesGoAndStrangersStay() throws IOException {
        Path path = Files.createDirectory(root.resolve("portcullis"));
        Files.writeString(path.resolve(".nginx.json.tmp"), "half");
        Files.writeString(path.resolve("README"), "mine");
        Files.writeString(path.resolve("old.json"), "{}");

        try (ProfileDirectory directory = ProfileDirectory.open(root)) {
            assertThat(path.resolve(".nginx.json.tmp")).doesNotExist();
            assertThat(path.resolve("README")).exists();
            assertThat(directory.tidied("")).containsExactly(new FileName("old.json"));
        }
    }

    @Test
    void filesHaveTheirModeAndContents() throws IOException {
        try (ProfileDirectory directory = ProfileDirectory.open(root)) {
            write(directory, "{}");
            directory.sync("");

            Path file = root.resolve("portcullis/nginx.json");
            assertThat(file).hasContent("{}");
            assertThat(mode(file)).isEqualTo("rw-r--r--");
            assertThat(names()).containsExactly("nginx.json");
        }
    }

    @Test
    void readersSeeTheOldOrTheNewContentsWhole() throws IOException {
        String one = "1".repeat(60_000);
        String two = "2".repeat(90_000);
        try (ProfileDirectory directory = ProfileDirectory.open(root)) {
            write(directory, one);
            AtomicBoolean done = new AtomicBoolean();
            Set<String> seen = ConcurrentHashMap.newKeySet();
            AtomicLong reads = new AtomicLong();
            List<CompletableFuture<Void>> readers = Stream.generate(() -> CompletableFuture.runAsync(
                            () -> {
                                while (!done.get()) {
                                    seen.add(read(root.resolve("portcullis/nginx.json")));
                                    reads.incrementAndGet();
                                }
                            },
                            reader -> Thread.ofPlatform().daemon().start(reader)))
                    .limit(3)
                    .toList();
            // At least as many reads as updates, however busy the machine is.
            for (int i = 0; i < 200 || reads.get() < 200 || seen.size() < 2; i++) {
                write(directory, i % 2 == 0 ? two : one);
            }
            done.set(true);
            readers.forEach(CompletableFuture::join);

            assertThat(seen).as("%s reads", reads).containsExactlyInAnyOrder(one, two);
        }
    }

    @Test
    void aLinkIsReplacedAndWhatItPointsToIsNotTouched() throws IOException {
        Path target = Files.writeString(root.resolve("target"), "untouched");
        try (ProfileDirectory directory = ProfileDirectory.open(root)) {
            Path file = root.resolve("portcullis/nginx.json");
            Files.createSymbolicLink(file, target);
            assertThat(directory.check(NGINX, Digest.sha256("untouched"))).isEqualTo(FileOnDisk.State.NOT_A_FILE);

            write(directory, "{}");

            assertThat(Files.isSymbolicLink(file)).isFalse();
            assertThat(file).hasContent("{}");
            assertThat(target).hasContent("untouched");
        }
    }

    @Test
    void anEmptyDirectoryIsReplacedAndAFullOneIsMovedAside() throws IOException {
        try (ProfileDirectory directory = ProfileDirectory.open(root)) {
            Path file = Files.createDirectory(root.resolve("portcullis/nginx.json"));
            write(directory, "{}");
            assertThat(file).isRegularFile();

            Files.delete(file);
            Files.createDirectory(file);
            Files.createFile(file.resolve("inside"));
            write(directory, "{}");
            assertThat(file).hasContent("{}");
            assertThat(names()).containsExactly("nginx.json", "nginx.json.foreign-1");

            Files.delete(file);
            Files.createDirectories(file.resolve("more"));
            assertThat(directory.remove(NGINX)).isTrue();
            assertThat(names()).containsExactly("nginx.json.foreign-1", "nginx.json.foreign-2");
            assertThat(root.resolve("portcullis/nginx.json.foreign-1/inside")).exists();
            assertThat(root.resolve("portcullis/nginx.json.foreign-2/more")).exists();
            assertThat(directory.tidied("")).isEmpty();

            for (int i = 3; i <= 9; i++) {
                Files.createFile(root.resolve("portcullis/nginx.json.foreign-" + i));
            }
            Files.createDirectories(file.resolve("again"));
            assertThatThrownBy(() -> write(directory, "{}")).hasMessageContaining("remove nginx.json.foreign-1");
            assertThatThrownBy(() -> directory.remove(NGINX)).isInstanceOf(IOException.class);
            assertThat(file).isDirectory();
        }
    }

    @Test
    void aStaleTemporaryLinkIsNotFollowed() throws IOException {
        Path target = Files.writeString(root.resolve("target"), "untouched");
        try (ProfileDirectory directory = ProfileDirectory.open(root)) {
            Files.createSymbolicLink(root.resolve("portcullis/.nginx.json.tmp"), target);

            write(directory, "{}");

            assertThat(target).hasContent("untouched");
            assertThat(names()).containsExactly("nginx.json");
        }
    }

    @Test
    void everyKindOfDriftIsSeen() throws IOException {
        try (ProfileDirectory directory = ProfileDirectory.open(root)) {
            Path file = root.resolve("portcullis/nginx.json");
            String digest = Digest.sha256("{}");
            assertThat(directory.check(NGINX, digest)).isEqualTo(FileOnDisk.State.MISSING);
            write(directory, "{}");
            assertThat(directory.check(NGINX, digest)).isEqualTo(FileOnDisk.State.GOOD);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            assertThat(directory.check(NGINX, digest)).isEqualTo(FileOnDisk.State.WRONG_MODE);
            directory.restoreMode(NGINX);
            assertThat(directory.check(NGINX, digest)).isEqualTo(FileOnDisk.State.GOOD);
            Files.writeString(file, "[]");
            assertThat(directory.check(NGINX, digest)).isEqualTo(FileOnDisk.State.WRONG_CONTENTS);
            assertThat(directory.sha256(NGINX)).contains(Digest.sha256("[]"));
            assertThat(directory.remove(NGINX)).isTrue();
            assertThat(directory.remove(NGINX)).isFalse();
        }
    }

    @Test
    void aFileOfAnotherUserIsWrittenAnew() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may give a file away");
        try (ProfileDirectory directory = ProfileDirectory.open(root)) {
            write(directory, "{}");
            Path file = root.resolve("portcullis/nginx.json");
            Files.setAttribute(file, "unix:uid", 65534);
            assertThat(directory.check(NGINX, Digest.sha256("{}"))).isEqualTo(FileOnDisk.State.WRONG_OWNER);

            write(directory, "{}");

            assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(0);
            assertThat(directory.check(NGINX, Digest.sha256("{}"))).isEqualTo(FileOnDisk.State.GOOD);
        }
    }

    @Test
    void theDirectorysOwnerAndModeAreRestored() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may give a directory away");
        try (ProfileDirectory directory = ProfileDirectory.open(root)) {
            Path path = root.resolve("portcullis");
            assertThat(directory.restoreRights()).isEqualTo(DirectoryRights.RIGHT);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.setAttribute(path, "unix:uid", 65534);

            assertThat(directory.restoreRights().restored()).isTrue();

            assertThat(mode(path)).isEqualTo("rwxr-xr-x");
            assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(0);
            assertThat(directory.restoreRights()).isEqualTo(DirectoryRights.RIGHT);
        }
    }

    @Test
    void aReplacedDirectoryIsOpenedAgain() throws IOException {
        try (ProfileDirectory directory = ProfileDirectory.open(root)) {
            assertThat(directory.reopenIfReplaced()).isFalse();
            Files.move(root.resolve("portcullis"), root.resolve("away"));

            assertThat(directory.reopenIfReplaced()).isTrue();
            write(directory, "{}");

            assertThat(names()).containsExactly("nginx.json");
            assertThat(root.resolve("away")).isEmptyDirectory();
        }
    }

    private static void write(ProfileDirectory directory, String contents) throws IOException {
        directory.write(NGINX, contents.getBytes(StandardCharsets.UTF_8), Digest.sha256(contents));
    }

    private String[] names() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("portcullis"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "missing";
        } catch (IOException e) {
            return e.toString();
        }
    }
}
