#!/usr/bin/env python3
"""letter.py: letters as people's programs write and read them, for the shell tests (see mail.sh).

    letter.py make --from A --to A --subject S [--charset C] [--encoding 8bit|base64|qp]
                   [--header 'Name: value']... [--attach NAME=FILE]...     text on standard input
    letter.py answer FILE [--from A] [--no-quote] [--above TEXT] [--attach NAME=FILE]...   own text so too
    letter.py header NAME FILE     decoded, every such field on a line of its own
    letter.py text FILE            the readable text, decoded
    letter.py body FILE            the bytes behind the header block
    letter.py parts FILE           "type name bytes" of every part
    letter.py part FILE NUMBER     the decoded bytes of a leaf part
    letter.py holds FILE OTHER     whether the bytes of OTHER stand in FILE
    letter.py mailto FILE NAME     the letter that a click on the mailto: of field NAME opens
    letter.py click FILE LABEL     the same of the link "LABEL: mailto:..." in the text; "#2": of its second
                                   link; "html:LABEL": of a button
    letter.py links FOLDER...      "octets link" of every mailto: link of the letters there that is too long
    letter.py serve SOCKET         does all this for the processes that ask there (letter.c), each in a child

Every letter that is made has a Message-ID and Date of its own. `answer` is what a mail program does with
a letter: to Reply-To or else From, "Re: " before the subject, In-Reply-To and References, the whole text
quoted below an attribution. It writes as who got the letter (Delivered-To), unless told otherwise.
"""
import argparse
import base64
import contextlib
import email
import email.utils
import gc
import html
import io
import os
import quopri
import re
import select
import signal
import socket
import sys
import traceback
import urllib.parse
from email.header import decode_header, make_header


def read(path):
    with open(path, "rb") as file:
        return file.read()


def parse(path):
    return email.message_from_bytes(read(path))


def decoded(value):
    unfolded = re.sub(r"\r?\n[ \t]", " ", str(value))
    return str(make_header(decode_header(unfolded)))


def words(text, charset):
    """RFC 2047, in words of at most 75 bytes, as mail programs fold a long subject."""
    if text.isascii():
        return text
    out, word = [], ""
    for letter in text + "\0":
        encoded = base64.b64encode((word + letter).encode(charset, "replace")).decode()
        if letter == "\0" or len(encoded) > 56:
            out.append("=?%s?B?%s?=" % (charset, base64.b64encode(word.encode(charset)).decode()))
            word = ""
        word += letter
    return "\r\n ".join(out).replace("\r\n", "\n")


def encode_body(data, encoding):
    if encoding == "base64":
        return base64.encodebytes(data)
    if encoding == "qp":
        return quopri.encodestring(data)
    return data


def text_part(text, charset, encoding):
    transfer = {"8bit": "8bit", "base64": "base64", "qp": "quoted-printable"}[encoding]
    head = "Content-Type: text/plain; charset=%s\nContent-Transfer-Encoding: %s\n" % (charset, transfer)
    return head, encode_body(text.encode(charset), encoding)


def files_of(args):
    return [attach.partition("=")[::2] for attach in args.attach]


def file_part(name, path, charset):
    head = ("Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
            "Content-Disposition: attachment;\n filename=\"%s\"\n" % words(name, charset))
    return head, base64.encodebytes(read(path))


def compose(fields, text, charset="utf-8", encoding="8bit", files=()):
    head = "".join("%s: %s\n" % field for field in fields) + "MIME-Version: 1.0\n"
    part, body = text_part(text, charset, encoding)
    if files:
        mark = "=_" + os.urandom(8).hex()
        parts = [(part, body)] + [file_part(n, p, charset) for n, p in files]
        head += 'Content-Type: multipart/mixed; boundary="%s"\n' % mark
        body = b"".join(b"--%s\n%s\n%s\n" % (mark.encode(), h.encode(), b) for h, b in parts)
        body += b"--%s--\n" % mark.encode()
    else:
        head += part
    sys.stdout.buffer.write(head.encode() + b"\n" + body)


def mailbox(given, charset):
    name, address = email.utils.parseaddr(given)
    return "%s <%s>" % (words(name, charset), address) if name else address


def own_fields(sender, to, subject, charset):
    domain = email.utils.parseaddr(sender)[1].rpartition("@")[2] or "school.test"
    return [("From", mailbox(sender, charset)), ("To", to), ("Subject", words(subject, charset)),
            ("Date", email.utils.formatdate(1794200000)),
            ("Message-ID", "<%s@%s>" % (os.urandom(10).hex(), domain))]


