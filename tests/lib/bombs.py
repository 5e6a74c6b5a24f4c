#!/usr/bin/env python3
"""bombs.py: letters that are made to exhaust whoever reads them.

    bombs.py make FOLDER [--part]   writes NAME.eml for each, prints "NAME LIMIT" a line
    bombs.py read PROGRAM FOLDER    has PROGRAM inspect each in a process of its own; prints
                                    "NAME KIND WARNINGS CPU-MILLISECONDS MEBIBYTES" a line

LIMIT is the name of the limit that stops the letter, or "read": it is read like any other. All come from
one member, to one list, and have a Message-ID of their own.
"""
import base64
import io
import json
import os
import struct
import subprocess
import sys
import zipfile

MIXED = b"Content-Type: multipart/mixed; boundary=b\n\n"
TEXT = b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n"
HTML = b"Subject: x\nContent-Type: text/html; charset=utf-8\n\n"


def part(head, body):
    return MIXED + b"--b\n\ntext\n--b\n" + head + b"\n" + body + b"\n--b--\n"


def base64_of(data):
    return base64.encodebytes(data)


def zip_of_zeroes():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for i in range(20):
            archive.writestr("%d.txt" % i, bytes(10 << 20))
    return out.getvalue()


def tnef(*attributes):
    out = [struct.pack("<IH", 0x223E9F78, 1)]
    for level, name, data, length in attributes:
        out += [struct.pack("<BII", level, name, len(data) if length is None else length), data,
                struct.pack("<H", sum(data) & 0xFFFF)]
    return b"".join(out)


def winmail(data):
    return part(b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n",
                base64_of(data))


def many_files(count):
    return tnef(*[row for i in range(count) for row in
                  ((2, 0x00069002, bytes(14), None), (2, 0x00018010, b"f%d.txt\0" % i, None),
                   (2, 0x0006800F, b"x", None))])


def chain(count):
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(count))


