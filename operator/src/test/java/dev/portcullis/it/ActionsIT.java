package dev.portcullis.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.kernel.Call;
import dev.portcullis.kernel.Container;
import dev.portcullis.kernel.Rendered;
import dev.portcullis.machine.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel obeys a rendered profile's actions and arguments, in containers that runc starts. */
class ActionsIT {

    @TempDir
    static Path workspace;

    private static Container container;

    @BeforeAll
    static void prepareContainers() throws IOException {
        Container.assumePossible();
        container = Container.with(workspace, "/usr/bin/perl");
    }

    @Test
    void everyActionDoesWhatItSays() throws IOException {
        JsonNode profile = Rendered.of("""
                defaultAction: SCMP_ACT_ALLOW
                syscalls:
                  - {names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO, errno: EDQUOT}
                  - {names: [rmdir], action: SCMP_ACT_ERRNO, errnoRet: 0}
                  - {names: [getppid], action: SCMP_ACT_LOG}
                  - {names: [getpgrp], action: SCMP_ACT_TRACE}
                  - {names: [getsid], action: SCMP_ACT_KILL_PROCESS}
                  - {names: [sched_yield], action: SCMP_ACT_TRAP}
                """);
        assertThat(Call.errnos(
                        container,
                        profile,
                        List.of(
                                Call.of("mkdir", 0, 0),
                                Call.of("rmdir", 0),
                                Call.of("getppid"),
                                Call.of("getpgrp"),
                                Call.of("unlink", 0))))
                .isEqualTo(Map.of(
                        "mkdir", "EDQUOT",
                        "rmdir", Call.SUCCESS,
                        "getppid", Call.SUCCESS,
                        "getpgrp", "ENOSYS",
                        "unlink", "EFAULT"));
        for (String deadly : List.of("getsid", "sched_yield")) {
            Shell.Result killed = container
                    .run(profile, Call.program(List.of(Call.of(deadly, 0))))
                    .expectFailure();
            assertThat(killed.exitCode()).as(deadly).isEqualTo(Container.KILLED + Container.SIGSYS);
        }
    }

    @Test
    void argumentsAreComparedWhole() throws IOException {
        JsonNode profile = Rendered.of("""
                defaultAction: SCMP_ACT_ALLOW
                syscalls:
                  - names: [lseek]
                    action: SCMP_ACT_ERRNO
                    errno: EDOM
                    args: [{index: 1, value: 5, op: SCMP_CMP_EQ}, {index: 2, value: 0, op: SCMP_CMP_EQ}]
                  - {names: [close], action: SCMP_ACT_ERRNO, errno: EDOM, args: [{index: 0, value: 0x100000005, op: SCMP_CMP_EQ}]}
                  - {names: [ftruncate], action: SCMP_ACT_ERRNO, errno: EDOM, args: [{index: 1, value: 0xff00, valueTwo: 0x1200, op: SCMP_CMP_MASKED_EQ}]}
                  - {names: [fchmod], action: SCMP_ACT_ERRNO, errno: EDOM, args: [{index: 1, value: "18446744073709551614", op: SCMP_CMP_GT}]}
                """);
        List<Call> matching = List.of(
                Call.labelled("both", "lseek", -1, 5, 0),
                Call.labelled("64 bits", "close", 0x1_0000_0005L),
                Call.labelled("mask", "ftruncate", -1, 0x1234),
                Call.labelled("unsigned", "fchmod", -1, -1));
        List<Call> others = List.of(
                Call.labelled("one of both", "lseek", -1, 5, 1),
                Call.labelled("the other of both", "lseek", -1, 6, 0),
                Call.labelled("low 32 bits alone", "close", 5),
                Call.labelled("high 32 bits alone", "close", 0x1_0000_0006L),
                Call.labelled("another mask", "ftruncate", -1, 0x1334),
                Call.labelled("less", "fchmod", -1, -2));
        assertThat(Call.errnos(container, profile, matching).values())
                .hasSize(4)
                .containsOnly("EDOM");
        assertThat(Call.errnos(container, profile, others).values()).hasSize(6).containsOnly("EBADF");
    }
}
