package dev.portcullis.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.seccomp.Architecture;
import dev.portcullis.seccomp.Errno;
import dev.portcullis.seccomp.SyscallTable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A syscall that a program in a container makes, to see with which errno it fails.
 *
 * @param label what it is called in results
 * @param syscall its name
 * @param arguments as the kernel gets them
 */
public record Call(String label, String syscall, List<Long> arguments) {

    /** Stands for success, where others have an errno. */
    public static final String SUCCESS = "succeeds";

    public static Call of(String syscall, long... arguments) {
        return labelled(syscall, syscall, arguments);
    }

    public static Call labelled(String label, String syscall, long... arguments) {
        return new Call(label, syscall, Arrays.stream(arguments).boxed().toList());
    }

    /** The name of the errno of each of these by its label, or {@link #SUCCESS}, in this container. */
    public static Map<String, String> errnos(Container container, @Nullable JsonNode seccomp, List<Call> calls) {
        return read(container.run(seccomp, program(calls)).expectSuccess().output());
    }

    /** The same from what the {@link #program} of the calls printed. */
    public static Map<String, String> read(String output) {
        Map<String, String> errnos = new TreeMap<>();
        output.lines()
                .map(line -> line.split("\t"))
                .forEach(line -> errnos.put(line[0], said(Integer.parseInt(line[1]))));
        return errnos;
    }

    /** Perl can make any syscall, and needs little itself. */
    public static String[] program(List<Call> calls) {
        String script = calls.stream().map(Call::statement).collect(Collectors.joining());
        return new String[] {"/usr/bin/perl", "-e", script};
    }

    private String statement() {
        int number = SyscallTable.linux().number(Architecture.X86_64, syscall).orElseThrow();
        String list = arguments.stream().map(argument -> ", " + argument).collect(Collectors.joining());
        return "print '" + label + "', \"\\t\", syscall(" + number + list + ") == -1 ? $!+0 : 0, \"\\n\"; ";
    }

    private static String said(int errno) {
        return errno == 0 ? SUCCESS : Errno.name(errno).orElseThrow();
    }
}
