package dev.portcullis.observer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A file with the number of open listeners by observation. An observer that starts without a handover learns from it whose
 * listeners ended with the one before: calls of those containers fail, and nobody counts them.
 *
 * @param file the path
 */
record OpenListeners(Path file) {

    /** What no observer writes is not read. */
    private static final long MAX_SIZE = 1 << 20;

    /** Changes when the machine starts anew, with which all containers have ended. */
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The open listeners of one observation.
     *
     * @param boot the kernel's ID of the time since the machine started
     * @param observation the ProfileObservation's name
     * @param uid its UID
     * @param listeners how many
     */
    record Entry(String boot, String observation, String uid, int listeners) {}

    /** Writes these in place of what is there. */
    void write(List<Observed> observed) throws IOException {
        String boot = boot();
        List<Entry> entries = observed.stream()
                .filter(one -> one.listeners() > 0)
                .map(one -> new Entry(boot, one.name(), one.uid(), one.listeners()))
                .toList();
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        Files.write(aside, JSON.writeValueAsBytes(entries));
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Those that ended with the observer that wrote the file; none when the machine has started since.
     *
     * @throws IOException when there is a file, but nothing can be learned from it
     */
    List<Entry> ended() throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        if (Files.size(file) > MAX_SIZE) {
            throw new IOException(file + " is longer than an observer writes it");
        }
        String boot = boot();
        return JSON.readValue(Files.readAllBytes(file), new TypeReference<List<Entry>>() {}).stream()
                .filter(entry -> entry.boot().equals(boot))
                .toList();
    }

    private static String boot() throws IOException {
        return Files.readString(BOOT).strip();
    }
}
