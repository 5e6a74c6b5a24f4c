#!/usr/bin/env python3
"""latency.py LMTP_PORT SMTP_PORT LETTERS: posts one letter after the other by LMTP, a pause between them, and is the
SMTP server that the copies go to. For each prints the milliseconds from the 250 to the MAIL FROM of its first copy,
where that came on a connection that was open before."""
import queue
import smtplib
import socketserver
import sys
import threading
import time

LMTP_PORT, SMTP_PORT, LETTERS = (int(word) for word in sys.argv[1:])
PAUSE = 0.4  # at rest again
heard = queue.Queue()


class Server(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 here\r\n")
        first = True
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"MAIL":
                heard.put((time.monotonic(), first))
                first = False
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
            self.wfile.write(b"250-here\r\n250 PIPELINING\r\n" if verb == b"EHLO" else b"250 ok\r\n")


class Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


def letter(number):
    return (f"From: t1@school2.test\r\nTo: matematika@mo.test\r\nSubject: post {number}\r\n"
            f"Message-ID: <{number}.{time.time()}@school2.test>\r\n\r\nThe text of letter {number}\r\n")


with Threads(("127.0.0.1", SMTP_PORT), Server) as server, smtplib.LMTP("127.0.0.1", LMTP_PORT) as door:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for number in range(LETTERS + 1):
        time.sleep(PAUSE)
        door.sendmail("t1@school2.test", ["matematika@mo.test"], letter(number))
        taken = time.monotonic()
        at, is_first = heard.get(timeout=30)
        if not is_first:
            print(f"{(at - taken) * 1000:.1f}", flush=True)
    server.shutdown()
