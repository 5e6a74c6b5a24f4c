#!/usr/bin/env python3
"""served.py LMTP_PORT DATABASE PID MEMBERS LETTER: posts LETTER by LMTP to `vestnik serve`, which is the process PID and
its children, all at rest, and waits until it is on disk as sent for everybody but its author. Prints how many
microseconds that took from the 250 on, and how many of processor time it took them."""
import glob
import smtplib
import sqlite3
import sys
import time

LMTP_PORT, DATABASE, PID, MEMBERS, LETTER = int(sys.argv[1]), *sys.argv[2:4], int(sys.argv[4]), sys.argv[5]
PATIENCE = 120
QUEUED = 'SELECT EXISTS (SELECT 1 FROM recipient)'
WAITING = 'SELECT EXISTS (SELECT 1 FROM recipient WHERE next_try IS NOT NULL)'
SENT = "SELECT count(*) FROM recipient WHERE state = 'sent'"


def family(pid):
    yield pid
    for path in glob.glob(f'/proc/{pid}/task/*/children'):
        with open(path, encoding='ascii') as file:
            for child in file.read().split():
                yield from family(child)


def used():
    """Nanoseconds of processor time of each process; a thread that ended is counted by its process no more."""
    total = 0
    for pid in family(PID):
        for path in glob.glob(f'/proc/{pid}/task/*/schedstat'):
            with open(path, encoding='ascii') as file:
                total += int(file.read().split()[0])
    return total


def ask(query):
    return db.execute(query).fetchone()[0]


db = sqlite3.connect(f'file:{DATABASE}?mode=ro', uri=True)
with open(LETTER, encoding='ascii', newline='') as file:
    letter = file.read().replace('\n', '\r\n')
with smtplib.LMTP('127.0.0.1', LMTP_PORT) as door:
    time.sleep(1)  # at rest
    before = used()
    door.sendmail('t1@school2.test', ['matematika@mo.test'], letter)
    taken = time.monotonic()
    while not ask(QUEUED) or ask(WAITING):
        if time.monotonic() - taken > PATIENCE:
            sys.exit('not sent')
        time.sleep(0.002)
    took = time.monotonic() - taken
    print(int(took * 1e6), (used() - before) // 1000)
    if ask(SENT) != MEMBERS - 1:
        sys.exit('not to everybody')
