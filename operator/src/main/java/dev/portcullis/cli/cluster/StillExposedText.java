package dev.portcullis.cli.cluster;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The exposed containers for people. */
final class StillExposedText {

    private static final NamespaceTables<StillExposed.One> TABLES = new NamespaceTables<>(
            List.of("POD", "CONTAINER", "NODE", "STARTED", "WHY"),
            StillExposed.One::container,
            one -> List.of(
                    one.container().pod(),
                    one.container().container(),
                    one.container().node(),
                    Objects.toString(one.container().startedAt(), "-"),
                    one.exposed().words()),
            one -> Stream.of(one.remedy().line()));

    private StillExposedText() {}

    static String of(StillExposed exposed) {
        StringBuilder text = new StringBuilder(summary(exposed)).append("\n");
        TABLES.write(exposed.containers(), text);
        return text.toString();
    }

    private static String summary(StillExposed exposed) {
        int count = exposed.containers().size();
        String said = count == 0
                ? "no running container is exposed to what SyscallBlock " + exposed.block() + " denies"
                : count + (count == 1 ? " running container is" : " running containers are")
                        + " exposed to what SyscallBlock " + exposed.block() + " denies";
        return exposed.exempt() == 0
                ? said
                : said + "; " + exposed.exempt() + " more are exempt, by their profile or namespace";
    }
}
