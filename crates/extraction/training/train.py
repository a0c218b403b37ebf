#!/usr/bin/env python3
"""Trains the logistic models of answers and of facts and writes their weights.

    features() { cargo run --release -p gleaner-extraction --features training --example features -- "$@"; }
    features --whole-threads tests/fixtures/star/star-dev-500.csv > features.jsonl
    for name in clinic webshop plombier bikes hotel salon cocina garage vet lettings traiteur phones gimnasio cleaners camping \
        floristeria printshop; do
        features tests/fixtures/businesses/$name.csv >> features.jsonl
    done
    crates/extraction/training/train.py features.jsonl > crates/extraction/training/output.txt

Needs numpy, scipy and scikit-learn.

`answers.toml` says whether an operator's message answers the next customer as well: trained on the labeled
conversations of tests/fixtures/star and on the test businesses TRAINED. `facts.toml` says whether a value in an answer
is a fact of the business: trained on TRAINED. The other businesses are held out: nothing here reads them.

The output shows what a model does in a domain that was left out of its training.
"""

import collections
import csv
import json
import math
import pathlib
import re
import sys

import numpy
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

ROOT = pathlib.Path(__file__).resolve().parents[3]
STAR = ROOT / "tests/fixtures/star"
BUSINESSES = ROOT / "tests/fixtures/businesses"
WEIGHTS = ROOT / "crates/extraction/weights"
TRAINED = [
    "clinic", "webshop", "plombier", "bikes", "hotel", "salon", "cocina", "garage", "vet", "lettings", "traiteur", "phones",
    "gimnasio", "cleaners", "camping", "floristeria", "printshop",
]
# The strength of the regularization, and the inverse of it: chosen by the cross-validated figures.
ANSWERS_PENALTY = 1.0
FACTS_C = 1.0
# A word around a value counts if it occurs in this number of businesses.
MIN_WORD_BUSINESSES = 3
# The share of the facts to keep. Another one in a hundred is lost with the sentence that it is in.
FACTS_KEPT = 0.965
# How much a conversation counts as an export of its own.
ALONE_WEIGHT = 0.3
FOLDS = 10
# As in `rules::answer`.
MIN_FIRST_PART = 0.5
# The shares of right answers and of declined conversations to reach, of labeled conversations and of businesses.
# One labeled conversation that should be declined is 1.5 %.
AIMS = {False: (0.85, 0.84), True: (0.95, 0.85)}


class Conversation:
    """A conversation with its candidates, its labels and its domain."""

    def __init__(self, row, domain, answers, facts=(), details=()):
        self.domain = domain
        self.order = row["messages"]
        self.candidates = [(c["message"], c["features"]) for c in row["candidates"]]
        self.candidates_alone = [(c["message"], c["features"]) for c in row["candidates_alone"]]
        self.values, self.alone = row["values"], row["values_alone"]
        self.answers, self.facts, self.details = set(answers), facts, details


def load(path):
    conversations = []
    star = {r["conversation_id"]: r for r in csv.DictReader((STAR / "star-dev-500-labels.csv").open())}
    domains = {r["conversation_id"]: r["domain"] for r in csv.DictReader((STAR / "star-dev-500-domains.csv").open())}
    truths = {}
    for name in TRAINED:
        file = BUSINESSES / f"{name}-truth.json"
        if file.exists():
            for truth in json.loads(file.read_text())["conversations"]:
                truths[truth["message_ids"][0]] = (name, truth)
    for line in open(path):
        row = json.loads(line)
        if row["thread"] in star:
            label = star[row["thread"]]
            conversations.append(Conversation(row, "labeled " + domains[row["thread"]], label["answer_message_ids"].split()))
        elif row["messages"][0] in truths:
            name, truth = truths[row["messages"][0]]
            conversations.append(Conversation(row, name, truth["answer_message_ids"], truth["facts"], truth["details"]))
    return conversations


def matrix(rows, names):
    values = [[features.get(name, 0.0) for name in names] + [1.0] for features in rows]
    return numpy.array(values).reshape(len(values), len(names) + 1)


def fit_values(examples, names):
    rows = matrix([features for _, features, _, _ in examples], names)[:, :-1]
    model = LogisticRegression(C=FACTS_C, max_iter=5000)
    model.fit(rows, [is_fact for _, _, is_fact, _ in examples])
    return model.intercept_[0], dict(zip(names, model.coef_[0]))


def probability(model, features):
    bias, weights = model
    return 1 / (1 + math.exp(-(bias + sum(weights.get(n, 0.0) * v for n, v in features.items()))))