def make(args):
    fields = own_fields(args.sender, args.to, args.subject, args.charset)
    for header in args.header:
        name, _, value = header.partition(":")
        fields = [f for f in fields if f[0].lower() != name.lower()]
        if value.strip():
            fields.append((name, value.strip()))
    compose(fields, sys.stdin.read(), args.charset, args.encoding, files_of(args))


def leaves(message):
    return [part for part in message.walk() if not part.is_multipart()]


def in_charset(text, charset):
    try:
        return text.decode(charset, "replace")
    except LookupError:  # a hostile letter
        return text.decode("latin-1")


def text_of(message, kind="text/plain"):
    for part in leaves(message):
        if part.get_content_type() == kind:
            return in_charset(part.get_payload(decode=True), part.get_content_charset("utf-8")).replace("\r\n", "\n")
    return ""


def html_of(message):
    return text_of(message, "text/html")


def answer(args):
    message = parse(args.file)
    to = email.utils.parseaddr(decoded(message["Reply-To"] or message["From"]))[1]
    subject = decoded(message["Subject"])
    if not re.match(r"(?i)re:", subject):
        subject = "Re: " + subject
    fields = own_fields(args.sender or message["Delivered-To"], to, subject, "utf-8")
    fields += [("In-Reply-To", message["Message-ID"]),
               ("References", " ".join(filter(None, [message["References"], message["Message-ID"]])))]
    for header in args.header:
        name, _, value = header.partition(":")
        fields.append((name, value.strip()))
    text = sys.stdin.read()
    if not args.no_quote:
        quoted = "".join("> %s\n" % line for line in text_of(message).splitlines())
        text += "\n16.11.2026, 10:00, \"%s\" <%s>:\n%s" % ("Вестник", to, args.above + quoted)
    compose(fields, text, files=files_of(args))


def mailto(args):
    link = re.search(r"<mailto:([^>]*)>", re.sub(r"\s+", "", str(parse(args.file)[args.name])))
    follow(link.group(1), args)


def click(args):
    message, label = parse(args.file), args.label
    if label.startswith("#"):
        found = re.findall(r"mailto:(\S+)$", text_of(message), re.M)[int(label[1:]) - 1:]
    elif label.startswith("html:"):
        found = re.findall(r'href="mailto:([^"]*)"[^>]*>%s</a>' % re.escape(label[5:]), html_of(message))
    else:
        found = re.findall(r"^%s: mailto:(\S+)$" % re.escape(label), text_of(message), re.M)
    if not found:
        sys.exit("no link '%s' in %s" % (label, args.file))
    follow(html.unescape(found[0]) if label.startswith("html:") else found[0], args)


def follow(link, args):
    address, _, query = link.partition("?")
    wanted = dict(urllib.parse.parse_qsl(query))
    compose(own_fields(args.sender, urllib.parse.unquote(address), wanted.get("subject", ""), "utf-8"),
            wanted.get("body", ""))


# --- links that are torn on their way ----------------------------------------------------------------

LINK_MOST = 76  # octets of a line that no program on the way folds (RFC 2045 section 6.7, 2047 section 2)
ROBOT = "vestnik@metod-center.ru"  # whatever the robot of a test is called
QUESTION = "99999"  # and however few it has asked

# Links that have to be longer: the letter's text before one, or what stands in it.
LONGER = [
    (r"(Да, это|Yes, this): $", r"", "holds what its reader wrote, in their own words"),
    (r"", r"[?&]In-Reply-To=", "opens a letter to colleagues: its subject is theirs to read, and finds the topic"),
]


def is_long(before, link):
    address, query = re.match(r"mailto:([^?]*)(.*)", link, re.S).groups()
    usual = re.sub(r"(subject=)\d+(-[0-9a-z]{16}\b)", r"\g<1>%s\2" % QUESTION, "mailto:" + ROBOT + query)
    return len(usual) > LINK_MOST and not any(
        re.search(b, before) and re.search(w, link) for b, w, _ in LONGER)


def long_links(path):
    message = parse(path)
    fields = "\n".join(str(v) for n, v in message.items() if n.lower().startswith("list-"))
    for text in (text_of(message), html.unescape(html_of(message)), fields):
        for found in re.finditer(r"mailto:[^\s\"<>]*", text):
            if is_long(text[max(0, found.start() - 30):found.start()], found.group()):
                yield found.group()


def links(args):
    for folder, _, names in [entry for place in args.folder for entry in os.walk(place)]:
        for name in names:
            for link in long_links(os.path.join(folder, name)):
                print(len(link), link)


