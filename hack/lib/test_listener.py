"""The listener reads what a runtime sends, and the table of calls that cannot notify."""
import contextlib
import json
import os
import socket
import tempfile
import time
import unittest
from pathlib import Path

import notify_measurement
import start_table
from listener import Listener


class ListenerTest(unittest.TestCase):
    def test_the_state_is_read_before_the_connection_ends(self):
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "socket"
            listener = Listener(path)
            reading, writing = os.pipe()
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as runtime:
                runtime.connect(str(path))
                text = json.dumps({"pid": 1, "metadata": "x"}).encode()
                socket.send_fds(runtime, [text[:5]], [reading])
                runtime.sendall(text[5:])
                deadline = time.monotonic() + 10
                while not listener.states and time.monotonic() < deadline:
                    os.sched_yield()
            # The end of what would be notifications.
            with contextlib.suppress(OSError):
                os.close(writing)
            os.close(reading)
            self.assertEqual([{"pid": 1, "metadata": "x"}], listener.states)


class NeverTest(unittest.TestCase):
    def test_the_table_has_what_runc_refuses_and_known_names(self):
        never = notify_measurement.never()
        self.assertEqual("-", never["write"])
        self.assertLess({"write", "rt_sigreturn", "futex"}, set(never) & start_table.syscalls())


if __name__ == "__main__":
    unittest.main()
