package dev.portcullis.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.portcullis.observation.NodeTally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class OpenListenersTest {

    @TempDir
    private Path directory;

    @Test
    void theNextObserverLearnsWhoseListenersWereOpen() throws IOException {
        OpenListeners file = new OpenListeners(directory.resolve("listeners.json"));
        assertThat(file.ended()).isEmpty();
        Observed open = new Observed("shop", "uid-1", new NodeTally(Map.of()), true);
        open.opened();
        open.opened();
        open.closed();
        file.write(List.of(open, new Observed("quiet", "uid-2", new NodeTally(Map.of()), true)));
        assertThat(file.ended()).singleElement().satisfies(entry -> {
            assertThat(entry.observation()).isEqualTo("shop");
            assertThat(entry.uid()).isEqualTo("uid-1");
            assertThat(entry.listeners()).isEqualTo(1);
        });
    }

    @Test
    void whatEndedWithTheMachineIsNotTold() throws IOException {
        Path path = directory.resolve("listeners.json");
        Files.writeString(path, "[{\"boot\":\"other\",\"observation\":\"shop\",\"uid\":\"uid-1\",\"listeners\":1}]");
        assertThat(new OpenListeners(path).ended()).isEmpty();
    }

    @Test
    void whatNoObserverWroteIsAnError() throws IOException {
        Path path = directory.resolve("listeners.json");
        Files.writeString(path, "no JSON");
        assertThatThrownBy(() -> new OpenListeners(path).ended()).isInstanceOf(IOException.class);
    }
}
