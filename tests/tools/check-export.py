"""Reads the exports in the current folder, and compares them with each other."""

import csv
import json
import re

FORMULA = re.compile(r"[\s\"]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
CONTROL = re.compile(r"[\t\r\n]")
# Where a cell begins that could be a formula: at the beginning of the text, and after a separator of some locale.
GUARD = re.compile(r"(^|[;|\t\r\n])'(?=['\"\s]*[=+\-@\uff1d\uff0b\uff0d\uff20])")
TEXTS = ("pattern_type", "trigger_text", "response_template", "learned_from", "created_at", "updated_at")


def rows(name, **options):
    with open(name, encoding="utf-8", newline="") as file:
        return list(csv.reader(file, strict=True, **options))


def assert_safe(name):
    # Spreadsheets separate cells by another character in other locales.
    for delimiter in ",;\t|":
        with open(name, encoding="utf-8", newline="") as file:
            for row in csv.reader(file, delimiter=delimiter):
                for cell in row:
                    assert not FORMULA.match(cell) and not CONTROL.match(cell), (name, delimiter, cell)


def value(name, cell):
    if name in TEXTS:
        return GUARD.sub(r"\1", cell)
    if name == "last_used":
        return cell or None
    return json.loads(cell)


with open("json", encoding="utf-8") as file:
    document = json.load(file)
assert document["version"] == 1 and len(document["patterns"]) > 20
with open("jsonl", encoding="utf-8") as file:
    assert [json.loads(line) for line in file] == document["patterns"]

header, *table = rows("csv")
assert header == list(document["patterns"][0]), header
read = [{name: value(name, cell) for name, cell in zip(header, row, strict=True)} for row in table]
assert read == document["patterns"]
assert_safe("csv")

order = [(row["pattern_type"], row["trigger_text"], row["response_template"]) for row in document["patterns"]]
assert order == sorted(order, key=lambda texts: [text.encode() for text in texts])

active = [pattern for pattern in document["patterns"] if pattern["is_active"]]
with open("zendesk", encoding="utf-8") as file:
    macros = json.load(file)["macros"]
assert len(macros) == len(active)
for macro in macros:
    assert set(macro) == {"title", "description", "active", "actions"}
    [action] = macro["actions"]
    assert action["field"] == "comment_value" and action["value"]
    assert set(re.findall(r"{{.*?}}", action["value"])) <= {"{{ticket.requester.first_name}}"}

header, *responses = rows("chatwoot")
assert header == ["short_code", "content"] and len(responses) == len(active)
codes = [code for code, _ in responses]
assert len(set(codes)) == len(codes) and all(code == code.lower() and not re.search(r"\s", code) for code in codes)
for _, content in responses:
    assert set(re.findall(r"{{.*?}}", content)) <= {"{{contact.first_name}}"}

print(f"ok      {len(read)} patterns as CSV, JSON and JSON Lines, {len(active)} for help desks")
