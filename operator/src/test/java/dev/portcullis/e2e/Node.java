package dev.portcullis.e2e;

import dev.portcullis.machine.LinuxProcess;
import dev.portcullis.machine.LocalCluster;
import java.nio.file.Path;
import java.util.List;

/**
 * The real node on this machine, seen from the machine: its files and its processes.
 *
 * @param cluster to which it belongs
 */
record Node(LocalCluster cluster) {

    /** Makes an image known to the container runtime. */
    void load(Path image) {
        cluster.tool(
                        "ctr",
                        "-a",
                        directory().resolve("containerd.sock").toString(),
                        "-n",
                        "k8s.io",
                        "images",
                        "import",
                        image.toString())
                .expectSuccess();
    }

    /** Where the agent puts this profile's file for the kubelet. */
    Path profile(String name) {
        return cluster.path("PORTCULLIS_SECCOMP_ROOT").resolve("portcullis").resolve(name + ".json");
    }

    /** Processes on this node, and on no other of the same machine, whose command line has this part. */
    List<LinuxProcess> processes(String part) {
        return LinuxProcess.all().stream()
                .filter(process -> process.commandLine().contains(part))
                .filter(process -> process.cgroups().contains("/" + directory().getFileName() + "/"))
                .toList();
    }

    /** The only process of that kind. */
    LinuxProcess process(String part) {
        List<LinuxProcess> found = processes(part);
        if (found.size() != 1) {
            throw new AssertionError("one process should have " + part + " in its command line: " + found);
        }
        return found.getFirst();
    }

    private Path directory() {
        return cluster.path("PORTCULLIS_CLUSTER_DIR");
    }
}
