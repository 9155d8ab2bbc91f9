package dev.portcullis.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A cluster that runs on this machine. It goes down with the JVM, however that ends.
 *
 * @param environment what its administrator's programs need: KUBECONFIG, PATH and where things are
 */
public record LocalCluster(Map<String, String> environment) {

    private static final Pattern EXPORT = Pattern.compile("export (\\w+)=(.*)");

    /** Starts a cluster of this name with options of {@code hack/cluster up}, for example {@code --node}. */
    public static LocalCluster up(String name, String... options) {
        List<String> command = new ArrayList<>(
                List.of(Repository.ROOT.resolve("hack/cluster").toString(), "up", "--name", name, "--guard"));
        command.add(ProcessHandle.current().pid() + "");
        Collections.addAll(command, options);
        Map<String, String> environment = new TreeMap<>();
        Shell.Result up = Shell.run(Map.of(), command.toArray(String[]::new)).expectSuccess();
        for (String line : up.output().lines().toList()) {
            Matcher export = EXPORT.matcher(line);
            if (export.matches()) {
                environment.put(export.group(1), unquote(export.group(2)));
            }
        }
        environment.put("PATH", environment.getOrDefault("PATH", "").replace("$PATH", System.getenv("PATH")));
        return new LocalCluster(environment);
    }

    /** The administrator's credentials. */
    public String kubeconfig() {
        try {
            return Files.readString(path("KUBECONFIG"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The path that one of the variables holds. */
    public Path path(String variable) {
        return Path.of(environment.getOrDefault(variable, ""));
    }

    /** Runs a tool that belongs to the cluster, as the administrator and from the repository's root. */
    @CheckReturnValue
    public Shell.Ended tool(String name, String... args) {
        List<String> command = new ArrayList<>(List.of("env", name));
        Collections.addAll(command, args);
        return Shell.run(environment, command.toArray(String[]::new));
    }

    private static String unquote(String word) {
        return word.replaceAll("^['\"]|['\"]$", "");
    }
}
