#!/usr/bin/env python3
"""imap_sweep.py PORT SWEEP [STEP]: an IMAP server that goes wrong at one place after the other.

Where imap_server.py shows one trouble, this one shows a whole sweep of one kind to a client that comes
again and again. Each case is two visits to a mailbox of its own: in the first one thing goes wrong, in
the second nothing does. The first visits of all are good ones, one for each set of capabilities: from
them the server learns how many lines and bytes a session has, and prints "VISITS n", the number of
visits that are to follow. STEP n shows every n-th case only.

Of each letter it prints "EXPECT sha256"; when all visits were made, "OVER", and "LEFT uid case" for each letter
that nobody has filed by then."""
import hashlib
import itertools
import select
import socket
import sys

PORT, SWEEP = int(sys.argv[1]), sys.argv[2]
STEP = int(sys.argv[3]) if len(sys.argv) > 3 else 1
# what the server can do; "fresh": there is no folder yet to move letters to
ABILITIES = ["IDLE UIDPLUS MOVE", "UIDPLUS", "", "fresh MOVE", "no-keywords"]
FILING = ["MOVE", "COPY", "STORE", "EXPUNGE"]


class Cut(Exception):
    """The connection ends here."""


class Mailbox:
    """Two letters, and which of them were filed. `validity` changes when the folder is replaced."""

    def __init__(self, case):
        self.case, self.validity, self.filed = case, 7, set()
        self.letters = {uid: self.letter(case, uid) for uid in (11, 12)}
        for text in self.letters.values():
            print("EXPECT", hashlib.sha256(text).hexdigest(), flush=True)

    @staticmethod
    def letter(case, uid):
        return (f"From: teacher@school.test\r\nSubject: letter {uid}\r\nMessage-ID: <{case:06}.{uid}@x>\r\n"
                f"\r\nText of letter {uid}, in two lines\r\nof which this is the second.\r\n").encode()

    def replace(self):
        """Another folder by the same name: the numbers belong to other letters now."""
        self.validity += 1
        uids = list(self.letters)
        self.letters = dict(zip(uids, reversed([self.letters[uid] for uid in uids])))
        self.filed = {uids[-1 - uids.index(uid)] for uid in self.filed}

    def new(self):
        return [uid for uid in self.letters if uid not in self.filed]


class Session:
    """One connection; what goes wrong is said by the fault: see FAULTS."""

    def __init__(self, sock, box, ability, fault):
        self.sock, self.box, self.ability, self.fault = sock, box, ability.split(), fault
        self.lines = self.bytes = self.commands = 0

    def put(self, text):
        text = text if isinstance(text, bytes) else text.encode()
        text = self.fault.line(self, self.lines, text)
        self.lines += 1
        self.fault.send(self, text)
        self.bytes += len(text)

    def run(self):
        self.put("* OK ready\r\n")
        for line in self.sock.makefile("rb"):
            self.tag, *words = line.decode("latin-1").split()
            name = words[1] if words[0].upper() == "UID" else words[0]
            refused = self.fault.command(self, self.commands, name.upper())
            self.commands += 1
            if refused:
                self.put(f"{self.tag} {refused} not now\r\n")
                continue
            getattr(self, "do_" + name.lower(), self.do_other)(words)
            self.put(f"{self.tag} OK done\r\n")
            if name.upper() == "LOGOUT":
                return

    def do_other(self, words):
        pass

    def do_logout(self, words):
        self.put("* BYE\r\n")

    def do_capability(self, words):
        able = [word for word in self.ability if word.isupper()]
        self.put(" ".join(["* CAPABILITY IMAP4rev1"] + able) + "\r\n")

    def do_list(self, words):
        if "fresh" not in self.ability:
            self.put('* LIST () "/" there\r\n')

    def do_select(self, words):
        any_flag = "" if "no-keywords" in self.ability else " \\*"
        self.put("* 2 EXISTS\r\n")
        self.put(f"* OK [UIDVALIDITY {self.box.validity}] x\r\n")
        self.put(f"* OK [PERMANENTFLAGS (\\Seen \\Deleted{any_flag})] x\r\n")

    def do_search(self, words):
        self.put("* SEARCH" + "".join(f" {uid}" for uid in self.box.new()) + "\r\n")

    def do_fetch(self, words):
        uid = int(words[2])
        if uid not in self.box.new():
            return
        text = self.box.letters[uid]
        if "BODY.PEEK" in " ".join(words):
            size = self.fault.literal(len(text))
            self.put(f"* {uid - 10} FETCH (UID {uid} BODY[] {{{size}}}\r\n".encode() + text + b")\r\n")
        else:
            self.put(f"* {uid - 10} FETCH (UID {uid} RFC822.SIZE {len(text)})\r\n")

    def do_move(self, words):
        self.box.filed.add(int(words[2]))

    def do_store(self, words):
        self.box.filed.add(int(words[2]))