def fit_answers(conversations):
    """A conditional logistic model: in each conversation one of the candidates, or none, is chosen."""
    usable = [c for c in conversations if c.candidates and (not c.answers or any(m in c.answers for m, _ in c.candidates))]
    # Each conversation twice: in its export, and as an export of its own.
    choices = [(c, c.candidates, 1.0) for c in usable] + [(c, c.candidates_alone, ALONE_WEIGHT) for c in usable]
    names = sorted({name for _, candidates, _ in choices for _, features in candidates for name in features})
    rows = matrix([features for _, candidates, _ in choices for _, features in candidates], names)
    of = numpy.repeat(numpy.arange(len(choices)), [len(candidates) for _, candidates, _ in choices])
    right = numpy.array([message in c.answers for c, candidates, _ in choices for message, _ in candidates])
    has_answer = numpy.array([bool(c.answers) for c, _, _ in choices])
    counts = numpy.array([weight for _, _, weight in choices])

    def loss(weights):
        scores = numpy.exp(numpy.clip(rows @ weights, -30, 30))
        total = 1 + numpy.bincount(of, scores, len(choices))
        good = numpy.where(has_answer, numpy.bincount(of, scores * right, len(choices)), 1.0)
        slope = counts[of] * (scores / total[of] - numpy.where(has_answer[of] & right, scores / good[of], 0.0))
        penalty = weights.copy()
        penalty[-1] = 0.0
        value = counts @ (numpy.log(total) - numpy.log(good)) + ANSWERS_PENALTY * (penalty @ penalty) / 2
        return value, rows.T @ slope + ANSWERS_PENALTY * penalty

    weights = minimize(loss, numpy.zeros(len(names) + 1), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return weights[-1], dict(zip(names, weights))


def chosen(model, threshold, conversation):
    """The messages of the answer, as `rules::answer::best` chooses them."""
    scored = [(probability(model, features), message) for message, features in conversation.candidates]
    best = max(range(len(scored)), key=lambda index: (scored[index][0], index), default=None)
    if best is None or scored[best][0] < threshold:
        return []
    messages = [scored[best][1]]
    if best and scored[best - 1][0] >= MIN_FIRST_PART and conversation.order.index(scored[best - 1][1]) + 1 == conversation.order.index(messages[0]):
        messages.insert(0, scored[best - 1][1])
    return messages


def shares(model, threshold, conversations):
    found = [set(chosen(model, threshold, c)) for c in conversations]
    answered = [bool(f) and f <= c.answers for f, c in zip(found, conversations) if c.answers]
    declined = [not f for f, c in zip(found, conversations) if not c.answers]
    return answered, declined


def best_threshold(scored):
    """The lowest threshold that reaches the aims: a higher one declines more answers than necessary. If none does, the one
    with the best smallest distance to them.

    `scored` has conversations, each with a model that was trained without it."""
    def score(threshold):
        means = []
        for is_business in (False, True):
            results = [shares(model, threshold, [c]) for model, c in scored if (c.domain in TRAINED) == is_business]
            for part, aim in enumerate(AIMS[is_business]):
                means.append(numpy.mean([share for result in results for share in result[part]]) - aim)
        return min(means)
    scores = {t / 100: score(t / 100) for t in range(40, 91)}
    return next((threshold for threshold, score in scores.items() if score >= 0), max(scores, key=scores.get))


def percent(values):
    return f"{100 * numpy.mean(values):5.1f} % of {len(values):3}" if values else "      - of   0"


def show_at(threshold, name, pairs):
    answered, declined = (sum((shares(m, threshold, [c])[part] for m, c in pairs), []) for part in (0, 1))
    print(f"  {name:28} {percent(answered)}   {percent(declined)}")


def train_answers(conversations):
    """Prints the shares of models that were trained without the conversations that they are measured on."""
    without_fold = [fit_answers([c for i, c in enumerate(conversations) if i % FOLDS != fold]) for fold in range(FOLDS)]
    domains = sorted({c.domain for c in conversations})
    without_domain = {domain: fit_answers([c for c in conversations if c.domain != domain]) for domain in domains}
    scored = [(without_domain[c.domain] if c.domain in TRAINED else without_fold[i % FOLDS], c) for i, c in enumerate(conversations)]
    threshold = best_threshold(scored)
    print(f"right answer and nothing-to-learn declined, threshold {threshold}")
    show = lambda name, pairs: show_at(threshold, name, pairs)
    for domain in domains:
        show(f"{domain}, left out", [(without_domain[domain], c) for c in conversations if c.domain == domain])
    labeled = [c for c in conversations if c.domain not in TRAINED]
    show("labeled, domain left out", [(without_domain[c.domain], c) for c in labeled])
    show(f"labeled, {FOLDS} folds", [(m, c) for m, c in scored if c.domain not in TRAINED])
    for c in conversations:
        c.candidates, c.candidates_alone = c.candidates_alone, c.candidates
    threshold_alone = best_threshold(scored)
    print(f"each conversation as an export of its own, threshold {threshold_alone}")
    show = lambda name, pairs: show_at(threshold_alone, name, pairs)
    show("labeled, each alone", [(m, c) for m, c in scored if c.domain not in TRAINED])
    show("businesses, each alone", [(m, c) for m, c in scored if c.domain in TRAINED])
    for c in conversations:
        c.candidates, c.candidates_alone = c.candidates_alone, c.candidates
    model = fit_answers(conversations)
    show_at(threshold, "labeled, none left out", [(model, c) for c in labeled])
    return model, threshold, threshold_alone


def label(value, conversation, bodies):
    """True for a fact, false for a detail of the case, None for a value that the truth marks as neither or as both.

    The truth marks texts. The longest mark that overlaps with the value counts: in "Saturday at 9, we open at 9" the detail
    is "Saturday at 9" and the fact "9"."""
    body = bodies[value["message"]].lower()
    start = len(bodies[value["message"]].encode()[:value["start"]].decode())
    end = start + len(value["text"])
    def longest(marks):
        texts = [mark["text"].lower() for mark in marks if mark["message"] == value["message"]]
        found = [(match.start(), match.end()) for text in texts for match in re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", body)]
        return max((last - first for first, last in found if first < end and start < last), default=0)
    fact, detail = longest(conversation.facts), longest(conversation.details)
    return None if fact == detail else fact > detail


def train_facts(conversations):
    """Prints the shares of models that were trained without the business that they are measured on."""
    files = [csv.DictReader((BUSINESSES / f"{name}.csv").open()) for name in TRAINED]
    bodies = {row["id"]: row["body"] for file in files for row in file}

    def labeled(values_of):
        marked = [(c, v) for c in conversations if c.domain in TRAINED for v in values_of(c) if v["message"] in c.answers]
        found = [(c.domain, {**v["features"], **dict.fromkeys(v["words"], 1.0)}, label(v, c, bodies), v) for c, v in marked]
        return [example for example in found if example[2] is not None]

    examples = {"in its export": labeled(lambda c: c.values), "as an export of its own": labeled(lambda c: c.alone)}
    everything = [example for part in examples.values() for example in part]
    businesses = collections.defaultdict(set)
    for domain, _, _, value in everything:
        for word in value["words"]:
            businesses[word].add(domain)
    words = {word for word, domains in businesses.items() if len(domains) >= MIN_WORD_BUSINESSES}
    features = {name for _, _, _, value in everything for name in value["features"]}
    names = sorted(features | words)
    without = {domain: fit_values([e for e in everything if e[0] != domain], names) for domain in TRAINED}
    thresholds = []
    for name, part in examples.items():
        scored = [(domain, probability(without[domain], found), is_fact, value) for domain, found, is_fact, value in part]
        threshold = highest_threshold([score for _, score, is_fact, _ in scored if is_fact])
        thresholds.append(threshold)
        print(f"facts kept and details replaced, each conversation {name}, threshold {threshold:.2f}")
        for domain in [*TRAINED, None]:
            own = [(score, is_fact) for of, score, is_fact, _ in scored if domain in (of, None)]
            kept = [score >= threshold for score, is_fact in own if is_fact]
            replaced = [score < threshold for score, is_fact in own if not is_fact]
            print(f"  {(domain or 'all') + ', left out':28} {percent(kept)}   {percent(replaced)}")
        if "-v" in sys.argv:
            for domain, score, is_fact, value in scored:
                if (score >= threshold) != is_fact:
                    print("    ", domain, "fact lost" if is_fact else "detail kept", value["variable"], repr(value["text"]), f"{score:.2f}")
    bias, weights = fit_values(everything, names)
    return (bias, {name: weights[name] for name in features}), thresholds, {word: weights[word] for word in words}


def highest_threshold(scores):
    """The highest threshold that keeps FACTS_KEPT of `scores`: a lower one keeps more details than necessary."""
    return math.floor(100 * numpy.quantile(scores, 1 - FACTS_KEPT)) / 100


def write(name, model, thresholds, about, words={}):
    bias, weights = model
    lines = [f"# {about} Written by training/train.py.", ""]
    lines += [f"{key} = {threshold}" for key, threshold in thresholds.items()] + [f"bias = {bias:.3f}", "", "[weights]"]
    lines += [f"{key} = {value:.3f}" for key, value in sorted(weights.items())]
    if words:
        lines += ["", "# Words beside a value, which is `_`.", "[words]"]
        lines += [f'"{word}" = {weight:.3f}' for word, weight in sorted(words.items())]
    (WEIGHTS / f"{name}.toml").write_text("\n".join(lines) + "\n")


def main():
    conversations = load(sys.argv[1])
    answers, threshold, threshold_alone = train_answers(conversations)
    write("answers", answers, {"threshold": threshold, "threshold_of_few": threshold_alone}, "Whether an operator's message answers the next customer as well.")
    facts, (threshold, threshold_alone), words = train_facts(conversations)
    write("facts", facts, {"threshold": threshold, "threshold_of_few": threshold_alone}, "Whether a value in an answer is a fact of the business.", words)


if __name__ == "__main__":
    main()
