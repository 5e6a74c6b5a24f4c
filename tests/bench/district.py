#!/usr/bin/env python3
"""district.py CSV FOLDER: a made-up registry of 4,000 persons in 100 schools and 26 associations, and letters of
some of them: own-N.eml from an address of their own, shared-N.eml signed, from the one mailbox of their school."""
import os
import sys

SURNAMES = ["Абрам", "Белоус", "Виноград", "Гаврил", "Дмитр", "Ефим", "Журавл", "Захар", "Игнат", "Корол",
            "Лукьян", "Матве", "Назар", "Осип", "Прохор", "Рожд", "Савел", "Тимоф", "Устин", "Филат"]
NAMES = ["Анна", "Вера", "Галина", "Дарья", "Елена", "Зоя", "Ирина", "Мария", "Нина", "Ольга"]
FATHERS = ["Андреевна", "Борисовна", "Викторовна", "Егоровна", "Ивановна", "Львовна", "Олеговна", "Петровна"]


def person(number):
    school = number % 100
    surname = SURNAMES[number % 20] + ["ова", "ина", "енко", "ская", "ич"][number // 20 % 5]
    name = f"{surname} {NAMES[number // 100 % 10]} {FATHERS[number // 1000 * 2 + number // 500 % 2]}"
    return school, name, "" if school % 2 else f"teacher{number}@mail{number % 40}.test"


def letter(path, sender, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"From: {sender}\nTo: mo1@mo.test\nSubject: lesson\nMessage-ID: <{os.path.basename(path)}@bench.test>\n"
                   "Date: Mon, 9 Nov 2026 10:00:00 +0300\nMIME-Version: 1.0\n"
                   f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}\n")


def main():
    table, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    with open(table, "w", encoding="utf-8") as file:
        file.write("Номер;ФИО;Школа;Округ;Должность;Предметы;Почта;Почта школы;МО;Согласие\n")
        for number in range(4000):
            school, name, address = person(number)
            file.write(f"{number + 1};{name};Школа № {school + 1};Округ {school % 5};учитель;математика;{address};"
                       f"school{school + 1}@district.test;mo{number % 26 + 1};2026-09-01\n")
    for number in range(0, 4000, 37):
        school, name, address = person(number)
        surname, first, father = name.split()
        if address:
            letter(f"{folder}/own-{number}.eml", address, "Добрый день!\n\nВысылаю план урока.")
        else:
            letter(f"{folder}/shared-{number}.eml", f"school{school + 1}@district.test",
                   f"Добрый день!\n\nВысылаю план урока.\n\n--\n{surname} {first[0]}. {father[0]}.")


main()
