"""A listener that lets every call run: what runtimes hand over at a profile's listenerPath, and how many calls notified."""

import array
import contextlib
import fcntl
import json
import select
import socket
import struct
import threading

# linux/seccomp.h: struct seccomp_notif is id, pid, flags and struct seccomp_data (number, architecture, address, arguments).
RECEIVE, NOTIFICATION = 0xC0502100, struct.Struct("=QIIiIQ6Q")
# struct seccomp_notif_resp: id, value, error, flags.
SEND, RESPONSE = 0xC0182101, struct.Struct("=QqiI")
CONTINUE = 1
LONGEST = 1 << 20


class Listener:
    """Listens on a socket, with a thread for each container. The answer to what notified is an errno, or None to let it run."""

    def __init__(self, path, answer=lambda architecture, number, arguments: None):
        self.answer = answer
        self.states = []
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.bind(str(path))
        self.socket.listen(64)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        text, descriptors, state = b"", array.array("i"), None
        # Not to the end: runc 1.1 leaves the connection open until it ends itself.
        while state is None:
            part, ancillary, _, _ = connection.recvmsg(LONGEST, socket.CMSG_LEN(16))
            for _, _, data in ancillary:
                descriptors.frombytes(data[: len(data) - len(data) % 4])
            text += part
            with contextlib.suppress(ValueError):
                state = json.loads(text)
            if not part:
                break
        self.states.append(state)
        notifications = descriptors[0]
        poll = select.poll()
        poll.register(notifications, select.POLLIN)
        while not poll.poll()[0][1] & select.POLLHUP:
            self.one(notifications)

    def one(self, notifications):
        received = bytearray(NOTIFICATION.size)
        try:
            fcntl.ioctl(notifications, RECEIVE, received)
            identity, _, _, number, architecture, _, *arguments = NOTIFICATION.unpack(received)
            errno = self.answer(architecture, number, arguments)
            response = (identity, 0, 0, CONTINUE) if errno is None else (identity, 0, -errno, 0)
            fcntl.ioctl(notifications, SEND, bytearray(RESPONSE.pack(*response)))
        except OSError:
            # The caller was killed, or a signal has come first.
            pass
