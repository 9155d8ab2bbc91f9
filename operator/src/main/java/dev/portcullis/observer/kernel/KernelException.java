package dev.portcullis.observer.kernel;

import dev.portcullis.seccomp.Errno;
import java.io.IOException;

/** A call that the kernel refused. */
public final class KernelException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int errno;

    KernelException(String call, int errno) {
        super(call + ": " + Errno.name(errno).orElse("errno " + errno));
        this.errno = errno;
    }

    /** The error number, as the kernel counts them. */
    public int errno() {
        return errno;
    }
}
