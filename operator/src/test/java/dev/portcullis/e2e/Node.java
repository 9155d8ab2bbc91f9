package dev.portcullis.e2e;

import dev.portcullis.machine.LinuxProcess;
import dev.portcullis.machine.LocalCluster;
import dev.portcullis.machine.Repository;
import dev.portcullis.machine.RootFilesystem;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The real node on this machine, seen from the machine: its files and its processes.
 *
 * @param cluster to which it belongs
 */
record Node(LocalCluster cluster) {

    /** The chart's release there. */
    Release release() {
        return new Release(cluster);
    }

    /** Makes an image known to the container runtime. */
    void load(Path image) {
        hackCluster("load", image.toString());
    }

    /** Makes an image of programs of this machine, and their libraries, and makes it known. */
    void loadPrograms(String name, Path workspace, String... programs) throws IOException {
        load(name, workspace, RootFilesystem.of(Files.createDirectory(workspace.resolve("root")), List.of(programs)));
    }

    /** Makes an image of these files, with their file capabilities, and makes it known; pods say what it runs. */
    void load(String name, Path workspace, RootFilesystem root) throws IOException {
        load(name, workspace, root, List.of());
    }

    /** Makes an image of these files, with their file capabilities, which runs this, and makes it known. */
    void load(String name, Path workspace, RootFilesystem root, List<String> entrypoint) throws IOException {
        Path image = workspace.resolve("image.tar");
        List<String> command = new ArrayList<>(List.of(
                Repository.ROOT.resolve("hack/lib/oci-archive").toString(),
                "write",
                image.toString(),
                root.directory().toString(),
                "--name=" + name,
                "--arch=" + Artifact.architecture(),
                "--env=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                "--user=0:0"));
        entrypoint.forEach(word -> command.add("--entrypoint=" + word));
        Shell.run(Map.of("SOURCE_DATE_EPOCH", "0"), command.toArray(String[]::new))
                .expectSuccess();
        load(image);
    }

    /** Gives an image that is known another name too. */
    void tag(String image, String name) {
        String socket = directory().resolve("containerd.sock").toString();
        cluster.tool("ctr", "-a", socket, "-n", "k8s.io", "images", "tag", "--force", image, name)
                .expectSuccess();
    }

    /** The file of this profile, where the kubelet looks for it. */
    Path profile(String name) {
        return profiles().resolve(name + ".json");
    }

    /** The directory that the agent keeps. */
    Path profiles() {
        return cluster.path("PORTCULLIS_SECCOMP_ROOT").resolve("portcullis");
    }

    /** The file that the kubelet reads as it starts. */
    Path kubeletConfiguration() {
        return directory().resolve("kubelet.yaml");
    }

    /**
     * Ends the kubelet, containerd, or as a power cut would the whole node, and returns when what was ended runs again.
     *
     * @param part kubelet, containerd or node
     */
    void restart(String part) {
        hackCluster("restart", part);
    }

    private void hackCluster(String command, String argument) {
        String name = directory().getFileName().toString().replaceFirst("portcullis-", "");
        Shell.run(Map.of(), Repository.ROOT.resolve("hack/cluster").toString(), command, "--name", name, argument)
                .expectSuccess();
    }

    /** Processes on this node, and on no other of the same machine, whose command line has this part. */
    List<LinuxProcess> processes(String part) {
        return LinuxProcess.all().stream()
                .filter(process -> process.commandLine().contains(part))
                .filter(this::isHere)
                .toList();
    }

    /** Every process of a node is in a cgroup of its cluster's name, or below it. */
    private boolean isHere(LinuxProcess process) {
        String name = "/" + directory().getFileName();
        return process.cgroups().lines().anyMatch(line -> line.endsWith(name) || line.contains(name + "/"));
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
