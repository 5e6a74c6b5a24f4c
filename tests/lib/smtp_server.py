#!/usr/bin/env python3
"""A scripted SMTP server on a loopback port, for tests of the SMTP door.

    smtp_server.py --log FILE [--tls | --starttls] [--cert FILE --key FILE] [--login USER:PASSWORD]
                   [--greeting TEXT_WITH_UNDERSCORES_FOR_BLANKS] [--port N] [--stay]
                   [--faults FILE] [--deaf PORT] [--kill FILE] [--pipelining] [--offers WORD,...]

Prints its port and serves until its standard input ends, with --stay until it is killed. What it does is told by the letter itself:

    recipient bad...   550      grey...  450      full...  552      close...  421 and hangs up
              limit... 451, which speaks of a limit, for twenty minutes
    sender    refused  550 to MAIL                data451, data554   that reply to DATA
              dot451, dot554   that reply to the final dot
              dropmail, dropbody, dropdot         hangs up at MAIL, in the body, after the final dot
              hang     says nothing after the dot
              garbage  answers the final dot with noise and hangs up
              onlyone  421 to MAIL on a connection that has carried a letter
              double   two answers to MAIL              early  a yes to the letter before it was sent, 554 after that
              yes      250 to DATA

or by the FILE of --faults, which is read when a connection begins and holds "STAGE WHAT", or nothing:

    STAGE     connect greeting ehlo tls handshake auth mail rcpt data body dot quit; from rcpt to dot only
              where a recipient struck... is named
              ("STAGE WHAT pipelining": as with --pipelining)
    WHAT      450 550 421 (and hangs up), drop, hang, garbage (and hangs up), long: the right reply, but in
              5,000 lines, the last of 50,000 bytes (to EHLO 50 lines, the last of 5,000)

Nobody answers on the port of --deaf, not even to a connection.

The FILE of --kill is read when a connection begins and holds "PID COUNT" or "fill PATH COUNT": after so many replies on
all connections that process is killed, or a file written at PATH until its disk is full, and {"killed": PID or PATH, "flying": ["MESSAGE-ID RECIPIENT", ...]} logged: the letters that were taken on
connections which have not begun another one since. One that is taken after that is logged with "late": true.

Each line of the log is a JSON object: {"connection": 1, "command": "MAIL FROM:<a@b>"} or, for a letter
that was taken, {"connection", "sender", "recipients", "id": of the letter, "late", "letter": base64 with the dots undone}.
"""
import argparse
import base64
import json
import os
import re
import signal
import socket
import ssl
import struct
import sys
import threading
import time

options = None
context = None
log = None
lock = threading.Lock()


def note(**entry):
    with lock:
        log.write(json.dumps(entry) + "\n")
        log.flush()


def read_fault():
    if not options.faults:
        return ("", "")
    with open(options.faults, encoding="utf-8") as file:
        return tuple(file.read().split()) or ("", "")  # and "pipelining"


class Victim:
    """Who is to be killed, after how many replies; shared by its connections."""

    def __init__(self, text):
        self.text, self.killed, self.sessions = text, False, []
        *self.whom, count = text.split()
        self.count = int(count)

    def strike(self):
        if self.whom[0] == "fill":
            fill_disk(self.whom[1])
        else:
            os.kill(int(self.whom[0]), signal.SIGKILL)

    def reply_given(self):
        with lock:
            self.count -= 1
            if self.count == 0:
                flying = [key for session in self.sessions for key in session.unheard]
                self.strike()
                self.killed = True
                log.write(json.dumps({"killed": self.whom[-1], "flying": flying}) + "\n")
                log.flush()


