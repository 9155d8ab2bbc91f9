package dev.portcullis.guide;

import dev.portcullis.machine.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of the documentation whose commands a test carries out. Comments that begin with {@code docs-test:} say how; {@code
 * hack/docs --help} lists them.
 *
 * @param page its path in the repository
 * @param place what its commands need
 * @param options how it differs from other pages of that place
 * @param images what its pods run
 * @param steps in the page's order
 */
public record Guide(String page, Place place, List<Option> options, List<StandIn> images, List<Step> steps) {

    /** What a page's commands need. */
    public enum Place {
        /** The program and the repository's files. */
        LOCAL,
        /** A cluster with a real node, on which the chart is installed. */
        NODE
    }

    /** How a page differs from others. */
    public enum Option {
        /** Nothing of ours is installed on the cluster. */
        BARE,
        /** It takes long, so it is carried out only when asked for. */
        SLOW
    }

    /**
     * An image that a page's pods name, and what this machine has instead.
     *
     * @param name as in the page
     * @param source {@code portcullis} for our own image; programs of this machine, by absolute paths; or a script of the
     *     repository that fills the directory which is its only argument
     * @param entrypoint what a pod without a command runs
     */
    public record StandIn(String name, List<String> source, List<String> entrypoint) {}

    /**
     * Something to do.
     *
     * @param line of the page
     * @param script commands for bash
     * @param output what the page shows of their output, one line each; empty where it shows none
     * @param succeeds false where the last command must fail
     */
    public record Step(int line, String script, List<String> output, boolean succeeds) {}

    /** The pages whose commands are carried out at that place. */
    public static List<Guide> at(Place place) {
        try (Stream<Path> below = Files.walk(Repository.ROOT.resolve("docs"))) {
            List<Path> pages = new ArrayList<>(below.sorted().toList());
            pages.addFirst(Repository.ROOT.resolve("README.md"));
            return pages.stream()
                    .filter(page -> page.toString().endsWith(".md"))
                    .flatMap(page ->
                            GuideReader.read(Repository.ROOT.relativize(page).toString(), content(page)).stream())
                    .filter(guide -> guide.place() == place)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return page;
    }
}
