package dev.portcullis.operator.filelist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.operator.SettableClock;
import dev.portcullis.rendition.Content;
import dev.portcullis.rendition.Digest;
import dev.portcullis.rendition.FilePath;
import dev.portcullis.rendition.Kind;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FileListWriterTest {

    private static final Duration TURN = Duration.ofMillis(500);

    private final SettableClock clock = new SettableClock();
    private final List<String> profiles = new ArrayList<>();
    private final List<String> writes = new ArrayList<>();
    private Optional<String> found = Optional.empty();
    private boolean leads = true;
    private boolean fails;

    private final FileListWriter writer = new FileListWriter(
            new FileListWriter.Place() {
                @Override
                public Optional<String> digest() {
                    return found;
                }

                @Override
                public void write(FileList list) {
                    if (fails) {
                        throw new KubernetesClientException("no");
                    }
                    writes.add(list.text());
                    found = Optional.of(Digest.sha256(list.text()));
                }
            },
            3,
            () -> leads,
            clock);

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void nothingIsWrittenBeforeTheObjectsOfEveryKindAreRead() {
        writer.read(Kind.SECCOMP_PROFILE, this::files);
        writer.turn();
        assertThat(writes).isEmpty();
        writer.read(Kind.CAPABILITY_POLICY, Stream::empty);
        writer.read(Kind.SYSCALL_BLOCK, Stream::empty);
        writer.turn();
        assertThat(writes).containsExactly("\n");
    }

    @Test
    void aChangeAloneIsWrittenAtOnceAndNothingTwice() {
        started();
        pass(Duration.ofMinutes(5));
        assertThat(writes).hasSize(1);
        add("web");
        writer.turn();
        assertThat(writes).hasSize(2).last().isEqualTo("\nportcullis/web.json\n");
        writer.changed();
        pass(Duration.ofMinutes(5));
        assertThat(writes).hasSize(2);
    }

    @Test
    void aThousandProfilesInAMinuteCostAHandfulOfWritesAndAllOfThemAreListedSoonAfter() {
        started();
        pass(Duration.ofMinutes(1));
        for (int i = 0; i < 1_000; i++) {
            add("p" + i);
            clock.advance(Duration.ofMillis(60));
            writer.turn();
        }
        pass(FileListWriter.LONGEST_PAUSE);
        assertThat(writes).hasSizeLessThanOrEqualTo(1 + 9);
        assertThat(writes.getLast()).contains("\nportcullis/p999.json\n");
        assertThat(writes.getLast().lines().skip(1)).hasSize(1_000);
        pass(Duration.ofMinutes(1));
        add("alone");
        writer.turn();
        assertThat(writes.getLast()).contains("\nportcullis/alone.json\n");
    }

    @Test
    void onlyTheLeaderWritesAndANewOneLooksFirst() {
        leads = false;
        started();
        pass(Duration.ofMinutes(5));
        assertThat(writes).isEmpty();
        found = Optional.of(Digest.sha256("\n"));
        leads = true;
        pass(Duration.ofMinutes(5));
        assertThat(writes).isEmpty();
    }

    @Test
    void changesOfOthersArePutRight() {
        started();
        found = Optional.empty();
        pass(FileListWriter.CHECK.plus(TURN));
        assertThat(writes).containsExactly("\n", "\n");
    }

    @Test
    void aFailedWriteIsTriedAgain() {
        fails = true;
        started();
        assertThat(writes).isEmpty();
        fails = false;
        pass(FileListWriter.LONGEST_PAUSE);
        assertThat(writes).containsExactly("\n");
    }

    private void started() {
        writer.read(Kind.SECCOMP_PROFILE, this::files);
        writer.read(Kind.CAPABILITY_POLICY, Stream::empty);
        writer.read(Kind.SYSCALL_BLOCK, Stream::empty);
        writer.turn();
    }

    private void add(String profile) {
        profiles.add(profile);
        writer.changed();
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(TURN)) {
            clock.advance(TURN);
            writer.turn();
        }
    }

    private Stream<FilePath> files() {
        return profiles.stream().map(name -> new FilePath(Kind.SECCOMP_PROFILE, name, Content.SECCOMP));
    }
}
