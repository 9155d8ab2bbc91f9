package dev.portcullis.bench;

import dev.portcullis.machine.LinuxProcess;
import java.util.List;

/**
 * The resident memory of both programs, and the anonymous part of it, which the kernel cannot take back.
 *
 * @param prefix the rows begin with it
 */
record Memory(String prefix) implements Measurement {

    @Override
    public void run(Contender contender, Report report) {
        add(contender, report, "operator", contender.programs().controllers());
        add(contender, report, "agent", contender.programs().agents());
    }

    private void add(Contender contender, Report report, String part, List<LinuxProcess> processes) {
        report.add(contender.name(), prefix + "." + part, mebibytes(processes, "VmRSS"));
        report.add(contender.name(), prefix + "." + part + "-own", mebibytes(processes, "RssAnon"));
    }

    private static Samples mebibytes(List<LinuxProcess> processes, String field) {
        return Samples.of(processes.stream()
                .map(process -> process.kilobytes(field) / 1024.0)
                .toList());
    }
}
