#!/usr/bin/env python3
"""imap_server.py PORT SCENARIO [LETTERS]: an IMAP server that behaves badly, one way at a time.

It speaks without TLS on 127.0.0.1, keeps its mailbox from connection to connection, and writes every
command it hears to standard output, with the number of the connection. A trouble happens on the
first connection only, unless the scenario says always; so a test can watch a client recover.
Letters are numbered from UID 11."""
import base64
import socket
import sys
import threading
import time

PORT, SCENARIO = int(sys.argv[1]), sys.argv[2]
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else 2
LOCK = threading.Lock()
MOVED = {}


def letter(number):
    return (f"From: teacher{number}@school.test\r\nTo: mo@school.test\r\n"
            f"Subject: letter {number}\r\nMessage-ID: <{number}@school.test>\r\n\r\n"
            f"Text of letter {number}.\r\n").encode()


BOX = {11 + i: [letter(11 + i), set()] for i in range(COUNT)}
if SCENARIO in ("large", "short-parts"):
    BOX[11][0] += b"0123456789abcdef" * 64 * 2500 + b"the end\r\n"  # 2.4 MiB, in parts

CAPABILITIES = {
    "no-idle": b"UIDPLUS MOVE",
    "no-move": b"UIDPLUS",
    "keyword-only": b"",
    "nothing": b"",
    "starttls-inject": b"STARTTLS",
    "starttls-none": b"",
    "oauth": b"IDLE UIDPLUS MOVE AUTH=PLAIN AUTH=XOAUTH2",
    "oauth-untagged": b"IDLE UIDPLUS MOVE AUTH=XOAUTH2 AUTH=OAUTHBEARER",
    "oauth-bearer": b"IDLE UIDPLUS MOVE AUTH=OAUTHBEARER",
    "oauth-expired": b"IDLE UIDPLUS MOVE AUTH=XOAUTH2",
    "oauth-bearer-expired": b"IDLE UIDPLUS MOVE AUTH=OAUTHBEARER",
    "oauth-busy": b"IDLE UIDPLUS MOVE AUTH=XOAUTH2",
    "oauth-bye": b"IDLE UIDPLUS MOVE AUTH=XOAUTH2",
}.get(SCENARIO, b"IDLE UIDPLUS MOVE")


