#!/usr/bin/python3
"""sets.py VESTNIK CONF [SETS]: how well letters are understood, one figure a line for tests/bench/run:

    name TAB good TAB of TAB aim TAB unit

SETS is a folder of sets of mail that others have collected, with what they expect of each letter; none of
them is part of this project. A set is a folder with a manifest.tsv: a line of column names, then a line for
each letter: its `file`, and what is `expected` of it as the authors wrote it down. Which set it is, its
name says: sisimai, mailman2, perl-bounceparser, zammad, discourse, trimmer, cyrillic-lists, chardet,
archive. Without SETS the same is asked of our own letters in tests/golden. -v before VESTNIK names what
was not as expected.
"""
import csv
import email.utils
import glob
import gzip
import json
import mailbox
import os
import re
import subprocess
import sys
import tempfile
import unicodedata

csv.field_size_limit(1 << 30)
VERBOSE = sys.argv[1] == '-v'
VESTNIK, CONF, *SETS = sys.argv[2:] if VERBOSE else sys.argv[1:]
HERE = os.path.dirname(os.path.realpath(__file__))
GOLDEN = os.path.join(HERE, '..', 'golden')
SCRATCH = tempfile.TemporaryDirectory()

# name, aim in percent, or the number of wrong ones that is allowed
FIGURES = {
    'failing address found': (95, '%'),
    'hard or soft right, of those found': (95, '%'),
    'not a bounce, but counted as one': (0, 'letters'),
    'exact set of addresses, Mailman 2': (97, '%'),
    'automatic answers recognised': (95, '%'),
    'ordinary posts taken for automatic': (0, 'letters'),
    'From, subject, attachment names as expected': (97, '%'),
    'own text as expected': (90, '%'),
    'own text, our own letters': (100, '%'),
    'Cyrillic subject and sender as expected': (99, '%'),
    'charset of undeclared Cyrillic text': (95, '%'),
}
counts = {name: [0, 0] for name in FIGURES}


def count(name, is_right, what, *details):
    counts[name][0] += bool(is_right)
    counts[name][1] += 1
    if VERBOSE and is_right != (FIGURES[name][1] == '%'):
        print(name, what, *details, sep='\t', file=sys.stderr)


def inspect(files, *options):
    """What is understood of each letter, by its file."""
    found = {}
    for at in range(0, len(files), 500):
        command = [VESTNIK, '-c', CONF, 'inspect', '--json', *options, *files[at:at + 500]]
        lines = subprocess.run(command, capture_output=True, check=True).stdout.splitlines()
        found.update((facts['file'], facts) for facts in map(json.loads, lines))
    return found


def letters(part):
    """(file, row, facts) of the sets whose name holds `part`."""
    for manifest in sorted(glob.glob(os.path.join(SETS[0], f'*{part}*', 'manifest.tsv')) if SETS else []):
        folder = os.path.dirname(manifest)
        with open(manifest, encoding='utf-8', errors='replace') as lines:
            rows = list(csv.DictReader(lines, delimiter='\t', quoting=csv.QUOTE_NONE))
        rows = [row for row in rows if os.path.isfile(os.path.join(folder, row['file']))]
        files = [os.path.join(folder, row['file']) for row in rows]
        facts = inspect(files)
        yield from ((file, row, facts[file]) for file, row in zip(files, rows))


def written(texts, head):
    """Letters made of `head` and each of the texts, in their order: what is understood of them."""
    files = []
    for text in texts:
        files.append(os.path.join(SCRATCH.name, f'{len(files)}.eml'))
        with open(files[-1], 'wb') as out:
            out.write(head + text)
    facts = inspect(files)
    return [facts[file] for file in files]


def plain(text):
    return unicodedata.normalize('NFC', re.sub(r'\s+', ' ', text or '').strip())


def lines_of(text):
    return '\n'.join(line.rstrip() for line in text.replace('\r', '').split('\n')).strip()


def read(*path):
    with open(os.path.join(*path), encoding='utf-8', errors='replace') as file:
        return file.read()


# --- bounces and automatic answers -------------------------------------------------------------------------

def ordinary(file, facts):
    is_bounce = facts['kind'] == 'bounce' or bool(facts['bounce'])
    count('not a bounce, but counted as one', is_bounce, file, facts['evidence'])


