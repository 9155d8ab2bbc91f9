package dev.portcullis.kernel;

import dev.portcullis.capability.CapabilitySet;
import dev.portcullis.capability.Credentials;
import dev.portcullis.capability.FileCapabilities;
import dev.portcullis.capability.Program;
import dev.portcullis.capability.ThreadCapabilities;
import java.util.Random;

/**
 * A thread and the program that it executes.
 *
 * @param thread before
 * @param program what it executes
 */
public record ExecveCase(ThreadCapabilities thread, Program program) {

    private static final int USER = 1024;

    /**
     * A random case; files have any capability.
     *
     * @param available what this machine has; threads hold no more
     * @param twoUsers whether real and effective user ID may differ
     */
    public static ExecveCase random(Random random, CapabilitySet available, boolean twoUsers) {
        CapabilitySet bounding = some(random, available);
        CapabilitySet inheritable = some(random, available);
        CapabilitySet permitted = some(random, available);
        CapabilitySet ambient = some(random, permitted.intersect(inheritable));
        boolean root = random.nextBoolean();
        boolean same = !twoUsers || random.nextInt(4) != 0;
        Credentials credentials = new Credentials(root, same == root, random.nextInt(3) == 0, random.nextInt(4) == 0);
        ThreadCapabilities thread =
                new ThreadCapabilities(inheritable, permitted, some(random, permitted), bounding, ambient, credentials);
        // Any file with the effective bit would nearly always be refused, so most have what the thread can get.
        CapabilitySet choice = random.nextInt(4) == 0 ? CapabilitySet.ALL : bounding.union(inheritable);
        FileCapabilities file =
                new FileCapabilities(some(random, choice), some(random, CapabilitySet.ALL), random.nextBoolean());
        return new ExecveCase(thread, new Program(random.nextInt(3) == 0 ? null : file, random.nextInt(4) == 0));
    }

    private static CapabilitySet some(Random random, CapabilitySet from) {
        return switch (random.nextInt(5)) {
            case 0 -> from;
            case 1 -> CapabilitySet.NONE;
            case 2 -> from.intersect(new CapabilitySet(1L << random.nextInt(12)));
            default -> from.intersect(new CapabilitySet(random.nextLong()));
        };
    }

    /** The line that {@code launch.pl} reads. */
    public String line() {
        Credentials user = thread.credentials();
        FileCapabilities file = program.capabilities();
        FileCapabilities written =
                file == null ? new FileCapabilities(CapabilitySet.NONE, CapabilitySet.NONE, false) : file;
        return String.join(
                "\t",
                thread.inheritable().hex(),
                thread.permitted().hex(),
                thread.effective().hex(),
                thread.bounding().hex(),
                thread.ambient().hex(),
                Integer.toString(user.root() ? 0 : USER),
                Integer.toString(user.effectiveRoot() ? 0 : USER),
                bit(user.noNewPrivileges()),
                bit(user.noRoot()),
                bit(file != null),
                written.permitted().hex(),
                written.inheritable().hex(),
                bit(written.effective()),
                bit(program.setUserIdRoot()));
    }

    private static String bit(boolean value) {
        return value ? "1" : "0";
    }
}
