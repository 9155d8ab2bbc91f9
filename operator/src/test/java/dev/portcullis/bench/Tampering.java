package dev.portcullis.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Somebody changes a file on a node by hand, in each of four ways. */
final class Tampering implements Measurement {

    private static final int TIMES = 7;
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** The ways, by the names of their rows. */
    private enum Way {
        EDIT,
        DELETE,
        MODE,
        LINK
    }

    @Override
    public void run(Contender contender, Report report) throws IOException {
        for (Way way : Way.values()) {
            List<String> names = Bursts.names(TIMES);
            names.forEach(contender::create);
            contender.awaitFiles(names);
            contender.awaitReady(names, 1);
            report.add(
                    contender.name(), "tamper." + way.name().toLowerCase(Locale.ROOT), measure(contender, way, names));
            Bursts.clear(contender, names);
        }
    }

    /** Changes one file after the other, each of which was not changed before; gives up after one that nobody repairs. */
    private static Samples measure(Contender contender, Way way, List<String> names) throws IOException {
        List<Double> seconds = new ArrayList<>();
        long begin = System.nanoTime();
        for (String name : names) {
            Path file = contender.file(name);
            byte[] good = Files.readAllBytes(file);
            Object mode = permissions(file);
            tamper(file, way);
            long start = System.nanoTime();
            boolean repaired = Waiting.until(
                    () -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && has(file, good)
                            && mode.equals(permissions(file)),
                    LONGEST);
            seconds.add((System.nanoTime() - start) / 1e9);
            if (!repaired) {
                return new Samples(seconds, true);
            }
            if (Tally.isEnough(seconds.size(), begin)) {
                break;
            }
        }
        return Samples.of(seconds);
    }

    private static void tamper(Path file, Way way) throws IOException {
        switch (way) {
            case EDIT -> Files.writeString(file, " ", StandardOpenOption.APPEND);
            case DELETE -> Files.delete(file);
            case MODE -> Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
            case LINK -> {
                Path elsewhere = Files.createTempFile("portcullis-bench", ".json");
                Files.move(file, elsewhere, StandardCopyOption.REPLACE_EXISTING);
                Files.createSymbolicLink(file, elsewhere);
            }
        }
    }

    private static boolean has(Path file, byte[] bytes) {
        try {
            return Arrays.equals(Files.readAllBytes(file), bytes);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object permissions(Path file) {
        try {
            return Files.getPosixFilePermissions(file);
        } catch (IOException e) {
            return e;
        }
    }
}
