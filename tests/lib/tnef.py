#!/usr/bin/env python3
"""tnef.py: a letter with a winmail.dat as Outlook writes it, on standard output.

    tnef.py [--text TEXT | --html HTML | --rtf RTF] [--cut BYTES] [--plain TEXT] [--many NUMBER] [--parts NUMBER]
            [NAME=CONTENT]...

NAME may hold Russian letters: it stands there as a property in UTF-16, and in windows-1251 as its old
title. --plain: the letter has a text of its own. --cut: only so many bytes of winmail.dat. --many: so many
files more. --parts: winmail.dat so often.
"""
import argparse
import base64
import struct
import sys

PT_BINARY, PT_UNICODE = 0x0102, 0x001F
PR_BODY, PR_RTF, PR_HTML, PR_LONG_NAME = 0x1000, 0x1009, 0x1013, 0x3707


def attribute(level, name, data):
    return struct.pack("<BII", level, name, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def properties(*rows):
    out = struct.pack("<I", len(rows))
    for kind, number, data in rows:
        out += struct.pack("<HHII", kind, number, 1, len(data)) + data + bytes(-len(data) % 4)
    return out


def unicode_of(text):
    return (text + "\0").encode("utf-16-le")


def compressed(rtf):
    """Rich text in its container: plain bytes only, eight behind each mark."""
    rtf += b" " * (-len(rtf) % 8)
    packed = b"".join(b"\0" + rtf[at:at + 8] for at in range(0, len(rtf), 8))
    return struct.pack("<IIII", len(packed) + 12, len(rtf), 0x75465A4C, 0) + packed


def winmail(args):
    rows = []
    if args.text:
        rows.append((PT_UNICODE, PR_BODY, unicode_of(args.text)))
    if args.html:
        rows.append((PT_BINARY, PR_HTML, args.html.encode()))
    if args.rtf:
        rows.append((PT_BINARY, PR_RTF, compressed(args.rtf.encode("cp1251"))))
    out = [struct.pack("<IH", 0x223E9F78, 1),
           attribute(1, 0x00089006, struct.pack("<I", 0x10000)),
           attribute(1, 0x00069007, struct.pack("<II", 1251, 0))]
    if rows:
        out.append(attribute(1, 0x00069003, properties(*rows)))
    for file in args.files:
        name, _, content = file.partition("=")
        out += [attribute(2, 0x00069002, bytes(14)),
                attribute(2, 0x0006800F, content.encode()),
                attribute(2, 0x00018010, name.encode("cp1251") + b"\0"),
                attribute(2, 0x00069005, properties((PT_UNICODE, PR_LONG_NAME, unicode_of(name))))]
    out = b"".join(out)
    return out[:args.cut] if args.cut else out


def main():
    parser = argparse.ArgumentParser()
    for option in ("--text", "--html", "--rtf", "--plain"):
        parser.add_argument(option, default="")
    for option, number in (("--cut", 0), ("--many", 0), ("--parts", 1)):
        parser.add_argument(option, type=int, default=number)
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    args.files += [f"f{i}.txt=x" for i in range(args.many)]
    head = ("From: ivanova@school3.test\nTo: matematika@mo.test\nSubject: Outlook\nMessage-ID: <tnef@school3.test>\n"
            "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
            "Content-Type: text/plain; charset=utf-8\n\n" + args.plain + "\n--b")
    part = (b"\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n" +
            base64.encodebytes(winmail(args)) + b"--b")
    sys.stdout.buffer.write(head.encode() + args.parts * part + b"--\n")


main()
