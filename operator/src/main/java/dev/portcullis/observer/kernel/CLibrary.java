package dev.portcullis.observer.kernel;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The functions of the C library that this room calls, each with the error number that it left. One object serves one thread at a
 * time.
 */
final class CLibrary {

    static final int EINTR = 4;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private static final MethodHandle CLOSE = function("close", INT, INT);
    private static final MethodHandle SOCKET = function("socket", INT, INT, INT, INT);
    private static final MethodHandle BIND = function("bind", INT, INT, POINTER, INT);
    private static final MethodHandle CONNECT = function("connect", INT, INT, POINTER, INT);
    private static final MethodHandle LISTEN = function("listen", INT, INT, INT);
    private static final MethodHandle ACCEPT = function("accept4", INT, INT, POINTER, POINTER, INT);
    private static final MethodHandle GET_OPTION = function("getsockopt", INT, INT, INT, INT, POINTER, POINTER);
    private static final MethodHandle SET_OPTION = function("setsockopt", INT, INT, INT, INT, POINTER, INT);
    private static final MethodHandle RECEIVE = function("recvmsg", LONG, INT, POINTER, INT);
    private static final MethodHandle SEND = function("sendmsg", LONG, INT, POINTER, INT);
    private static final MethodHandle READ = function("read", LONG, INT, POINTER, LONG);
    private static final MethodHandle WRITE = function("write", LONG, INT, POINTER, LONG);
    private static final MethodHandle EVENTFD = function("eventfd", INT, INT, INT);
    private static final MethodHandle EPOLL_CREATE = function("epoll_create1", INT, INT);
    private static final MethodHandle EPOLL_CONTROL = function("epoll_ctl", INT, INT, INT, INT, POINTER);
    private static final MethodHandle EPOLL_WAIT = function("epoll_wait", INT, INT, POINTER, INT, INT);
    private static final MethodHandle IOCTL = variadic("ioctl", 2, INT, INT, LONG, POINTER);
    private static final MethodHandle SYSCALL = variadic("syscall", 1, LONG, LONG, INT, INT, POINTER);

    private final MemorySegment state = Arena.ofAuto().allocate(STATE);

    /** The error number of the call before, where that failed. */
    int errno() {
        return (int) ERRNO.get(state, 0L);
    }

    int close(int descriptor) {
        try {
            return (int) CLOSE.invokeExact(state, descriptor);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int socket(int domain, int type) {
        try {
            return (int) SOCKET.invokeExact(state, domain, type, 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int bind(int socket, MemorySegment address) {
        try {
            return (int) BIND.invokeExact(state, socket, address, (int) address.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int connect(int socket, MemorySegment address) {
        try {
            return (int) CONNECT.invokeExact(state, socket, address, (int) address.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int listen(int socket, int backlog) {
        try {
            return (int) LISTEN.invokeExact(state, socket, backlog);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int accept(int socket, int flags) {
        try {
            return (int) ACCEPT.invokeExact(state, socket, MemorySegment.NULL, MemorySegment.NULL, flags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int getOption(int socket, int level, int name, MemorySegment value, MemorySegment length) {
        try {
            return (int) GET_OPTION.invokeExact(state, socket, level, name, value, length);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int setOption(int socket, int level, int name, MemorySegment value) {
        try {
            return (int) SET_OPTION.invokeExact(state, socket, level, name, value, (int) value.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    long receive(int socket, MemorySegment message, int flags) {
        try {
            return (long) RECEIVE.invokeExact(state, socket, message, flags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    long send(int socket, MemorySegment message, int flags) {
        try {
            return (long) SEND.invokeExact(state, socket, message, flags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    long read(int descriptor, MemorySegment buffer) {
        try {
            return (long) READ.invokeExact(state, descriptor, buffer, buffer.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    long write(int descriptor, MemorySegment buffer) {
        try {
            return (long) WRITE.invokeExact(state, descriptor, buffer, buffer.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int eventfd(int flags) {
        try {
            return (int) EVENTFD.invokeExact(state, 0, flags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int epollCreate(int flags) {
        try {
            return (int) EPOLL_CREATE.invokeExact(state, flags);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int epollControl(int queue, int operation, int descriptor, MemorySegment event) {
        try {
            return (int) EPOLL_CONTROL.invokeExact(state, queue, operation, descriptor, event);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int epollWait(int queue, MemorySegment events, int most, int timeoutMillis) {
        try {
            return (int) EPOLL_WAIT.invokeExact(state, queue, events, most, timeoutMillis);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int ioctl(int descriptor, long request, MemorySegment argument) {
        try {
            return (int) IOCTL.invokeExact(state, descriptor, request, argument);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The seccomp syscall, for which the C library has no function. */
    long seccomp(int number, int operation, MemorySegment argument) {
        try {
            return (long) SYSCALL.invokeExact(state, (long) number, operation, 0, argument);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The failure of the call before. */
    KernelException failure(String call) {
        return new KernelException(call, errno());
    }

    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
        return bound(name, FunctionDescriptor.of(result, parameters), Linker.Option.captureCallState("errno"));
    }

    private static MethodHandle variadic(String name, int first, MemoryLayout result, MemoryLayout... parameters) {
        return bound(
                name,
                FunctionDescriptor.of(result, parameters),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(first));
    }

    // The options of the process allow it: --enable-native-access.
    @SuppressWarnings("restricted")
    private static MethodHandle bound(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), descriptor, options);
    }

    private static IllegalStateException unexpected(Throwable failure) {
        // The functions throw nothing; this is a call with wrong types, or no memory.
        if (failure instanceof Error error) {
            throw error;
        }
        return new IllegalStateException(failure);
    }
}
