#!/usr/bin/env python3
"""How fast deskgram starts, and how much memory it needs while nothing happens.

    cargo build --release && python3 benches/idle.py [RUNS]

Starts the release binary against a Telegram that has nothing to say, RUNS times (5), and prints the medians: from the start of
the process to its first request for updates, and its resident memory five seconds later.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BINARY = os.path.join(os.path.dirname(__file__), "..", "target", "release", "deskgram")
SETTLED = 5.0


class Telegram(BaseHTTPRequestHandler):
    """Knows the bot, and never has an update."""

    protocol_version = "HTTP/1.1"
    asked = threading.Event()

    def do_POST(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        result = True
        if self.path.endswith("/GetMe"):
            result = {"id": 1, "is_bot": True, "first_name": "Idle", "username": "idle_bot"}
        elif self.path.endswith("/GetUpdates"):
            Telegram.asked.set()
            time.sleep(60)
            result = []
        body = json.dumps({"ok": True, "result": result}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def resident(pid):
    with open(f"/proc/{pid}/status") as status:
        line = next(line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def run(port):
    Telegram.asked.clear()
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "PATH": os.environ["PATH"],
            "TELOXIDE_TOKEN": "123456789:nobodys-token-for-a-measurement-only",
            "TELOXIDE_API_URL": f"http://127.0.0.1:{port}",
            "HELPDESK_URL": "http://127.0.0.1:9/api.php",
            "RUST_LOG": "error",
        }
        started = time.perf_counter()
        process = subprocess.Popen([os.path.abspath(BINARY), "run"], cwd=folder, env=settings)
        try:
            if not Telegram.asked.wait(30):
                sys.exit("deskgram never asked for updates")
            start = (time.perf_counter() - started) * 1000
            time.sleep(SETTLED)
            return start, resident(process.pid)
        finally:
            process.kill()
            process.wait()


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    server = ThreadingHTTPServer(("127.0.0.1", 0), Telegram)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    starts, memory = zip(*(run(server.server_port) for _ in range(runs)))
    print(f"start to first request for updates: {statistics.median(starts):.0f} ms (median of {runs})")
    print(f"resident memory when idle: {statistics.median(memory):.1f} MiB (median of {runs})")


if __name__ == "__main__":
    main()
