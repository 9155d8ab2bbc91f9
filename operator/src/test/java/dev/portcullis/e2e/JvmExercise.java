package dev.portcullis.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What a small service in Java does: files, threads, a server and its clients, garbage. It runs in a container, and prints "done". */
final class JvmExercise {

    private static final int CLIENTS = 40;

    private JvmExercise() {}

    /** Needs the module java.base alone. */
    public static void main(String[] args) throws Exception {
        files();
        try (ServerSocket server = new ServerSocket(0, CLIENTS, InetAddress.getLoopbackAddress());
                ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> work = new ArrayList<>();
            work.add(threads.submit(() -> serve(server, threads)));
            for (int client = 0; client < CLIENTS; client++) {
                String line = client + "";
                work.add(threads.submit(() -> ask(server.getLocalPort(), line)));
            }
            for (int i = 0; i < 4; i++) {
                work.add(threads.submit(JvmExercise::compute));
            }
            awaitAll(work);
        }
        System.gc();
        System.out.println("done");
    }

    private static void awaitAll(List<Future<?>> work) throws InterruptedException, ExecutionException {
        for (Future<?> one : work) {
            one.get();
        }
    }

    private static void files() throws IOException {
        Path file = Files.createTempFile("exercise", ".txt");
        Files.writeString(
                file, ZonedDateTime.now(ZoneId.systemDefault()).toString().repeat(1000));
        Path renamed = Files.move(file, file.resolveSibling("renamed"));
        Files.delete(renamed);
    }

    private static void serve(ServerSocket server, ExecutorService threads) {
        try {
            for (int client = 0; client < CLIENTS; client++) {
                Socket connection = server.accept();
                threads.execute(() -> echo(connection));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void echo(Socket connection) {
        try (connection) {
            connection.getOutputStream().write((lineOf(connection) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void ask(int port, String line) {
        try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connection.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            if (!line.equals(lineOf(connection))) {
                throw new IllegalStateException("not the echo of " + line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String lineOf(Socket connection) throws IOException {
        return new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
    }

    /** Gives collector and compiler something to do. */
    private static void compute() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < 100; i++) {
                digest.update(new byte[1 << 20]);
            }
            if (digest.digest().length != 32) {
                throw new IllegalStateException("no digest");
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