def parser_of_words():
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("make")
    one.add_argument("--from", dest="sender", required=True)
    one.add_argument("--to", required=True)
    one.add_argument("--subject", default="")
    one.add_argument("--charset", default="utf-8")
    one.add_argument("--encoding", default="8bit", choices=["8bit", "base64", "qp"])
    one.add_argument("--header", action="append", default=[])
    one.add_argument("--attach", action="append", default=[])
    one = verbs.add_parser("answer")
    one.add_argument("file")
    one.add_argument("--from", dest="sender")
    one.add_argument("--no-quote", action="store_true")
    one.add_argument("--above", default="")
    one.add_argument("--header", action="append", default=[])
    one.add_argument("--attach", action="append", default=[])
    one = verbs.add_parser("header")
    one.add_argument("name")
    one.add_argument("file")
    for verb in ("text", "body", "parts"):
        verbs.add_parser(verb).add_argument("file")
    one = verbs.add_parser("links")
    one.add_argument("folder", nargs="+")
    one = verbs.add_parser("holds")
    one.add_argument("file")
    one.add_argument("other")
    one = verbs.add_parser("part")
    one.add_argument("file")
    one.add_argument("number", type=int)
    one = verbs.add_parser("mailto")
    one.add_argument("file")
    one.add_argument("name")
    one.add_argument("--from", dest="sender", required=True)
    one = verbs.add_parser("click")
    one.add_argument("file")
    one.add_argument("label")
    one.add_argument("--from", dest="sender", required=True)
    verbs.add_parser("serve").add_argument("socket")
    return parser


# --- the server ---------------------------------------------------------------------------------------

PARENT_LOOK = 5  # seconds between two looks whether the test that started the server lives


def serve(args):
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    door.bind(args.socket)
    door.listen(64)
    door.settimeout(PARENT_LOOK)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    parent = os.getppid()
    warm_up()
    while os.getppid() == parent:
        try:
            asker = door.accept()[0]
        except socket.timeout:
            continue
        hear(asker)
        asker.close()


def warm_up():
    """What the email package imports when it is first used."""
    decoded(email.message_from_bytes(b"Subject: =?utf-8?b?0LQ=?=\n\ntext\n")["Subject"])
    gc.freeze()


def hear(asker):
    message, files, _, _ = socket.recv_fds(asker, 1 << 20, 3)
    if message:
        folder, _, _, number, *words = os.fsdecode(message).split("\0")
        words = words[1:int(number)]
        os.chdir(folder)
        if look(words, files[1]):
            asker.send(b"\0")
        elif os.fork() == 0:
            obey(asker, words, files)
    for file in files:
        os.close(file)


AT_ONCE = 4096  # bytes that a pipe takes at once, when it takes any
SMALL = 1 << 20


def look(words, out):
    """A look into a small letter needs no child, if nobody has to wait for it: whether it is done."""
    try:
        if words[0] not in ("header", "text") or not os.path.isfile(words[-1]) or os.path.getsize(words[-1]) > SMALL:
            return False
        with contextlib.redirect_stdout(io.StringIO()) as said:
            main(words)
        data = said.getvalue().encode(sys.stdout.encoding, sys.stdout.errors)
        return len(data) <= AT_ONCE and select.select([], [out], [], 0)[1] and os.write(out, data) == len(data)
    except (Exception, SystemExit):
        return False  # the child will tell


def obey(asker, words, files):
    code = 1
    try:
        gc.disable()
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        for standard, file in enumerate(files):
            os.dup2(file, standard)
        main(words)
        sys.stdout.flush()
        code = 0
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        asker.send(bytes([code]))
        os._exit(code)


def main(words):
    args = PARSER.parse_args(words)
    if args.verb in ("make", "answer", "mailto", "click"):
        {"make": make, "answer": answer, "mailto": mailto, "click": click}[args.verb](args)
    elif args.verb == "links":
        links(args)
    elif args.verb == "serve":
        serve(args)
    elif args.verb == "header":
        for value in parse(args.file).get_all(args.name, []):
            print(decoded(value))
    elif args.verb == "text":
        print(text_of(parse(args.file)))
    elif args.verb == "body":
        sys.stdout.buffer.write(read(args.file).partition(b"\n\n")[2])
    elif args.verb == "parts":
        for part in leaves(parse(args.file)):
            name = decoded(part.get_filename() or "-")
            print(part.get_content_type(), name, len(part.get_payload(decode=True) or b""))
    elif args.verb == "holds":
        sys.exit(0 if read(args.other) in read(args.file) else 1)
    elif args.verb == "part":
        sys.stdout.buffer.write(leaves(parse(args.file))[args.number].get_payload(decode=True) or b"")


PARSER = parser_of_words()
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
main(sys.argv[1:])
