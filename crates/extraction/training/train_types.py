#!/usr/bin/env python3
"""Trains the logistic model of the types and writes its weights.

    business=tests/fixtures/businesses
    $business/compile --examples $business/{clinic,webshop,plombier,bikes,hotel,salon,cocina,garage,vet,lettings,traiteur,phones,gimnasio,cleaners,camping,floristeria,printshop}.txt > businesses.tsv
    cargo run --release -p gleaner-extraction --features training --example phrases -- \\
        crates/extraction/training/types/*.tsv businesses.tsv > phrases.jsonl
    crates/extraction/training/train_types.py phrases.jsonl > crates/extraction/training/types-output.txt

Needs numpy, scipy and scikit-learn.

`types/*.tsv` are made-up questions and answers of many kinds of businesses: kind, type, question and answer, separated by
tabs. The other test businesses are held out: nothing here reads them.

The output shows what a model does with the kinds of businesses that were left out of its training.
"""

import collections
import json
import pathlib
import sys

import numpy
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

WEIGHTS = pathlib.Path(__file__).resolve().parents[1] / "weights" / "types.toml"
TYPES = ["gift_cards", "membership", "tech_issue", "access", "hours", "booking", "faq", "general"]
# The inverse strength of the regularization: chosen by the cross-validated figures.
C = 0.3
# A phrase counts if it occurs in as many examples, of as many kinds of businesses.
MIN_EXAMPLES, MIN_KINDS = 4, 3
FOLDS = 16
# As in `types::classify`.
MIN_SCORE = 0.8
# The kind of the examples in `types/phrases.tsv`: phrases that name a type. They need no other example.
PHRASES = "phrases"


def load(path):
    rows = [json.loads(line) for line in open(path)]
    return [(row["kind"], TYPES.index(row["type"]), {("question", p) for p in row["question"]} | {("answer", p) for p in row["answer"]})
            for row in rows]


def common(examples):
    kinds, counts = collections.defaultdict(set), collections.Counter()
    for kind, _, phrases in examples:
        for phrase in phrases:
            kinds[phrase].add(kind)
            counts[phrase] += 1
    is_common = lambda p: counts[p] >= MIN_EXAMPLES and len(kinds[p]) >= MIN_KINDS
    return sorted(p for p in counts if PHRASES in kinds[p] or is_common(p))


def matrix(examples, names):
    index = {name: i for i, name in enumerate(names)}
    cells = [(row, index[p]) for row, (_, _, phrases) in enumerate(examples) for p in phrases if p in index]
    rows, columns = zip(*cells)
    return csr_matrix((numpy.ones(len(cells)), (rows, columns)), (len(examples), len(names)))


def fit(examples):
    """The weights of each type and phrase, and the phrases. A rare phrase may get a larger weight than a frequent one."""
    names = common(examples)
    found = matrix(examples, names)
    rarity = numpy.log((1 + len(examples)) / (1 + numpy.asarray(found.sum(axis=0)).ravel()))
    rarity /= rarity.mean()
    # Without a bias, a text without a known phrase is of no type.
    model = LogisticRegression(C=C, max_iter=2000, class_weight="balanced", fit_intercept=False)
    model.fit(found.multiply(rarity).tocsr(), [expected for _, expected, _ in examples])
    order = [list(model.classes_).index(i) for i in range(len(TYPES))]
    return model.coef_[order] * rarity, names


def validate(examples):
    """Prints what models do with the kinds that they were not trained on."""
    kinds = sorted({kind for kind, _, _ in examples} - {PHRASES})
    confusion = numpy.zeros((len(TYPES), len(TYPES)), int)
    shares = {}
    for fold in range(FOLDS):
        left_out = kinds[fold::FOLDS]
        weights, names = fit([e for e in examples if e[0] not in left_out])
        tested = [e for e in examples if e[0] in left_out]
        scores = matrix(tested, names) @ weights.T
        best = numpy.where(scores.max(axis=1) < MIN_SCORE, TYPES.index("general"), scores.argmax(axis=1))
        for (kind, expected, _), found in zip(tested, best):
            confusion[expected][found] += 1
            shares.setdefault(kind, []).append(expected == found)
    print(f"{confusion.sum()} examples of {len(kinds)} kinds, kinds left out: {100 * numpy.trace(confusion) / confusion.sum():.1f} % right")
    print(" " * 11 + "".join(f"{name:>11}" for name in TYPES))
    for name, row in zip(TYPES, confusion):
        print(f"{name:11}" + "".join(f"{count or '.':>11}" for count in row))
    for kind, right in sorted(shares.items()):
        print(f"  {kind:20} {100 * numpy.mean(right):5.1f} % of {len(right)}")


def write(weights, names):
    lines = ["# The weights of the words, pairs of words and beginnings of words by which types are recognized. Written by",
             "# training/train_types.py.", "",
             f"types = {json.dumps(TYPES)}"]
    for side in ("question", "answer"):
        lines += ["", f"[{side}]"]
        for column, (of, phrase) in enumerate(names):
            if of == side:
                lines.append(f"{json.dumps(phrase)} = {numbers(weights[:, column])}")
    WEIGHTS.write_text("\n".join(lines) + "\n")


def numbers(values):
    return "[" + ", ".join(f"{value:.2f}" for value in values) + "]"


def main():
    examples = load(sys.argv[1])
    validate(examples)
    write(*fit(examples))


if __name__ == "__main__":
    main()