def fill_disk(path):
    with open(path, "wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass


victim = None


def find_victim():
    global victim
    with lock:
        if options.kill and os.path.exists(options.kill):
            with open(options.kill, encoding="utf-8") as file:
                text = file.read()
            if not victim or victim.text != text:
                victim = Victim(text)
        else:
            victim = None
        return victim


class HangUp(Exception):
    pass


class Session:
    def __init__(self, sock, number):
        self.sock, self.number = sock, number
        self.encrypted = False
        self.letters = 0
        self.fault = read_fault()
        self.unheard = []
        self.victim = find_victim()
        if self.victim:
            self.victim.sessions.append(self)
        self.known = options.login is None and options.bearer is None
        self.reset()

    def reset(self):
        self.sender, self.recipients = None, []

    def say(self, line):
        self.sock.sendall(line.encode() + b"\r\n")

    def strikes(self, stage):
        if self.fault[0] != stage:
            return False
        return stage not in ("rcpt", "data", "body", "dot") or any(r.startswith("struck") for r in self.recipients)

    # False: something else than this reply was said.
    def reply(self, stage, *lines):
        if not self.strikes(stage):
            for line in lines:
                self.say(line)
            return True
        what = self.fault[1]
        if what == "long":
            code = lines[-1][:3]
            for line in lines:
                self.say(code + "-" + line[4:])
            lines, last = (50, 5000) if stage == "ehlo" else (5000, 50000) # libcurl minds how much it is offered
            self.sock.sendall(f"{code}-on and on\r\n".encode() * lines + f"{code} {'x' * last}\r\n".encode())
            return True
        if what == "hang":
            time.sleep(60)
        if what == "garbage":
            self.sock.sendall(b"\x00\xff\xfehello\r\n2\r\n25\r\nabc ok\r\n")
        if what.isdigit():
            self.say(f"{what} {what[0]}.1.1 struck at {stage}: no such user")
        if what in ("hang", "drop", "garbage", "421"):
            raise HangUp()
        return False

    def encrypt(self):
        if self.strikes("handshake"):
            self.reply("handshake")
        self.sock = context.wrap_socket(self.sock, server_side=True)
        self.stream = self.sock.makefile("rb")
        self.encrypted = True

    def read(self):
        line = self.stream.readline(65536)
        if not line:
            raise HangUp()
        return line

    def run(self):
        if self.strikes("connect"): # a reset, not a farewell
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise HangUp()
        if options.tls:
            self.encrypt()
        else:
            self.stream = self.sock.makefile("rb")
        self.reply("greeting", options.greeting.replace("_", " "))
        while True:
            line = self.read()
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            verb = text.split(" ")[0].upper()
            shown = "AUTH ..." if verb == "AUTH" else text
            note(connection=self.number, command=shown, crlf=line.endswith(b"\r\n"))
            getattr(self, "do_" + verb.lower(), self.unknown)(text)
            if self.victim:
                self.victim.reply_given()

    def unknown(self, text):
        self.say("502 5.5.2 what")

    def do_noop(self, text):
        self.say("250 2.0.0 ok")

    def do_ehlo(self, text):
        words = ["scripted", *filter(None, options.offers.split(","))]
        if options.pipelining or "pipelining" in self.fault:
            words.insert(0, "PIPELINING")
        if options.starttls and not self.encrypted:
            words.append("STARTTLS")
        if options.login:
            words.append("AUTH PLAIN LOGIN")
        if options.bearer:
            words.append("AUTH XOAUTH2")
        self.reply("ehlo", *("250-" + word for word in words[:-1]), "250 " + words[-1])

    def do_helo(self, text):
        self.reply("ehlo", "250 scripted")

    def do_starttls(self, text):
        if not options.starttls:
            return self.unknown(text)
        if self.reply("tls", "220 2.0.0 go"):
            self.encrypt()

    def do_auth(self, text):
        words = text.split(" ")
        if len(words) < 3:
            self.say("334 ")
            words.append(self.read().decode().strip())
        if words[1] == "XOAUTH2":
            return self.judge_token(base64.b64decode(words[2]).decode())
        _, user, password = base64.b64decode(words[2]).decode().split("\0")
        self.known = user + ":" + password == options.login
        self.reply("auth", "235 2.7.0 welcome" if self.known else "535 5.7.8 wrong password")

    def judge_token(self, text):
        self.known = text.endswith(f"auth=Bearer {options.bearer}\1\1")
        if not self.known:
            self.say("334 " + base64.b64encode(b'{"status":"401"}').decode())
            self.read()
        self.say("235 2.7.0 welcome" if self.known else "535 5.7.8 wrong token")

    def do_mail(self, text):
        with lock:
            self.unheard = []
        if not self.known:
            return self.say("530 5.7.0 log in first")
        self.sender = text[text.index("<") + 1:text.index(">")]
        if self.sender.startswith("dropmail"):
            raise HangUp()
        if self.sender.startswith("onlyone") and self.letters:
            self.say("421 4.7.0 one letter a connection")
            raise HangUp()
        if self.sender.startswith("double"):
            return self.sock.sendall(b"250 2.1.0 ok\r\n250 2.1.0 ok\r\n")
        if self.sender.startswith("refused"):
            self.say("550 5.7.1 not your address")
            self.sender = None
        elif not self.reply("mail", "250 2.1.0 ok"):
            self.sender = None

    def do_rcpt(self, text):
        if self.sender is None:
            return self.say("503 5.5.1 MAIL first")
        address = text[text.index("<") + 1:text.index(">")]
        rules = {"bad": "550 5.1.1 no such user", "grey": "450 4.2.0 greylisted, come again",
                 "full": "552 5.2.2 mailbox full",
                 "limit": "451 4.7.0 Message rate limit exceeded, try again in 20 minutes"}
        if address.startswith("close"):
            self.say("421 4.7.0 too many")
            raise HangUp()
        for start, reply in rules.items():
            if address.startswith(start):
                return self.say(reply)
        before = list(self.recipients)
        self.recipients = [address] # its own name strikes
        taken = self.reply("rcpt", "250 2.1.5 ok")
        self.recipients = before + [address] * taken

    def do_data(self, text):
        if not self.recipients:
            return self.say("554 5.5.1 no valid recipients")
        for code in ("451", "554"):
            if self.sender.startswith("data" + code):
                self.reset()
                return self.say(code + " 0.0.0 not now")
        if self.sender.startswith("yes"):
            return self.say("250 2.0.0 ok")
        if self.sender.startswith("early"):
            self.sock.sendall(b"354 go ahead\r\n250 2.0.0 queued\r\n")
            self.read_letter()
            return self.say("554 5.7.1 not this letter")
        if self.reply("data", "354 go ahead"):
            self.finish(self.read_letter())
        self.reset()

    def read_letter(self):
        letter, struck, begins = b"", False, True
        while True:
            line = self.read()
            if self.strikes("body") and not struck:
                struck = True # an answer before its time; no other one comes
                self.reply("body", "451 4.3.0 no more of it")
            if self.sender.startswith("dropbody"):
                raise HangUp()
            if begins and line == b".\r\n":
                return letter
            letter += line[1:] if begins and line.startswith(b".") else line
            begins = line.endswith(b"\n") # a line may be longer than what is read at once

    def finish(self, letter):
        if self.strikes("body"):
            return
        if self.sender.startswith("hang"):
            time.sleep(60)
        if self.sender.startswith("garbage"):
            self.sock.sendall(b"\x00\xff\xfehello\r\n2\r\n25\r\nabc ok\r\n")
            raise HangUp()
        for code in ("451", "554"):
            if self.sender.startswith("dot" + code):
                return self.say(code + " 0.0.0 no, not this letter")
        if not (self.strikes("dot") and self.fault[1].isdigit()):
            self.keep(letter)
        if self.sender.startswith("dropdot"):
            raise HangUp()
        self.letters += 1
        self.reply("dot", "250 2.0.0 queued")

    def keep(self, letter):
        found = re.search(rb"^message-id:\s*<([^>]*)>", letter, re.IGNORECASE | re.MULTILINE)
        name = found.group(1).decode() if found else ""
        with lock:
            late = bool(self.victim and self.victim.killed)
            self.unheard = [name + " " + address for address in self.recipients]
            log.write(json.dumps({"connection": self.number, "sender": self.sender, "recipients": self.recipients,
                                  "id": name, "late": late, "letter": base64.b64encode(letter).decode()}) + "\n")
            log.flush()

    def do_rset(self, text):
        self.reset()
        self.say("250 2.0.0 ok")

    def do_quit(self, text):
        self.reply("quit", "221 2.0.0 bye")
        raise HangUp()


def serve(sock, number):
    session = Session(sock, number)
    try:
        session.run()
    except (HangUp, OSError, ValueError):
        pass
    try:
        session.sock.close()
    except OSError:
        pass


def accept(listener):
    number = 0
    while True:
        sock, _ = listener.accept()
        number += 1
        threading.Thread(target=serve, args=(sock, number), daemon=True).start()


def main():
    global options, context, log
    parser = argparse.ArgumentParser()
    for name in ("--log", "--cert", "--key", "--login", "--bearer", "--faults", "--kill"):
        parser.add_argument(name)
    parser.add_argument("--offers", default="SIZE 20000000,8BITMIME,ENHANCEDSTATUSCODES")
    parser.add_argument("--greeting", default="220 scripted ESMTP")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--deaf", type=int)
    parser.add_argument("--stay", action="store_true")
    parser.add_argument("--pipelining", action="store_true")
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--starttls", action="store_true")
    options = parser.parse_args()
    log = open(options.log, "a", encoding="utf-8")
    if options.cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.cert, options.key)
    if options.deaf: # the kernel lets one in, and none behind it
        deaf = socket.create_server(("127.0.0.1", options.deaf), backlog=0)
        waiting = socket.create_connection(deaf.getsockname())
    listener = socket.create_server(("127.0.0.1", options.port))
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    if options.stay:
        threading.Event().wait()
    sys.stdin.read()


main()
