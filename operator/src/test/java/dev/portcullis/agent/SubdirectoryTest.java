package dev.portcullis.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.portcullis.machine.Shell;
import dev.portcullis.rendition.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory in the agent's own, and what may stand in its place. */
class SubdirectoryTest {

    private static final FileName WEB = new FileName("policy/web.seccomp.json");
    private static final String DIGEST = Digest.sha256("{}");

    @TempDir
    Path root;

    private Path policies;
    private ProfileDirectory directory;

    @BeforeEach
    void open() throws IOException {
        directory = ProfileDirectory.open(root);
        policies = root.resolve("portcullis/policy");
    }

    @AfterEach
    void close() throws IOException {
        directory.close();
    }

    @Test
    void theDirectoryIsMadeWithTheFirstFileAndReadableByAll() throws IOException {
        assertThat(policies).doesNotExist();
        assertThat(directory.check(WEB, DIGEST)).isEqualTo(FileOnDisk.State.MISSING);
        assertThat(directory.remove(WEB)).isFalse();
        directory.sync("");
        directory.sync("policy");

        write();
        directory.sync("");
        directory.sync("policy");

        assertThat(mode(policies)).isEqualTo("rwxr-xr-x");
        assertThat(mode(policies.resolve("web.seccomp.json"))).isEqualTo("rw-r--r--");
        assertThat(policies.resolve("web.seccomp.json")).hasContent("{}");
        assertThat(names(policies)).containsExactly("web.seccomp.json");
        assertThat(directory.tidied("policy")).containsExactly(WEB);
        assertThat(directory.check(WEB, DIGEST)).isEqualTo(FileOnDisk.State.GOOD);
        assertThat(directory.clear("policy")).isFalse();
        assertThat(directory.restoreRights("policy")).isEqualTo(DirectoryRights.RIGHT);
        assertThat(directory.remove(WEB)).isTrue();
        assertThat(policies).isEmptyDirectory();
    }

    @Test
    void oneThatIsThereIsTakenOver() throws IOException {
        directory.close();
        Files.createDirectory(policies);
        Files.setPosixFilePermissions(policies, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(policies.resolve(".web.seccomp.json.tmp"), "half");
        Files.createDirectory(policies.resolve(".dir.tmp"));
        Files.writeString(policies.resolve("README"), "mine");
        Files.writeString(policies.resolve("old.capabilities.json"), "{}");

        directory = ProfileDirectory.open(root);

        assertThat(directory.tidied("policy")).containsExactly(new FileName("policy/old.capabilities.json"));
        assertThat(directory.tidied("")).isEmpty();
        assertThat(names(policies)).containsExactly(".dir.tmp", "README", "old.capabilities.json");
        assertThat(directory.restoreRights("policy").restored()).isTrue();
        assertThat(mode(policies)).isEqualTo("rwxr-xr-x");
        assertThat(directory.restoreRights("policy")).isEqualTo(DirectoryRights.RIGHT);
    }

    @Test
    void aLinkInItsPlaceIsReplacedAndNeverFollowed() throws IOException {
        write();
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("web.seccomp.json"), "{}");
        Files.writeString(elsewhere.resolve(".x.tmp"), "theirs");
        Files.move(policies, root.resolve("away"));
        Files.createSymbolicLink(policies, elsewhere);

        assertThat(directory.check(WEB, DIGEST)).isEqualTo(FileOnDisk.State.MISSING);
        assertThat(directory.remove(WEB)).isFalse();
        assertThat(directory.tidied("policy")).isEmpty();
        write();

        assertThat(Files.isSymbolicLink(policies)).isFalse();
        assertThat(names(policies)).containsExactly("web.seccomp.json");
        assertThat(names(elsewhere)).containsExactly(".x.tmp", "web.seccomp.json");
        assertThat(names(root.resolve("away"))).containsExactly("web.seccomp.json");
    }

    @Test
    void aLinkThatNobodyNeedsReplacedGoes() throws IOException {
        Files.createSymbolicLink(policies, root);

        assertThat(directory.clear("policy")).isTrue();

        assertThat(policies).doesNotExist();
        assertThat(directory.clear("policy")).isFalse();
    }