def post(file, facts):
    """A robot that says so itself (RFC 3834) is no ordinary post."""
    ordinary(file, facts)
    with open(file, 'rb') as letter:
        head = letter.read().partition(b'\n\n')[0]
    if not re.search(rb'^Auto-Submitted:\s*auto-', head, re.I | re.M):
        count('ordinary posts taken for automatic', facts['kind'] == 'auto', file, facts['evidence'])


def automatic(file, facts, kinds=('auto',)):
    ordinary(file, facts)
    count('automatic answers recognised', facts['kind'] in kinds, file, facts['evidence'])


def hardness(rows, bounces):
    hard, ours = [row['hardbounce'] for row in rows], [bounce['hard'] for bounce in bounces]
    return sorted(hard) == sorted(ours) if len(hard) == len(ours) else any(hard) == any(ours)


def sisimai():
    for file, row, facts in letters('sisimai'):
        try:
            expected = json.loads(row['expected'].split('=', 1)[-1])
        except ValueError:
            continue  # its authors say nothing of it
        rows = expected.get('rows') or [] if isinstance(expected, dict) else []
        if isinstance(expected, dict) and expected.get('is_bounce') is False:
            ordinary(file, facts)
        elif any(one['reason'] == 'vacation' for one in rows):
            automatic(file, facts)
        else:
            count('failing address found', bool(facts['bounce']), file, facts['evidence'])
            if facts['bounce'] and rows:
                count('hard or soft right, of those found', hardness(rows, facts['bounce']), file, rows)


def mailman():
    for file, row, facts in letters('mailman2'):
        expected = sorted(address.lower() for address in json.loads(row['expected'])['addresses'])
        found = sorted(bounce['address'].lower() for bounce in facts['bounce'] if bounce['action'] == 'failed')
        count('exact set of addresses, Mailman 2', expected == found, file, expected, found)


def others():
    for file, row, facts in letters('perl-bounceparser'):
        if row['expected'] and not json.loads(row['expected'])['is_bounce']:
            ordinary(file, facts)
    for file, row, facts in letters('discourse'):
        if 'AutoGenerated' in row.get('expected', ''):
            automatic(file, facts, ('auto', 'list'))  # they make no difference
    for file, _, facts in letters('cyrillic-lists'):
        post(file, facts)
    for packed in glob.glob(os.path.join(SETS[0], '*archive*', '*.mbox.gz')) if SETS else []:
        for file, facts in inspect(unpacked(packed)).items():
            post(file, facts)


def unpacked(packed):
    """The letters of an mbox, each in a file of its own."""
    path = os.path.join(SCRATCH.name, 'archive.mbox')
    with gzip.open(packed) as source, open(path, 'wb') as out:
        out.write(source.read())
    files = []
    for letter in mailbox.mbox(path, create=False):
        files.append(os.path.join(SCRATCH.name, f'archive-{len(files)}.eml'))
        with open(files[-1], 'wb') as out:
            out.write(letter.as_bytes())
    return files


# --- what is read ------------------------------------------------------------------------------------------

def zammad():
    for file, row, facts in letters('zammad'):
        expected = yaml_of(os.path.join(file.rpartition('/files/')[0], 'expected', row['expected']))
        names = [plain(one['filename']) for one in expected.get('attachments') or []
                 if not one['preferences'].get('content-alternative')]
        sender = plain(expected.get('from_display_name')), (expected.get('from_email') or '').lower()
        what = 'From, subject, attachment names as expected'
        count(what, sender == sender_of(facts), file, sender, sender_of(facts))
        count(what, plain(expected.get('subject')) == plain(facts['subject']), file, facts['subject'])
        count(what, names == [plain(one['name']) for one in facts['attachments']], file, names)


def yaml_of(path):
    import yaml  # only this set needs it

    class Loader(yaml.SafeLoader):
        pass

    def anything(loader, _, node):
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, True)
        return loader.construct_sequence(node, True) if isinstance(node, yaml.SequenceNode) else node.value

    for prefix in ('!ruby', '!binary', 'tag:'):
        Loader.add_multi_constructor(prefix, anything)
    return yaml.load(read(path), Loader)