BOMBS = [
    # name, limit, what stands below the common headers
    ("nested", "depth", lambda: chain(10000) + b"\ntext\n"),
    ("nested-alternatives", "depth", lambda: chain(10000).replace(b"mixed", b"alternative")),
    ("letters", "depth", lambda: b"Content-Type: message/rfc822\n\n" * 100000 + b"text\n"),
    ("digests", "depth", lambda: b"".join(
        b"Content-Type: multipart/digest; boundary=b%d\n\n--b%d\n\n" % (i, i) for i in range(1000))),
    ("parts", "parts", lambda: MIXED + b"--b\n\n" * 1000000 + b"--b--\n"),
    ("parts-below-the-limit", "read", lambda: MIXED + b"--b\n\nx\n" * 999 + b"--b--\n"),
    ("prefix-boundaries", "depth", lambda: b"".join(
        b"Content-Type: multipart/mixed; boundary=%s\n\n--%s\n" % (b"a" * i, b"a" * i) for i in range(1, 200))),
    ("boundary-lines", "read", lambda: MIXED + b"--bb\n" * 500000 + b"--b--\n"),
    ("boundaries-in-one-type", "parameters", lambda: b"Content-Type: multipart/mixed"
     + b"".join(b"; boundary=b%d" % i for i in range(1000)) + b"\n\n--b1\n\nx\n"),
    ("long-boundary", "header_bytes", lambda: b"Content-Type: multipart/mixed; boundary=" + b"b" * 300000 + b"\n\nx\n"),
    ("header-lines", "header_lines", lambda: b"X: y\n" * 200000 + b"\ntext\n"),
    ("header-bytes", "header_bytes", lambda: b"X: " + b"y" * 2000000 + b"\n\ntext\n"),
    ("folded-header", "header_lines", lambda: b"X: y\n" + b" y\n" * 200000 + b"\ntext\n"),
    ("headers-of-a-part", "header_lines", lambda: part(b"X: y\n" * 100000, b"x")),
    ("headers-without-a-body", "header_lines", lambda: b"X: y\n" * 100000),
    ("subject", "subject_bytes", lambda: b"Subject: " + b"x" * 1000000 + b"\n\ntext\n"),
    ("addresses", "address_bytes", lambda: b"To: " + b"a@b.example, " * 100000 + b"c@d.example\n\ntext\n"),
    ("nested-groups", "address_colons", lambda: b"To: " + b"a:" * 100000 + b";\n\ntext\n"),
    ("many-groups", "address_colons", lambda: b"Cc: " + b"a:b@c.example;, " * 2000 + b"\n\ntext\n"),
    ("comments", "read", lambda: b"To: " + b"(" * 60000 + b"\n\ntext\n"),
    ("quotes", "read", lambda: b"To: " + b'"\\' * 30000 + b"\n\ntext\n"),
    ("routes", "read", lambda: b"To: <" + b"@a," * 20000 + b"\n\ntext\n"),
    ("references", "header_bytes", lambda: b"References:" + b" <a@b.example>" * 100000 + b"\n\ntext\n"),
    ("references-below-the-limit", "read", lambda: b"References:" + b" <a@b.example>" * 17000 + b"\n\ntext\n"),
    ("parameters", "parameters", lambda: b"Content-Type: text/plain"
     + b"".join(b"; p%d=x" % i for i in range(20000)) + b"\n\ntext\n"),
    ("numbered-parameters", "parameters", lambda: part(b"Content-Disposition: attachment"
     + b"".join(b"; filename*%d*=%%41" % i for i in range(10000)) + b"\n", b"x")),
    ("parameter-numbers", "read", lambda: part(b"Content-Disposition: attachment; filename*99999999999999999999*=x;"
     b" filename*-1*=y; filename*0*=utf-8''%FF%D0; filename*0*=z\n", b"x")),
    ("encoded-words", "subject_bytes", lambda: b"Subject: " + b"=?utf-8?q?a?= " * 100000 + b"\n\ntext\n"),
    ("encoded-words-elsewhere", "read", lambda: b"Subject: " + b"=?koi8-r?b?wQ==?= " * 900 + b"\nComments: "
     + b"=?utf-8?q?a?= " * 17000 + b"\n\ntext\n"),
    ("words-that-never-end", "read", lambda: b"Subject: " + b"=?utf-8?q?" * 1600 + b"\nTo: "
     + b"=?a?b?" * 10000 + b"\n\ntext\n"),
    ("charset-of-every-part", "read", lambda: MIXED + b"".join(
        b"--b\nContent-Type: text/plain; charset=%s\n\n\xcf\xf0\xe8\xe2\xe5\xf2 \xff\xfe\x80\n"
        % [b"koi8-r", b"utf-16", b"iso-2022-jp", b"x-nonsense", b"utf-7", b"big5"][i % 6] for i in range(990))
     + b"--b--\n"),
    ("bytes-that-fit-no-charset", "read", lambda: TEXT.replace(b"utf-8", b"euc-jp") + b"\xff\x81 \xa1" * 4000000),
    ("nearly-utf8", "read", lambda: TEXT + (b"\xd0\x9f" * 30 + b"\xff") * 200000),
    ("combining-marks", "read", lambda: TEXT + b"a" + b"\xcc\x81\xcc\xa3" * 1000000),
    ("base64-of-nothing", "read", lambda: part(b"Content-Transfer-Encoding: base64\n"
     b"Content-Type: application/x\n", b"=\n" * 5000000)),
    ("soft-breaks", "read", lambda: TEXT.replace(b"\n\n", b"\nContent-Transfer-Encoding: quoted-printable\n\n")
     + b"=\n" * 5000000),
    ("flowed", "read", lambda: TEXT.replace(b"utf-8", b"utf-8; format=flowed; delsp=yes") + b"> > a \n" * 1000000),
    ("uuencoded", "read", lambda: part(b"Content-Transfer-Encoding: x-uuencode\nContent-Type: application/x\n",
     b"begin 644 a\n" * 500000)),
    ("html-depth", "read", lambda: HTML + b"<div>" * 1000000),
    ("html-quotations", "read", lambda: HTML + b"<blockquote><ul><li>" * 200000),
    ("html-tables", "read", lambda: HTML + b"<table><tr><td>" * 200000),
    ("html-never-nested-right", "read", lambda: HTML + b"<b><i>x</b></i></p></table>" * 100000),
    ("html-attributes", "read", lambda: HTML + b"<a " + b"href=x a=b " * 500000 + b">y</a>"),
    ("html-one-attribute", "read", lambda: HTML + b"<a href='" + b"x" * 5000000 + b"'>y</a>"),
    ("html-entities", "read", lambda: HTML + b"&amp;&#x41;&nosuch;&" * 300000),
    ("html-entity-definitions", "read", lambda: HTML + b"<!DOCTYPE a [<!ENTITY b 'bbbbbbbb'>" + b"".join(
        b"<!ENTITY c%d '%s'>" % (i, b"&c%d;" % (i - 1) * 10) for i in range(1, 30)) + b"]><p>&c29;</p>"),
    ("html-comment", "read", lambda: HTML + b"<!--" * 1000000),
    ("html-open-brackets", "read", lambda: HTML + b"<" * 5000000),
    ("zip", "read", lambda: part(b"Content-Type: application/zip; name=a.zip\n"
     b"Content-Transfer-Encoding: base64\n", base64_of(zip_of_zeroes()))),
    ("tnef-files", "read", lambda: winmail(many_files(20000))),
    ("tnef-lengths", "read", lambda: winmail(tnef((1, 0x00069003, b"\xff\xff\xff\x7f" * 10, 0x7FFFFFFF)))),
    ("tnef-properties", "read", lambda: winmail(tnef((1, 0x00069003, b"\xff\xff\xff\x0f" + b"\x1e\0\0\x10" * 100000, None)))),
    ("tnef-of-zeroes", "read", lambda: winmail(struct.pack("<IH", 0x223E9F78, 1) + bytes(10 << 20))),
    ("many-tnef", "read", lambda: MIXED + (b"--b\nContent-Type: application/ms-tnef\n\n"
     + struct.pack("<IH", 0x223E9F78, 1) + b"\n") * 900 + b"--b--\n"),
    ("zeroes", "read", lambda: TEXT + bytes(20 << 20)),
    ("bare-cr", "read", lambda: TEXT + b"\r" * 5000000),
    ("one-line", "read", lambda: TEXT + b"x" * (45 << 20)),
    ("empty-lines", "read", lambda: TEXT + b"\n" * 20000000),
    ("quote-marks", "read", lambda: TEXT + b">" * 2000000 + b"\n" + b"> \n" * 500000),
    ("attributions", "read", lambda: TEXT + b"On 16.11.2026 10:00, a wrote:\n-----\n" * 200000),
    ("signatures", "read", lambda: TEXT + b"-- \n--\n" * 500000),
    ("delivery-reports", "read", lambda: b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
     + b"--b\nContent-Type: message/delivery-status\n\n" + b"Final-Recipient: rfc822; a@b.example\nAction: failed\n"
     b"Status: 5.1.1\n\n" * 100000 + b"--b--\n"),
    ("one-large-file", "read", lambda: part(b"Content-Type: application/pdf; name=a.pdf\n"
     b"Content-Transfer-Encoding: base64\n", base64_of(bytes(36 << 20)))),
    ("large-letter-within", "read", lambda: part(b"Content-Type: message/rfc822\n", TEXT + (b"x" * 76 + b"\n") * 640000)),
    ("large-quoted-printable", "read", lambda: part(b"Content-Type: application/x; name=a\n"
     b"Content-Transfer-Encoding: quoted-printable\n", b"=41" * 25 + b"=\n") .replace(b"=41" * 25 + b"=\n",
     (b"=41" * 25 + b"=\n") * 640000)),
    ("alternatives-below-the-limit", "read", lambda: chain(28).replace(b"mixed", b"alternative") + b"\ntext\n"),
    ("alternatives-around-a-file", "read", lambda: chain(28).replace(b"mixed", b"alternative")
     + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + base64_of(b" " * (20 << 20))),
    ("words-that-never-end-in-parts", "part_header_bytes", lambda: MIXED + (b"--b\nContent-Type: application/x; name="
     + b"=?a?b?" * 40000 + b"\n\nx\n") * 150 + b"--b--\n"),
    ("a-reason-for-each-recipient", "read", lambda: b"Content-Type: multipart/report; report-type=delivery-status; "
     b"boundary=b\n\n--b\n\n" + b"\n.\n" * 21000 + b"--b\nContent-Type: message/delivery-status\n\n" + b"".join(
         b"Final-Recipient: rfc822; a%d@b.example\nAction: failed\nStatus: 5.0.0\n\n" % i for i in range(500)) + b"--b--\n"),
    ("authentication-results", "read", lambda: b"Authentication-Results: x" + b"; dkim=pass (((" * 15000 + b"\n\ntext\n"),
    ("tags", "read", lambda: b"Subject: " + b"Re: [a] " * 2000 + b"\n\ntext\n"),
]


def head(name):
    return (b"From: ivanova@school3.test\nTo: matematika@mo.test\nDate: Mon, 16 Nov 2026 08:00:00 +0300\n"
            b"MIME-Version: 1.0\nMessage-ID: <%s@school3.test>\n" % name.encode())


def make(folder):
    for name, limit, body in BOMBS:
        with open(os.path.join(folder, name + ".eml"), "wb") as out:
            out.write(head(name) + body())
        print(name, limit)


def read(program, folder):
    for name, _, _ in BOMBS:
        child = subprocess.Popen([program, "inspect", "--json", os.path.join(folder, name + ".eml")],
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        answer = child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        facts = json.loads(answer) if status == 0 else {"kind": "crash", "warnings": [], "evidence": ""}
        kind = "killed" if facts["evidence"].startswith("reader:") else facts["kind"]
        print(name, kind, ",".join(facts["warnings"]) or "-",
              int(1000 * (used.ru_utime + used.ru_stime)), used.ru_maxrss // 1024)


if sys.argv[1] == "make":
    make(sys.argv[2])
else:
    read(sys.argv[2], sys.argv[3])