    @Test
    void aFileInItsPlaceIsMovedAside() throws IOException {
        Files.writeString(policies, "theirs");
        assertThat(directory.check(WEB, DIGEST)).isEqualTo(FileOnDisk.State.MISSING);

        write();

        assertThat(directory.check(WEB, DIGEST)).isEqualTo(FileOnDisk.State.GOOD);
        assertThat(root.resolve("portcullis/policy.foreign-1")).hasContent("theirs");
    }

    @Test
    void aForeignDirectoryInItsPlaceIsTakenOver() throws IOException {
        write();
        Files.move(policies, root.resolve("away"));
        Files.createDirectory(policies);
        Files.writeString(policies.resolve("web.seccomp.json"), "[]");

        assertThat(directory.check(WEB, DIGEST)).isEqualTo(FileOnDisk.State.WRONG_CONTENTS);
        write();

        assertThat(policies.resolve("web.seccomp.json")).hasContent("{}");
        Files.delete(policies.resolve("web.seccomp.json"));
        assertThat(root.resolve("away/web.seccomp.json")).hasContent("{}");
    }

    @Test
    void itsOwnerIsThatOfTheAgentsDirectory() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may give a directory away");
        Files.createDirectory(policies);
        Files.setAttribute(policies, "unix:uid", 65534);

        write();

        assertThat(Files.getAttribute(policies, "unix:uid")).isEqualTo(0);
    }

    @Test
    void anotherOwnerThatCannotBeChangedIsAFailureOfTheDirectory() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may give a directory away and mount");
        Path small = Files.createDirectory(root.resolve("small"));
        assumeTrue(
                Shell.run(Map.of(), "mount", "-t", "tmpfs", "tmpfs", small.toString())
                        .isSuccess(),
                "tmpfs can be mounted");
        try (ProfileDirectory there = ProfileDirectory.open(small)) {
            Path inside = Files.createDirectory(small.resolve("portcullis/policy"));
            Files.setAttribute(inside, "unix:uid", 65534);
            Files.setAttribute(small.resolve("portcullis"), "unix:uid", 65534);
            // What an agent without CAP_CHOWN meets everywhere.
            Shell.run(Map.of(), "mount", "-o", "remount,ro", small.toString()).expectSuccess();

            for (DirectoryRights rights : List.of(there.restoreRights(), there.restoreRights("policy"))) {
                assertThat(rights.wrong("policy")).hasValueSatisfying(failure -> {
                    assertThat(failure.reason()).isEqualTo("WrongOwner");
                    assertThat(failure.message())
                            .contains("may change what is in it")
                            .contains("chown");
                });
            }
        } finally {
            Shell.run(Map.of(), "umount", small.toString()).expectSuccess();
        }
    }

    @Test
    void nothingIsMadeInADirectoryThatWasMovedAway() throws IOException {
        Files.move(root.resolve("portcullis"), root.resolve("away"));
        Path elsewhere = Files.createDirectory(root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("portcullis"), elsewhere);

        assertThatThrownBy(this::write).hasMessageContaining("was replaced");
        assertThat(elsewhere).isEmptyDirectory();

        Files.delete(root.resolve("portcullis"));
        assertThat(directory.reopenIfReplaced()).isTrue();
        write();
        assertThat(policies.resolve("web.seccomp.json")).hasContent("{}");
        assertThat(root.resolve("away")).isEmptyDirectory();
    }

    @Test
    void aReplacementOfTheWholeIsFilled() throws IOException {
        write();
        Files.move(root.resolve("portcullis"), root.resolve("away"));

        assertThat(directory.reopenIfReplaced()).isTrue();

        assertThat(directory.check(WEB, DIGEST)).isEqualTo(FileOnDisk.State.MISSING);
        write();
        assertThat(directory.check(WEB, DIGEST)).isEqualTo(FileOnDisk.State.GOOD);
    }

    private void write() throws IOException {
        directory.write(WEB, "{}".getBytes(StandardCharsets.UTF_8), DIGEST);
    }

    private static String[] names(Path path) throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