def sender_of(facts):
    return plain(facts['from']['name']), (facts['from']['address'] or '').lower()


def cyrillic():
    what = 'Cyrillic subject and sender as expected'
    for file, row, facts in letters('cyrillic-lists'):
        name, address = email.utils.parseaddr(row['from_decoded'])
        count(what, (plain(name), address.lower()) == sender_of(facts), file, row['from_decoded'])
        count(what, plain(row['subject_decoded']) == plain(facts['subject']), file, facts['subject'])


CHARSETS = {'iso-8859-5': 'iso8859-5', 'maccyrillic': 'mac_cyrillic', 'x-mac-cyrillic': 'mac_cyrillic',
            'ibm855': 'cp855', 'ibm866': 'cp866', 'koi8-r': 'koi8-r', 'windows-1251': 'cp1251'}


def same_text(text, one, other):
    try:
        return text.decode(CHARSETS[one]).strip() == text.decode(CHARSETS.get(other, other)).strip()
    except (LookupError, UnicodeDecodeError):
        return False


def charsets():
    texts = []
    for file, row, _ in letters('chardet'):
        charset = re.sub('-(russian|bulgarian)$', '', row['expected'].lower())
        if charset in CHARSETS:
            with open(file, 'rb') as source:
                texts.append((file, charset, source.read()))
    facts = written([text for _, _, text in texts], b'From: kim@school7.example\nMIME-Version: 1.0\n\n')
    for (file, charset, text), found in zip(texts, facts):
        used = found['charset']['used'] or ''
        count('charset of undeclared Cyrillic text', same_text(text, charset, used), file, used)


# --- own text ----------------------------------------------------------------------------------------------

HEAD = (b'From: kim@school7.example\nSubject: Re: x\nMessage-ID: <1@school7.example>\n'
        b'Date: Mon, 12 Oct 2026 12:00:00 +0300\nMIME-Version: 1.0\n')


def trimmer():
    names = [(file, os.path.join(file.rpartition('/files/')[0], row['expected'].split(' + ')[0]))
             for file, row, _ in letters('trimmer') if row['expected']]
    texts = [read(file).encode() for file, _ in names]
    found = written(texts, HEAD + b'Content-Type: text/plain; charset=utf-8\n\n')
    for (file, expected), facts in zip(names, found):
        count('own text as expected', lines_of(read(expected)) == lines_of(facts['new_text']), file)


def own_letters():
    files = sorted(glob.glob(os.path.join(GOLDEN, 'own-text', '*.in')))
    texts = []
    for file in files:
        with open(file, 'rb') as source:
            texts.append(source.read())
    for file, facts in zip(files, written(texts, HEAD)):
        expected = read(file[:-3] + '.ref').split('=== signature\n')[0]
        right = lines_of(expected) == lines_of(facts['new_text'])
        count('own text, our own letters', right, file)
        if not SETS:
            count('own text as expected', right, file)


def golden():
    files = sorted(glob.glob(os.path.join(GOLDEN, 'inspect', '*.eml')))
    for file, facts in inspect(files).items():
        expected = json.loads(read(file[:-4] + '.json'))
        {'bounce': golden_bounce, 'auto': lambda *it: automatic(file, facts),
         'post': lambda *it: post(file, facts)}.get(expected['kind'], lambda *it: None)(file, expected, facts)
        what = 'From, subject, attachment names as expected'
        for key in ('from', 'subject', 'attachments'):
            count(what, expected[key] == facts[key], file, key)
        if re.search('[А-Яа-я]', expected['subject'] or ''):
            right = expected['subject'] == facts['subject'] and expected['from'] == facts['from']
            count('Cyrillic subject and sender as expected', right, file)


def golden_bounce(file, expected, facts):
    for what, key in (('failing address found', 'address'), ('hard or soft right, of those found', 'hard')):
        wanted, found = ([one[key] for one in which['bounce']] for which in (expected, facts))
        count(what, wanted == found, file, facts['evidence'])


for measure in (sisimai, mailman, others, zammad, cyrillic, charsets, trimmer, own_letters):
    measure()
if not SETS:
    golden()  # our own letters instead
for figure, (aim, unit) in FIGURES.items():
    print(figure, *counts[figure], aim, unit, sep='\t')
