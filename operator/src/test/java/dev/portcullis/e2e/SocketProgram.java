package dev.portcullis.e2e;

import dev.portcullis.machine.RootFilesystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/** Programs that make sockets, natively and as a 32-bit program of x86 does, by socket and by socketcall. */
final class SocketProgram {

    static final String PERL = "/usr/bin/perl";

    /** Exits with the sum of what was answered EPERM or EACCES: see the constants. */
    static final String X86 = "/sockets-x86";

    static final int ALG_BY_SOCKET = 1;
    static final int ALG_BY_SOCKETCALL = 2;
    static final int INET_BY_SOCKET = 4;
    static final int INET_BY_SOCKETCALL = 8;

    /** 38 is AF_ALG, which a kernel may lack (97, EAFNOSUPPORT), 2 AF_INET; 5 is SOCK_SEQPACKET, 1 SOCK_STREAM. */
    private static final String NATIVE = """
            print((socket(A, 38, 5, 0) || $! + 0 == 97) ? "alg open\\n" : "alg $!\\n");
            socket(L, 2, 1, 0) && bind(L, pack("S n C4 x8", 2, 0, 127, 0, 0, 1)) && listen(L, 1) or die "listen: $!\\n";
            socket(C, 2, 1, 0) && connect(C, getsockname(L)) or die "connect: $!\\n";
            print "tcp works\\n";
            """;

    /**
     * For each of (AF_ALG, SOCK_SEQPACKET, bit 1) and (AF_INET, SOCK_STREAM, bit 4): socket (359), then socketcall (102)
     * with SYS_SOCKET (1) and the same arguments on the stack; sets the bit, and then its double, where the answer is
     * -EPERM or -EACCES (where EPERM is the default, a rule needs another errno); exits with the sum.
     */
    private static final byte[] CODE = HexFormat.of().parseHex("""
            31ffbd26000000be05000000ba01000000e81d000000bd02000000be01000000
            ba04000000e80900000089fbb801000000cd8052b86701000089eb89f131d2cd
            805a83f8ff740583f8f3750209d701d26a005655b866000000bb0100000089e1
            cd8083c40c83f8ff740583f8f3750209d7c3""".replaceAll("\\s", ""));

    private static final int ADDRESS = 0x08048000;
    private static final int HEADERS = 52 + 32;

    private SocketProgram() {}

    /** The command that says what a native program may do. */
    static String[] natively() {
        return new String[] {PERL, "-e", NATIVE};
    }

    /** Puts the 32-bit program into a root file system. */
    static void addTo(RootFilesystem root) throws IOException {
        Path file = root.directory().resolve(X86.substring(1));
        Files.write(file, elf());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A static executable of one segment: the ELF header, one program header, and the code (elf(5)). */
    private static byte[] elf() {
        int size = HEADERS + CODE.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        // ELFCLASS32, little endian, version 1.
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        // ET_EXEC, EM_386.
        file.putShort((short) 2).putShort((short) 3).putInt(1);
        file.putInt(ADDRESS + HEADERS).putInt(52).putInt(0).putInt(0);
        file.putShort((short) 52).putShort((short) 32).putShort((short) 1);
        file.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        // PT_LOAD of the whole file, readable and executable.
        file.putInt(1)
                .putInt(0)
                .putInt(ADDRESS)
                .putInt(ADDRESS)
                .putInt(size)
                .putInt(size)
                .putInt(5)
                .putInt(0x1000);
        return file.put(CODE).array();
    }
}
