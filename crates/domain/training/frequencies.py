#!/usr/bin/env python3
"""Writes the lists of common trigrams and words, most frequent first, from the texts on standard input.

    cut -f3,4 crates/extraction/training/types/{en,fr,es}.tsv | crates/domain/training/frequencies.py

The index of the library finds patterns by their rarest tokens, and takes a token that is not listed as rarer than all
that are. The lists also decide which words of an answer are indexed, and which numbers are frequent. If they change,
`index::VERSION` must change as well, so that the index is built again, and the model of merging must be trained again.
"""

import collections
import pathlib
import re
import sys
import unicodedata

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "src" / "similarity"
TRIGRAMS, WORDS = 2500, 1200
WIDTH = 118


def write(name, counts, number):
    lines = [""]
    for token, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:number]:
        if len(lines[-1]) + len(token) >= WIDTH:
            lines.append("")
        lines[-1] += f" {token}" if lines[-1] else token
    (FOLDER / name).write_text("\n".join(lines) + "\n")


trigrams, words = collections.Counter(), collections.Counter()
for text in sys.stdin:
    found = re.findall(r"[^\W_]+", text.lower())
    padded = (f"__{word}_" for word in found)
    trigrams.update({word[at : at + 3] for word in padded for at in range(len(word) - 2)})
    plain = unicodedata.normalize("NFD", text.lower().replace("'", "").replace("’", ""))
    words.update(set(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))))
write("common_trigrams.txt", trigrams, TRIGRAMS)
write("common_words.txt", words, WORDS)