# --- what goes wrong --------------------------------------------------------------------------------

class Fault:
    """Nothing does."""

    replaced_between = False

    def line(self, session, number, text):
        return text

    def send(self, session, text):
        session.sock.sendall(text)

    def command(self, session, number, name):
        return None

    def literal(self, size):
        return size


class CutAt(Fault):
    def __init__(self, at, replaced_between=False):
        self.at, self.replaced_between = at, replaced_between

    def send(self, session, text):
        session.sock.sendall(text[:max(0, self.at - session.bytes)])
        if session.bytes + len(text) >= self.at:
            raise Cut


class Before(Fault):
    """An untagged line comes before the line of that number."""

    def __init__(self, at, untagged):
        self.at, self.untagged = at, untagged

    def line(self, session, number, text):
        if number != self.at:
            return text
        if "UIDVALIDITY" in self.untagged:
            session.box.replace()
        return self.untagged.format(session.box.validity).encode() + b"\r\n" + text

    def send(self, session, text):
        session.sock.sendall(text)
        if session.lines - 1 == self.at and "CLOSED" in self.untagged:
            raise Cut


class Refused(Fault):
    """The command of that number, or all with these names, is answered by NO or BAD."""

    def __init__(self, word, at=None, names=()):
        self.word, self.at, self.names = word, at, names

    def command(self, session, number, name):
        return self.word if number == self.at or name in self.names else None


class Literal(Fault):
    """A letter is announced with more or fewer bytes than come."""

    def __init__(self, delta):
        self.delta = delta

    def literal(self, size):
        return size + self.delta


class Drip(Fault):
    """From the command of that number on, one byte a second."""

    def __init__(self, at):
        self.at = at

    def send(self, session, text):
        for i in range(len(text)):
            session.sock.sendall(text[i:i + 1])
            if session.commands >= self.at and select.select([session.sock], [], [], 1)[0]:
                raise Cut  # nobody waits any more


UNTAGGED = ["* BYE later", "* BYE CLOSED", "* 1 EXPUNGE", "* 9 EXISTS", "* 0 EXISTS", "* OK [UIDVALIDITY {}] new",
            "* 1 FETCH (FLAGS (\\Seen))", "* SEARCH 4711", "* NO what", "* BAD what"]
SUBSETS = [names for size in range(1, 5) for names in itertools.combinations(FILING, size)]

# Each gives the faults of one session that has so many lines, bytes and commands.
FAULTS = {
    "cut": lambda s: [CutAt(at) for at in range(s.bytes + 1)],
    "replaced": lambda s: [CutAt(at, True) for at in range(s.bytes + 1)],
    "untagged": lambda s: [Before(at, text) for text in UNTAGGED for at in range(s.lines)],
    "refused": lambda s: [Refused(word, at=at) for word in ("NO", "BAD") for at in range(s.commands)],
    "filing": lambda s: [Refused(word, names=names) for word in ("NO", "BAD") for names in SUBSETS],
    "literal": lambda s: [Literal(by) for by in (-100, -5, -3, -2, -1, 1, 2, 3, 5, 100, 70000)],
    "drip": lambda s: [Drip(at) for at in range(s.commands)],
}


def serve(listener, box, ability, fault):
    sock, _ = listener.accept()
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    session = Session(sock, box, ability, fault)
    try:
        session.run()
    except (Cut, OSError, ValueError, IndexError):
        pass
    sock.close()
    return session


def main():
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", PORT))
    listener.listen(8)
    print("READY", len(ABILITIES), flush=True)
    boxes, cases = [], []
    for ability in ABILITIES:
        boxes.append(Mailbox(len(boxes)))
        session = serve(listener, boxes[-1], ability, Fault())
        cases += [(ability, fault) for fault in FAULTS[SWEEP](session)]
    cases = cases[::STEP]
    print("VISITS", 2 * len(cases), flush=True)
    for ability, fault in cases:
        box = Mailbox(len(boxes))
        boxes.append(box)
        serve(listener, box, ability, fault)
        if fault.replaced_between:
            box.replace()
        serve(listener, box, ability, Fault())
    for box in boxes:
        for uid in box.new():
            print("LEFT", uid, box.case, flush=True)
    print("OVER", flush=True)


main()
