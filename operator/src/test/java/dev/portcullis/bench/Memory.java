package dev.portcullis.bench;

import dev.portcullis.machine.LinuxProcess;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The resident memory of both programs at rest, and the anonymous part of it, which the kernel cannot take back.
 *
 * @param prefix the rows begin with it
 */
record Memory(String prefix) implements Measurement {

    /** Programs give memory back some seconds after their work. */
    private static final Duration REST = Duration.ofSeconds(12);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** To look more often would itself be work for the programs' processors. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final long NOTEWORTHY_KILOBYTES = 1024;

    @Override
    public void run(Contender contender, Report report) {
        contender.programs().controllers().forEach(Memory::awaitRest);
        contender.programs().agents().forEach(Memory::awaitRest);
        add(contender, report, "operator", contender.programs().controllers());
        add(contender, report, "agent", contender.programs().agents());
    }

    private void add(Contender contender, Report report, String part, List<LinuxProcess> processes) {
        report.add(contender.name(), prefix + "." + part, mebibytes(processes, "VmRSS"));
        report.add(contender.name(), prefix + "." + part + "-own", mebibytes(processes, "RssAnon"));
    }

    /** Waits until the resident memory has hardly changed for a while. */
    private static void awaitRest(LinuxProcess process) {
        long[] last = {process.kilobytes("VmRSS"), System.nanoTime()};
        BooleanSupplier rests = () -> {
            long now = process.kilobytes("VmRSS");
            if (Math.abs(now - last[0]) > NOTEWORTHY_KILOBYTES) {
                last[0] = now;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > REST.toNanos();
        };
        Waiting.until(rests, LONGEST, LOOK);
    }

    private static Samples mebibytes(List<LinuxProcess> processes, String field) {
        return Samples.of(processes.stream()
                .map(process -> process.kilobytes(field) / 1024.0)
                .toList());
    }
}
