#!/usr/bin/env python3
"""mailman3.py FOLDER SMTP_PORT MEMBERS each|bulk LETTER: LETTER, approved, goes the way of a post in Mailman 3 to a
list of so many members: its own pipeline runner prepares it and finds whom it is for, its own outgoing runner hands
it over, a copy for each (personalised, VERP) or many to a transaction. All that it keeps lies in FOLDER.
Prints how many microseconds each runner took, and how many of processor time: pipeline, outgoing.
"""
import email
import os
import sys
import time

from mailman.core.initialize import initialize

FOLDER, PORT, MEMBERS, WAY, LETTER = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4], sys.argv[5]
CONFIG = f'''
[mailman]
layout: here
[paths.here]
var_dir: {FOLDER}
[database]
url: sqlite:///{FOLDER}/mailman.db
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {PORT}
verp_personalized_deliveries: yes
'''


def start():
    os.makedirs(FOLDER)
    path = os.path.join(FOLDER, 'mailman.cfg')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(CONFIG)
    initialize(path)


def make_list():
    """A list with its members; its letter lies in the queue of the pipeline runner, where the posting chain leaves
    what it accepts."""
    from mailman.app.lifecycle import create_list
    from mailman.config import config
    from mailman.email.message import Message
    from mailman.interfaces.domain import IDomainManager
    from mailman.interfaces.mailinglist import Personalization
    from mailman.interfaces.usermanager import IUserManager
    from zope.component import getUtility
    getUtility(IDomainManager).add('bench.test')
    mlist = create_list('list@bench.test', ['admin@bench.test'])
    mlist.personalize = Personalization.individual if WAY == 'each' else Personalization.none
    users = getUtility(IUserManager)
    addresses = [f't{number}@school{number % 100 + 1}.test' for number in range(1, MEMBERS + 1)]
    for address in addresses:
        user = users.create_user(address)
        user.addresses[0].verified_on = user.created_on
        mlist.subscribe(user.addresses[0])
    with open(LETTER, encoding='utf-8') as file:
        letter = email.message_from_string(file.read(), Message)
    config.switchboards['pipeline'].enqueue(letter, listid=mlist.list_id)
    config.db.commit()


def run(runner):
    wall, used = time.monotonic(), time.process_time()
    runner._one_iteration()  # what its loop does until there is something to wait for
    return int((time.monotonic() - wall) * 1e6), int((time.process_time() - used) * 1e6)


def run_both():
    from mailman.runners.outgoing import OutgoingRunner
    from mailman.runners.pipeline import PipelineRunner
    print(*run(PipelineRunner('pipeline')), *run(OutgoingRunner('out')))


start()
make_list()
run_both()
