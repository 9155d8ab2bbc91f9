package dev.portcullis.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A root file system for containers: programs of this machine, with the libraries that they need.
 *
 * @param directory its root
 */
public record RootFilesystem(Path directory) {

    private static final Pattern LIBRARY = Pattern.compile("^\\s+(?:\\S+ => )?(/\\S+) \\(0x", Pattern.MULTILINE);

    /** Copies the programs at these absolute paths into an empty directory. */
    public static RootFilesystem of(Path directory, List<String> programs) throws IOException {
        RootFilesystem root = new RootFilesystem(directory);
        for (String program : programs) {
            root.copy(program);
            root.addLibrariesOf(Path.of(program));
        }
        for (String mountPoint : List.of("proc", "dev")) {
            Files.createDirectories(directory.resolve(mountPoint));
        }
        return root;
    }

    /** Adds the libraries that a program or library of this machine needs. */
    public void addLibrariesOf(Path file) throws IOException {
        Shell.Ended ldd = Shell.run(Map.of(), "ldd", file.toString());
        // It fails for a program that needs none.
        if (!ldd.isSuccess() && isStatic(ldd.expectFailure())) {
            return;
        }
        Matcher libraries = LIBRARY.matcher(ldd.expectSuccess().output());
        while (libraries.find()) {
            copy(libraries.group(1));
        }
    }

    private static boolean isStatic(Shell.Result ldd) {
        return (ldd.output() + ldd.errors()).contains("not a dynamic executable");
    }

    /**
     * Gives a program that is there another name, under which it has file capabilities.
     *
     * @param capabilities as setcap(8) reads them, for example {@code cap_net_bind_service=ep}
     */
    public void copyWithCapabilities(String program, String name, String capabilities) throws IOException {
        Files.copy(inside(program), inside(name));
        Shell.run(Map.of(), "setcap", capabilities, inside(name).toString()).expectSuccess();
    }

    private void copy(String path) throws IOException {
        if (Files.notExists(inside(path))) {
            Files.createDirectories(inside(path).getParent());
            Files.copy(Path.of(path), inside(path));
        }
    }

    private Path inside(String path) {
        return directory.resolve(path.substring(1));
    }
}
