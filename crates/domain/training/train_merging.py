#!/usr/bin/env python3
"""Trains the logistic model that tells whether a draft and a pattern are the same, and writes its weights.

    fixtures=tests/fixtures
    cargo run --release -p gleaner-extraction --features training --example pairs -- $fixtures/star/star-dev-500.csv \\
        $fixtures/businesses/{bikes,clinic,cocina,garage,hotel,plombier,salon,webshop}.csv > pairs.jsonl
    crates/domain/training/train_merging.py pairs.jsonl > crates/domain/training/merging-output.txt

Needs numpy and scikit-learn.

Two drafts are the same if their answers are: in the conversations of STAR if they have the same act, in the
businesses if both are answers to the same topic. Drafts with another answer than the truth are left out of the
training. The model is fitted on pairs, and calibrated on decisions as the service makes them: in the order of the
import, against the patterns so far, of which the first draft counts. For that, each business and each domain of STAR
is left out in turn. The rule about answers that disagree is not part of this. The other two businesses are held out:
nothing here reads them.
"""

import csv
import json
import pathlib
import sys

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import homogeneity_completeness_v_measure

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "tests" / "fixtures"
WEIGHTS = pathlib.Path(__file__).resolve().parents[1] / "weights" / "merging.toml"
NAMES = ["answer", "same_type", "shared_facts"]
# The domains of STAR together count as much as this number of businesses.
STAR_WEIGHT = 4
# The default of SIMILARITY_THRESHOLD.
THRESHOLD = 0.7
# The default of MERGE_DOUBT_LOW.
DOUBT = 0.4
# As in `merging`.
SAME_QUESTION, MIN_LIKE = 0.7, 0.3
# A logit that is larger than any other.
CERTAIN = 1000
STAR = "star"


class Library:
    """The drafts of one export, or of one domain of it."""

    def __init__(self, name, drafts, questions, features):
        self.name, self.drafts, self.questions, self.features = name, drafts, questions, features

    def part(self, name, is_part):
        at = [i for i, draft in enumerate(self.drafts) if is_part(draft)]
        part = numpy.ix_(at, at)
        return Library(name, [self.drafts[i] for i in at], self.questions[part], self.features[part])

    def pairs(self):
        labels = [draft["label"] for draft in self.drafts]
        at = [(i, j) for i in range(len(labels)) for j in range(i) if labels[i] and labels[j]]
        found = numpy.array([self.features[i, j] for i, j in at])
        return found, numpy.array([labels[i] == labels[j] for i, j in at])


def table_of(name):
    return csv.DictReader(open(FIXTURES / "star" / f"star-dev-500-{name}.csv"))


def truths(name):
    """The key of the conversation, its domain, and the label of an answer, by the id of a message."""
    if name == STAR:
        domains = {row["conversation_id"]: row["domain"] for row in table_of("domains")}
        messages = {id: row["conversation_id"] for row in table_of("conversations") for id in row["message_ids"].split()}
        for row in table_of("acts"):
            id = row["message_id"]
            yield id, (row["pattern_key"], domains[messages[id]], row["act"] or None)
        return
    file = json.load(open(FIXTURES / "businesses" / f"{name}-truth.json"))
    for conversation in file["conversations"]:
        topic = conversation.get("topic")
        for message in conversation["message_ids"]:
            is_answer = message in conversation["answer_message_ids"]
            yield message, (topic, name, topic if is_answer else None)


def load(path):
    for row in map(json.loads, open(path)):
        name = pathlib.Path(row["file"]).stem
        name = STAR if name.startswith(STAR) else name
        known, drafts = dict(truths(name)), row["drafts"]
        for draft in drafts:
            draft["key"], draft["domain"], draft["label"] = known[draft["answer"][0]]
        questions, features = numpy.zeros((len(drafts),) * 2), numpy.zeros((len(drafts), len(drafts), len(NAMES)))
        for later, earlier, question, values in row["pairs"]:
            questions[later, earlier] = questions[earlier, later] = question
            features[later, earlier] = features[earlier, later] = values
        yield Library(name, drafts, questions, features).part(name, lambda draft: draft["key"])


def fit(groups):
    """A model of the pairs in which each library has the same weight, times that of its group."""
    found = [(library.pairs(), weight) for library, weight in groups]
    x, y = (numpy.concatenate([pairs[part] for pairs, _ in found]) for part in (0, 1))
    weights = numpy.concatenate([numpy.full(len(pairs[1]), 1000 * weight / len(pairs[1])) for pairs, weight in found])
    return LogisticRegression(max_iter=2000).fit(x, y, sample_weight=weights)


def by_model(model):
    """The logit of the probability; a large one if the questions are the same and the answers are alike."""

    def score(question, features):
        is_like = features[0] >= MIN_LIKE or features[2] > 0
        return CERTAIN if question >= SAME_QUESTION and is_like else features @ model.coef_[0] + model.intercept_[0]

    return score


def by_question(question, features):
    """What was done before there was a model: the same type, and similar trigrams of the questions."""
    return question if features[1] and question >= SAME_QUESTION else -1


