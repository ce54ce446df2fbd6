"""Starts the stub servers and the bots, each on a core of its own, and reads what a process has used."""

import contextlib
import glob
import json
import os
import select
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

BENCHES = Path(__file__).resolve().parent.parent
ROOT = BENCHES.parent
RELEASE = ROOT / "target" / "release"
PYTHON = BENCHES / ".installed" / "bin" / "python"
PEERS = BENCHES / "peers"

TOKEN = "123456789:nobodys-token-for-a-measurement-only"
SECRET = "07" * 32

BOT_CORE, STUB_CORE = "0", "1"
# An answer of the stub's that takes longer will never come.
PATIENCE = 120


class Broken(Exception):
    """A bot or the stub does not do what it must for a measurement."""


def command(name):
    """What starts a bot."""
    return {
        "deskgram": [RELEASE / "deskgram", "run"],
        "teloxide": [RELEASE / "peer_teloxide"],
        "raw loop": [RELEASE / "peer_raw"],
        "grammY": ["node", PEERS / "grammy.mjs"],
        "aiogram": [PYTHON, PEERS / "aiogram_bot.py"],
        "aiogram, uvloop": [PYTHON, PEERS / "aiogram_bot.py", "--uvloop"],
        "PTB": [PYTHON, PEERS / "ptb_bot.py"],
        "PTB, concurrent": [PYTHON, PEERS / "ptb_bot.py", "--concurrent"],
    }[name]


def pinned(core, words):
    """A command that stays on one core, where that can be had."""
    words = [str(word) for word in words]
    if shutil.which("taskset") and os.cpu_count() > 1:
        return ["taskset", "-c", core, *words]
    return words


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Crowd:
    """How many people, tickets and old cards there are, and how many people share a unit."""

    def __init__(self, people, tickets, unit_size=20, old_cards=0):
        self.people, self.tickets = people, tickets
        self.unit_size, self.old_cards = unit_size, old_cards


class Stub:
    """Telegram and the helpdesk. Told what to do a line at a time."""

    def __init__(self, crowd):
        self.port = free_port()
        words = [RELEASE / "stub", self.port, crowd.people, crowd.tickets, crowd.unit_size]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(pinned(STUB_CORE, words), **pipes, text=True)
        self.hear()

    def ask(self, words):
        """Begins something; `hear` waits for what comes of it."""
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()

    def hear(self):
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        line = self.process.stdout.readline() if ready else ""
        answer = json.loads(line or "{}")
        if not line or "error" in answer:
            raise Broken(answer.get("error", "the stub does not answer"))
        return answer

    def tell(self, words):
        self.ask(words)
        return self.hear()

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


class Bot:
    """A bot that runs, and what it uses."""

    def __init__(self, name, folder, port, settings):
        url = f"http://127.0.0.1:{port}"
        environment = {
            "PATH": os.environ["PATH"],
            "TELOXIDE_TOKEN": TOKEN,
            "TELOXIDE_API_URL": url,
            "HELPDESK_URL": helpdesk(port),
            "HELPDESK_TIME_ZONE": afternoon(),
            "HELPDESK_SERVICE_ACCOUNT_LOGIN": "watch",
            "HELPDESK_SERVICE_ACCOUNT_PASSWORD": "nobodys",
            "DESKGRAM_SECRET_KEY": SECRET,
            "RUST_LOG": "error",
            **settings,
        }
        self.started = time.time()
        # Peers in Python and JavaScript speak of every mistake of theirs; the numbers say enough.
        with open(Path(folder) / "log", "wb") as log:
            self.process = subprocess.Popen(
                pinned(BOT_CORE, command(name)), cwd=folder, env=environment, stdout=log, stderr=log
            )

    def cpu(self):
        """Seconds of CPU since the start, of all threads that live."""
        files = glob.glob(f"/proc/{self.process.pid}/task/*/schedstat")
        used = 0
        for file in files:
            with contextlib.suppress(OSError):
                used += int(Path(file).read_text().split()[0])
        return used / 1e9

    def memory(self):
        """Resident memory now, in MiB."""
        return self._status("VmRSS:")

    def most_memory(self):
        """The most resident memory since `forget_most_memory`, in MiB."""
        return self._status("VmHWM:")

    def forget_most_memory(self):
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def _status(self, field):
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024

    def close(self):
        self.process.kill()
        self.process.wait()


def afternoon():
    """A time zone in which it is between two and three in the afternoon: no night, no morning digest."""
    east = 14 - time.gmtime().tm_hour
    return f"Etc/GMT{-east:+}" if east else "Etc/GMT"


def helpdesk(port):
    return f"http://127.0.0.1:{port}/api.php"


@contextlib.contextmanager
def running(name, crowd, **settings):
    """A bot and the stub that it talks to, from the bot's first request for updates on. deskgram finds a database in which
    everybody is signed in; the peers need none."""
    stub = Stub(crowd)
    try:
        with tempfile.TemporaryDirectory() as folder:
            if name == "deskgram":
                prepare(folder, stub.port, crowd)
            stub.ask("first-poll")
            bot = Bot(name, folder, stub.port, settings)
            try:
                bot.start = (stub.hear()["at"] - bot.started) * 1000
                stub.tell(f"process {bot.process.pid}")
                yield bot, stub
            finally:
                bot.close()
    finally:
        stub.close()


def prepare(folder, port, crowd):
    words = [RELEASE / "prepare", Path(folder) / "deskgram.db", helpdesk(port), SECRET]
    words += [crowd.people, crowd.old_cards, crowd.unit_size, afternoon()]
    subprocess.run([str(word) for word in words], check=True)
