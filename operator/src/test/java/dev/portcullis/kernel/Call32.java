package dev.portcullis.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.portcullis.machine.Shell;
import dev.portcullis.seccomp.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A syscall that a 32-bit program of x86 makes. The program is this call and an exit with its errno, in machine code.
 *
 * @param number its number there
 * @param first its first argument
 * @param second its second argument; null for the address of the words
 * @param third its third argument
 * @param words four bytes each, in the program's memory
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Call32(int number, int first, @Nullable Integer second, int third, int... words) {

    private static final int SOCKET = 359;
    private static final int SOCKETCALL = 102;
    private static final int SYS_SOCKET = 1;

    private static final int BASE = 0x08048000;
    private static final int HEADERS = 52 + 32;
    private static final int CODE = 41;

    /** socket(2) by its own number. */
    public static Call32 socket(int family, int type) {
        return new Call32(SOCKET, family, type, 0);
    }

    /** The same by socketcall(2), as a libc did before Linux 4.3. */
    public static Call32 socketcall(int family, int type) {
        return new Call32(SOCKETCALL, SYS_SOCKET, null, 0, family, type, 0);
    }

    /** The name of the errno with which it fails in a container, or {@link Call#SUCCESS}. */
    public String errno(Container container, JsonNode seccomp) {
        try {
            Path program = container.root().directory().resolve("call32");
            Files.write(program, program());
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.Ended ended = container.run(seccomp, "/call32");
        if (ended.isSuccess()) {
            return Call.SUCCESS;
        }
        int exit = ended.expectFailure().exitCode();
        return Errno.name(exit).orElse("exit " + exit);
    }

    private byte[] program() {
        int size = HEADERS + CODE + 4 * words.length;
        ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        // The header of a 32-bit program for the 386, and its one segment.
        elf.put("\u007fELF\1\1\1".getBytes(StandardCharsets.ISO_8859_1)).position(16);
        elf.putShort((short) 2)
                .putShort((short) 3)
                .putInt(1)
                .putInt(BASE + HEADERS)
                .putInt(52)
                .putInt(0)
                .putInt(0);
        elf.putShort((short) 52).putShort((short) 32).putShort((short) 1).position(52);
        elf.putInt(1)
                .putInt(0)
                .putInt(BASE)
                .putInt(BASE)
                .putInt(size)
                .putInt(size)
                .putInt(5)
                .putInt(0x1000);
        // mov eax, ebx, ecx, edx; int 0x80
        elf.put((byte) 0xb8).putInt(number);
        elf.put((byte) 0xbb).putInt(first);
        elf.put((byte) 0xb9).putInt(second == null ? BASE + HEADERS + CODE : second);
        elf.put((byte) 0xba).putInt(third);
        elf.putShort((short) 0x80cd);
        // test eax, eax; jns success; neg eax; jmp exit; success: xor eax, eax; exit: mov ebx, eax; mov eax, 1; int
        // 0x80
        elf.put(new byte[] {
            (byte) 0x85, (byte) 0xc0, 0x79, 4, (byte) 0xf7, (byte) 0xd8, (byte) 0xeb, 2, 0x31, (byte) 0xc0
        });
        elf.put(new byte[] {(byte) 0x89, (byte) 0xc3, (byte) 0xb8, 1, 0, 0, 0}).putShort((short) 0x80cd);
        elf.position(HEADERS + CODE);
        for (int word : words) {
            elf.putInt(word);
        }
        return elf.array();
    }
}
