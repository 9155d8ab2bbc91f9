"""What a small service in Python does: files, threads, a server and its client, a child. Prints "done"."""
import hashlib
import json
import os
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"path": self.path, "sum": hashlib.sha256(self.path.encode()).hexdigest()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True


def ask(port, number):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{number}") as answer:
        assert json.load(answer)["path"] == f"/{number}"


def main():
    if sys.argv[1:] == ["child"]:
        return
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "file")
        with open(path, "w", encoding="utf-8") as file:
            file.write("text\n" * 1000)
        os.rename(path, path + "-renamed")
        assert os.listdir(directory) == ["file-renamed"]
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    clients = [threading.Thread(target=ask, args=(server.server_address[1], number)) for number in range(40)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    time.sleep(0.05)
    subprocess.run([sys.executable, "-I", "-S", __file__, "child"], check=True)
    server.shutdown()
    print("done")


main()
