#!/usr/bin/env python3
"""What it costs to watch a long list: processor time and memory of one reading, from the whole program.

    cargo build --release && python3 benches/ticks.py [TICKETS [SESSIONS [TICKS]]]

Starts the release binary between a Telegram and a helpdesk that only pretend, signs SESSIONS people in (1) beside an account that
watches for them, and gives it a list of TICKETS (10000) TICKS times (7), each time with one ticket more than before. The last bytes of
the list are kept back for a moment, so that what is done while it arrives is told from what is left to do then. Prints medians.
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

BINARY = os.environ.get("DESKGRAM", os.path.join(os.path.dirname(__file__), "..", "target", "release", "deskgram"))
SETTLED = 5.0
KEPT_BACK = 0.4
UNITS = 50


def row(number):
    """A row as the helpdesk writes it, of about 1.1 kB."""
    text = f"Принтер у кабінеті {number} друкує сторінки з ієрогліфами, а потім зупиняється і нічого не каже. Що робити?"
    return {
        "id_ticket": number, "ticket_hash": f"{number:032x}", "subj": "Принтери та сканери", "text": text,
        "date_created": "2026-11-23 11:00:00", "status": "free", "prio": 1, "lock_by_other_fio": "0", "ok_by_fio": "0",
        "user_init_hash": "3f" * 16, "client_hash": "3f" * 16, "to_user_hash": "0", "user_init_fio": "Романов Р.О.",
        "client_fio": "Романов Р.О.", "to_user_fio": "", "to_unit_id": number % UNITS + 1, "access_priv": "lock",
    }


def view(number):
    listed = row(number)
    return {
        **{name: listed[name] for name in ("id_ticket", "ticket_hash", "subj", "text", "date_created", "status", "prio")},
        "user_init_id": "3f" * 16, "client_id": "3f" * 16, "user_init_fio": "Романов Р.О.", "client_fio": "Романов Р.О.",
        "unit_id": listed["to_unit_id"], "user_to_id": None, "user_to_fio": "Відділ", "lock_by": None, "ok_by": None,
        "can_refer": "true", "lock_by_fio": "", "ok_by_fio": "", "access_priv": "lock", "ok_date": None, "deadline_time": None,
    }


class Process:
    """What /proc tells of deskgram."""

    def __init__(self, pid):
        self.pid = pid

    def cpu(self):
        """Processor time of all threads, in milliseconds."""
        total = 0
        for task in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{task}/schedstat") as stat:
                total += int(stat.read().split()[0])
        return total / 1e6

    def memory(self, name):
        with open(f"/proc/{self.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(name)) / 1024

    def forget_peak(self):
        with open(f"/proc/{self.pid}/clear_refs", "w") as refs:
            refs.write("5")


class World:
    """What both servers share."""

    def __init__(self, tickets, sessions):
        self.tickets, self.sessions = tickets, sessions
        self.rows = [json.dumps(row(number)) for number in range(1, tickets + 1)]
        self.updates = [self.login(number) for number in range(1, sessions + 1)]
        self.signed_in = 0
        self.polled = threading.Event()
        self.open = threading.Event()
        self.process = None
        self.readings = []
        self.reading = None
        self.lists = 0

    @staticmethod
    def login(number):
        person = {"id": 1000 + number, "is_bot": False, "first_name": "A", "language_code": "en"}
        chat = {"id": 1000 + number, "type": "private", "first_name": "A"}
        message = {"message_id": 1, "date": 1790000000, "from": person, "chat": chat, "text": f"/login person{number} secret"}
        return {"update_id": number, "message": message}


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world = None

    def body(self):
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def reply(self, body):
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Telegram(Server):
    def do_POST(self):
        asked, method = self.body(), self.path.rsplit("/", 1)[1]
        result = True
        if method == "GetMe":
            result = {"id": 1, "is_bot": True, "first_name": "Ticks", "username": "ticks_bot"}
        elif method == "GetUpdates":
            result = self.updates(json.loads(asked or b"{}"))
        elif method.startswith("Send"):
            chat = {"id": json.loads(asked)["chat_id"], "type": "private", "first_name": "A"}
            result = {"message_id": int(time.time() * 1000) % 10**9, "date": 1790000000, "chat": chat, "text": "x"}
        self.reply(json.dumps({"ok": True, "result": result}).encode())

    def updates(self, asked):
        self.world.polled.set()
        offset = asked.get("offset", 1)
        waiting = [update for update in self.world.updates if update["update_id"] >= offset][:50]
        if not waiting or not self.world.open.is_set():
            time.sleep(60 if self.world.open.is_set() else 1)
            return []
        return waiting


class Helpdesk(Server):
    def do_POST(self):
        asked = json.loads(self.body())
        getattr(self, asked["mode"], self.nothing)(asked)

    def answer(self, **fields):
        self.reply(json.dumps([{**fields, "status": "ok", "error_description": None}]).encode())

    def nothing(self, _):
        self.answer(list=[], info=[])

    def auth(self, asked):
        self.answer(uniq_id=asked["login"], fio=asked["login"], name_only=asked["login"])

    def get_users_list(self, asked):
        self.answer(users=[self.person(asked["find_param"])])

    def get_user_info(self, asked):
        person = self.person(asked["user_hash"])
        if asked["user_hash"] != "watch":
            self.world.signed_in += 1
        self.answer(info=[{**person, "user_login": person["uniq_id"], "lang": "en"}])

    @staticmethod
    def person(login):
        number = int(login[6:] or 0) if login.startswith("person") else 0
        return {"uniq_id": login, "fio": login, "status": 1, "priv": 1 if number else 2, "unit": str(number % UNITS + 1), "is_client": 0}

    def get_ticket_comments(self, _):
        self.answer(comments=[])

    def ticket_view(self, asked):
        number = int(asked["ticket_hash"], 16)
        world = self.world
        # Whatever is read besides the tickets that are new comes after the commit.
        if world.reading is not None and number < len(world.rows):
            world.reading["committed"] = world.process.cpu()
            world.readings.append(world.reading)
            world.reading = None
        self.answer(ticket=[view(number)])

    def ticket_list(self, _):
        world, process = self.world, self.world.process
        if world.signed_in < world.sessions:
            return self.reply(b"")
        world.lists += 1
        world.rows.append(json.dumps(row(len(world.rows) + 1)))
        body = ('[{"tickets":[' + ",".join(world.rows) + '],"status":"ok","error_description":null}]    ').encode()
        reading = {"size": len(body), "began": process.cpu()}
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:-8])
        time.sleep(KEPT_BACK)
        reading["arrived"] = process.cpu()
        world.reading = reading
        self.wfile.write(body[-8:])


class Quiet(ThreadingHTTPServer):
    def handle_error(self, *_):
        """deskgram has ended, and its requests with it."""


def serve(handler, world):
    server = Quiet(("127.0.0.1", 0), type("Bound", (handler,), {"world": world}))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


def until(what, seconds):
    end = time.monotonic() + seconds
    while not what():
        if time.monotonic() > end:
            sys.exit("deskgram has not come so far")
        time.sleep(0.05)


def main():
    tickets, sessions, ticks = (int(sys.argv[at]) if len(sys.argv) > at else default for at, default in ((1, 10000), (2, 1), (3, 7)))
    world = World(tickets, sessions)
    telegram, helpdesk = serve(Telegram, world), serve(Helpdesk, world)
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "PATH": os.environ["PATH"],
            "TELOXIDE_TOKEN": "123456789:nobodys-token-for-a-measurement-only",
            "TELOXIDE_API_URL": f"http://127.0.0.1:{telegram}",
            "HELPDESK_URL": f"http://127.0.0.1:{helpdesk}/api.php",
            "HELPDESK_WATCH_LOGIN": "watch",
            "HELPDESK_WATCH_PASSWORD": "secret",
            "DESKGRAM_POLL_INTERVAL": "2s",
            "DESKGRAM_POLL_SHARE": "100%",
            "RUST_LOG": "error",
        }
        deskgram = subprocess.Popen([os.path.abspath(BINARY), "run"], cwd=folder, env=settings)
        try:
            process = world.process = Process(deskgram.pid)
            until(world.polled.is_set, 30)
            time.sleep(SETTLED)
            idle = process.memory("VmRSS:")
            world.open.set()
            until(lambda: len(world.readings) > 0, 600)
            first, peak_first = world.readings[0], process.memory("VmHWM:")
            process.forget_peak()
            until(lambda: len(world.readings) > ticks, 600)
            peak, rest = process.memory("VmHWM:"), world.readings[1:]
        finally:
            deskgram.kill()
            deskgram.wait()
    median = lambda value: statistics.median(value(reading) for reading in rest)
    print(f"{tickets} tickets ({first['size'] / 1e6:.1f} MB), {sessions} signed in, medians of {len(rest)} readings:")
    print(f"  while the list arrives:             {median(lambda one: one['arrived'] - one['began']):6.1f} ms of processor time")
    print(f"  from its last byte to the commit:   {median(lambda one: one['committed'] - one['arrived']):6.1f} ms of processor time")
    print(f"  memory at its peak:                 {peak - idle:6.1f} MiB above the {idle:.1f} MiB of an idle start")
    print(f"  the first reading, all of it news:  {first['committed'] - first['began']:6.0f} ms, {peak_first - idle:.1f} MiB above")


if __name__ == "__main__":
    main()