class Connection:
    def __init__(self, sock, number):
        self.sock, self.number = sock, number
        self.file = sock.makefile("rb")
        self.bad = number == 1 or SCENARIO.endswith("-always")
        self.scenario = SCENARIO.removesuffix("-always") if self.bad else ""

    def send(self, text):
        self.sock.sendall(text if isinstance(text, bytes) else text.encode())

    def close(self):
        self.sock.shutdown(socket.SHUT_RDWR)
        raise ConnectionError("closed as the scenario says")

    def run(self):
        if self.scenario == "preauth":
            self.send("* PREAUTH welcome, whoever you are\r\n")
        elif self.scenario == "bye-greeting":
            self.send("* BYE too many connections\r\n")
            self.close()
        elif self.scenario == "flood":
            self.send(b"* OK " + b"x" * (1 << 20))
        else:
            self.send("* OK ready\r\n")
        for line in self.file:
            words = line.decode("latin-1").strip().split(" ")
            print(self.number, " ".join(words[1:]) if len(words) > 1 else words[0], flush=True)
            if words == ["DONE"]:
                self.send(f"{self.tag} OK idled\r\n")
                continue
            self.tag, name = words[0], words[1].upper()
            if name == "UID":
                name = "UID_" + words[2].upper()
            handler = getattr(self, "do_" + name.lower(), None)
            if handler:
                handler(words)
            else:
                self.ok()

    def ok(self, text="done"):
        self.send(f"{self.tag} OK {text}\r\n")

    def no(self, text):
        self.send(f"{self.tag} NO {text}\r\n")

    def do_capability(self, words):
        if self.scenario != "no-capability":
            self.send(b"* CAPABILITY IMAP4rev1 " + CAPABILITIES + b"\r\n")
        self.ok()

    def do_starttls(self, words):
        self.send(f"{self.tag} OK begin\r\n* CAPABILITY IMAP4rev1 EVIL\r\n")

    def do_login(self, words):
        if self.scenario == "login-hangs":
            time.sleep(600)
        if self.scenario == "login-busy":
            self.no("[UNAVAILABLE] try later")
        else:
            self.ok("logged in")

    def hear(self):
        line = self.file.readline().decode().rstrip("\r\n")
        shown = base64.b64decode(line).replace(b"\1", b"^").replace(b" ", b"_").decode()
        print(self.number, "HEARD", shown or "nothing", flush=True)
        return line

    def do_authenticate(self, words):
        if self.scenario == "oauth-untagged":
            self.send("* OK a word before\r\n* CAPABILITY IMAP4rev1\r\n")
        self.send("+ \r\n")
        self.hear()
        if self.scenario.endswith("expired"):
            # what Google says, and it waits for an answer to it
            self.send(b"+ " + base64.b64encode(b'{"status":"400","schemes":"Bearer"}') + b"\r\n")
            self.hear()
            return self.no("[AUTHENTICATIONFAILED] Invalid credentials")
        if self.scenario == "oauth-busy":
            return self.no("[UNAVAILABLE] try later")
        if self.scenario == "oauth-bye":
            self.send("* BYE no\r\n")
            self.close()
        return self.ok("welcome")

    def do_list(self, words):
        self.send('* LIST () "/" there\r\n')
        self.ok()

    def do_select(self, words):
        flags = "\\Seen \\Deleted" + ("" if SCENARIO == "nothing" else " \\*")
        read = "READ-ONLY" if self.scenario == "read-only" else "READ-WRITE"
        self.send(f"* {len(BOX)} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n"
                  f"* OK [PERMANENTFLAGS ({flags})] x\r\n{self.tag} OK [{read}] x\r\n")

    def do_uid_search(self, words):
        keyword = words[-1].strip("()") if "UNKEYWORD" in words else None
        with LOCK:
            uids = [u for u, (_, flags) in BOX.items()
                    if "\\Deleted" not in flags and keyword not in flags]
        if self.scenario == "twice":
            uids += uids
        self.send("* SEARCH" + "".join(f" {u}" for u in uids) + "\r\n")
        self.ok()

    def do_uid_fetch(self, words):
        uid, what = int(words[3]), " ".join(words[4:])
        if uid not in BOX:
            return self.ok()
        if "BODY.PEEK" not in what:
            size = 3_000_000_000 if self.scenario == "huge-size" else len(BOX[uid][0])
            size = 5 if self.scenario == "size-lies" else size
            self.send(f"* {uid - 10} FETCH (UID {uid} RFC822.SIZE {size})\r\n")
            return self.ok()
        return self.send_body(uid, what)

    def send_body(self, uid, what):
        body, name, shown = BOX[uid][0], "BODY[]", uid
        if "<" in what:
            start, length = map(int, what.split("<")[1].split(">")[0].split("."))
            length = 1 if self.scenario == "short-parts" and start > 0 else length
            body, name = body[start:start + length], f"BODY[]<{start}>"
        if self.scenario == "fetch-no" and uid == 11:
            return self.no("[LIMIT] too many requests")
        if self.scenario == "validity":
            self.send("* OK [UIDVALIDITY 8] another folder now\r\n")
        if self.scenario == "unasked":
            self.send(f'* {uid - 10} FETCH (FLAGS (\\Seen))\r\n'
                      f"* 9 FETCH (UID 99 {name} {{7}}\r\nforeign)\r\n")
        if self.scenario == "wrong-uid":
            shown = 99
        if self.scenario == "nested":
            self.send(b"* 1 FETCH (BODYSTRUCTURE " + b"(" * 100_000)
            self.close()
        announced = {"huge-literal": 3_000_000_000, "largest-literal": 4_294_967_295}
        size = announced.get(self.scenario, len(body))
        head = f"* {uid - 10} FETCH (UID {shown} {name} {{{size}}}\r\n".encode()
        if self.scenario == "eof-in-literal":
            self.send(head + body[:len(body) // 2])
            self.close()
        if self.scenario in announced:
            self.send(head)
            while True:
                self.send(b"x" * 65536)
        self.send(head + body + b")\r\n")
        return self.ok()

    def do_uid_move(self, words):
        if self.scenario == "move-hangs":
            time.sleep(600)
        if self.scenario == "move-no":
            return self.no("[OVERQUOTA] no room")
        if "MOVE" not in CAPABILITIES.decode().split():
            return self.send(f"{self.tag} BAD what\r\n")
        if self.scenario == "move-lies":
            return self.ok()
        with LOCK:
            MOVED[int(words[3])] = BOX.pop(int(words[3]), None)
        return self.ok()

    def do_uid_copy(self, words):
        if self.scenario == "move-no":
            return self.no("[OVERQUOTA] no room")
        return self.ok()

    def do_uid_store(self, words):
        flags = " ".join(words[5:]).strip("()").split(" ")
        with LOCK:
            BOX[int(words[3])][1].update(flags)
        self.ok()

    def do_uid_expunge(self, words):
        with LOCK:
            BOX.pop(int(words[3]), None)
        self.ok()

    def do_idle(self, words):
        if SCENARIO == "idle-no":
            return self.no("too many connections")
        if self.scenario == "idle-coalesced":
            with LOCK:
                BOX[50] = [letter(50), set()]
            return self.send("+ idling\r\n* 1 EXISTS\r\n")
        self.send("+ idling\r\n")
        if self.scenario == "bye-in-idle":
            time.sleep(0.3)
            with LOCK:
                BOX[50] = [letter(50), set()]
            self.send("* BYE shutting down\r\n")
            self.close()

    def do_logout(self, words):
        self.send("* BYE\r\n")
        self.ok()


def serve(sock, number):
    print(number, "CONNECTED", flush=True)
    try:
        Connection(sock, number).run()
    except (OSError, ValueError) as error:
        print(number, "ENDED", error, flush=True)
    sock.close()


def main():
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", PORT))
    listener.listen(8)
    print("READY", flush=True)
    for number in range(1, 1000):
        sock, _ = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(sock, number), daemon=True).start()


main()
