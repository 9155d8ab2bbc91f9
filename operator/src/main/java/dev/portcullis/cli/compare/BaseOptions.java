package dev.portcullis.cli.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The option that names files with base profiles. */
final class BaseOptions {

    @Option(
            names = "--base",
            paramLabel = "FILE",
            description =
                    "A file or folder with base profiles that are not in the profile's own file. Can be repeated.")
    private List<Path> bases = new ArrayList<>();

    @Option(names = "--bases", hidden = true, description = "The former name of --base.")
    private List<Path> formerBases = new ArrayList<>();

    List<Path> files() {
        return Stream.concat(bases.stream(), formerBases.stream()).toList();
    }
}