def decide(library, score, threshold, doubt=numpy.inf):
    """Makes the decisions of an import. From `doubt` to the threshold, a judge who knows the labels is asked. Returns the number of each draft's pattern, and (score, whether the labels of the
    best pattern and of the draft are the same) of each decision where both have a label."""
    patterns, numbers, decisions = [], [], []
    for at, draft in enumerate(library.drafts):
        best, best_score = None, -numpy.inf
        for number, members in enumerate(patterns):
            other = library.drafts[members[0]]
            if draft["language"] and other["language"] and draft["language"] != other["language"]:
                continue
            value = score(library.questions[at, members].max(), library.features[at, members[0]])
            if value > best_score:
                best, best_score = number, value
        known = library.drafts[patterns[best][0]]["label"] if best is not None else None
        is_same = draft["label"] == known
        if draft["label"] and known:
            decisions.append((best_score, is_same))
        if best_score >= threshold or best_score >= doubt and known and is_same:
            patterns[best].append(at)
        else:
            best = len(patterns)
            patterns.append([at])
        numbers.append(best)
    return numbers, decisions


def row(library, numbers, decisions, threshold):
    keys = [draft["key"] for draft in library.drafts]
    v = homogeneity_completeness_v_measure(keys, numbers)[2]
    topics = len({(draft["key"], draft["language"]) for draft in library.drafts if draft["language"]})
    merges = [right for score, right in decisions if score >= threshold]
    return [v, len(set(numbers)), topics, len(merges), len(merges) - sum(merges)]


def table(name, rows):
    print(f"\n{name}\n{'left out':12} {'V':>6} {'patterns':>9} {'topics':>7} {'merges':>7} {'wrong':>6}")
    for library, values in rows.items():
        print(f"{library:12} {values[0]:6.3f} {values[1]:9} {values[2]:7} {values[3]:7} {values[4]:6}")
    for kind, members in (("businesses", [r for n, r in rows.items() if not n.startswith(STAR)]),
                          ("STAR", [r for n, r in rows.items() if n.startswith(STAR)])):
        v, patterns, topics, merges, wrong = numpy.array(members).T
        print(f"{kind}: mean V {v.mean():.3f}, {patterns.sum() / topics.sum():.2f} patterns per topic and language, "
              f"{100 * wrong.sum() / max(merges.sum(), 1):.1f} % of {merges.sum():.0f} merges wrong")


def calibrate(models, start):
    """The slope and the intercept that turn logits of pairs into those of decisions, with the decisions."""
    slope, intercept = start
    for _ in range(4):
        threshold = (numpy.log(THRESHOLD / (1 - THRESHOLD)) - intercept) / slope
        made = {library.name: decide(library, by_model(model), threshold)[1] for library, model in models}
        made = {name: [d for d in decisions if d[0] < CERTAIN] for name, decisions in made.items()}
        x, y, weights = [], [], []
        for name, decisions in made.items():
            x += [score for score, _ in decisions]
            y += [right for _, right in decisions]
            weights += [1 / len(decisions)] * len(decisions)
        fitted = LogisticRegression(C=1e6).fit(numpy.array(x)[:, None], y, sample_weight=numpy.array(weights) * 100)
        slope, intercept = fitted.coef_[0, 0], fitted.intercept_[0]
    return slope, intercept, made


def reliability(slope, intercept, made):
    print("\nreliability: decisions by the calibrated probability that the best pattern is the same")
    print(f"{'probability':>12} {'decisions':>10} {'mean':>6} {'same':>6}")
    decisions = [d for found in made.values() for d in found]
    probability = 1 / (1 + numpy.exp(-(slope * numpy.array([score for score, _ in decisions]) + intercept)))
    right = numpy.array([same for _, same in decisions])
    edges = [0, 0.1, 0.4, 0.7, 0.9, 0.97, 1]
    for low, high in zip(edges, edges[1:]):
        at = (probability >= low) & (probability <= high if high == 1 else probability < high)
        if at.any():
            print(f"{low:5.2f} - {high:4.2f} {at.sum():10} {probability[at].mean():6.2f} {right[at].mean():6.2f}")


def main():
    libraries = {library.name: library for library in load(sys.argv[1])}
    star = libraries[STAR]
    businesses = [library for name, library in libraries.items() if name != STAR]
    domains = sorted({draft["domain"] for draft in star.drafts})
    models = []
    for left_out in businesses:
        rest = [(library, 1) for library in businesses if library is not left_out]
        models.append((left_out, fit(rest + [(star, STAR_WEIGHT)])))
    for domain in domains:
        rest = star.part(STAR, lambda draft: draft["domain"] != domain)
        part = star.part(f"{STAR} {domain}", lambda draft: draft["domain"] == domain)
        models.append((part, fit([(library, 1) for library in businesses] + [(rest, STAR_WEIGHT)])))
    slope, intercept, made = calibrate(models, (1.0, 0.0))
    threshold, doubt = ((numpy.log(p / (1 - p)) - intercept) / slope for p in (THRESHOLD, DOUBT))
    before = {library.name: row(library, *decide(library, by_question, 0), 0) for library, _ in models}
    now = {library.name: row(library, *decide(library, by_model(model), threshold), threshold) for library, model in models}
    judged = {
        library.name: row(library, *decide(library, by_model(model), threshold, doubt), threshold) for library, model in models
    }
    table("trigrams of questions of one type only, as before", before)
    table(f"the model, at a probability of {THRESHOLD}", now)
    table(f"the model, and between {DOUBT} and {THRESHOLD} a judge that is always right", judged)
    reliability(slope, intercept, made)
    model = fit([(library, 1) for library in businesses] + [(star, STAR_WEIGHT)])
    write(slope * model.coef_[0], slope * model.intercept_[0] + intercept)


def write(weights, bias):
    lines = ["# Made by training/train_merging.py.", f"bias = {bias:.3f}", "", "[weights]"]
    lines += [f"{name} = {weight:.3f}" for name, weight in zip(NAMES, weights)]
    WEIGHTS.write_text("\n".join(lines) + "\n")
    print("\n" + "\n".join(lines[1:]))


main()
