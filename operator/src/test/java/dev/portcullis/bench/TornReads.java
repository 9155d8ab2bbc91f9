package dev.portcullis.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** A profile's file is read without a pause while the profile is updated, as container runtimes read it. */
final class TornReads implements Measurement {

    private static final int UPDATES = 200;
    private static final int READERS = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What was read: how often, and how often it was no whole document. */
    private record Reads(long all, long torn) {}

    @Override
    public void run(Contender contender, Report report) throws Exception {
        List<String> name = List.of("read");
        contender.create("read");
        contender.awaitFiles(name);
        contender.awaitReady(name, 1);
        AtomicBoolean end = new AtomicBoolean();
        long all = 0;
        long torn = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(READERS)) {
            List<Future<Reads>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(pool.submit(() -> read(contender.file("read"), end)));
            }
            try {
                for (int version = 1; version <= UPDATES; version++) {
                    contender.update("read", version);
                    contender.awaitFiles(name, version);
                }
            } finally {
                end.set(true);
            }
            for (Future<Reads> reader : readers) {
                all += reader.get().all;
                torn += reader.get().torn;
            }
        }
        report.add(contender.name(), "torn.reads", Samples.of((double) torn));
        report.add(contender.name(), "torn.all", Samples.of((double) all));
        contender.delete("read");
        contender.awaitGone(name);
        contender.watch().clear();
    }

    private static Reads read(Path file, AtomicBoolean end) throws IOException {
        Set<String> whole = ConcurrentHashMap.newKeySet();
        long all = 0;
        long torn = 0;
        while (!end.get()) {
            all++;
            String text = text(file);
            if (!whole.contains(text)) {
                if (isWhole(text)) {
                    whole.add(text);
                } else {
                    torn++;
                }
            }
        }
        return new Reads(all, torn);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static boolean isWhole(String text) {
        try {
            return JSON.readTree(text).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}
