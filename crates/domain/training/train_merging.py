#!/usr/bin/env python3
"""Trains the logistic model that tells whether a draft and a pattern are the same, and writes its weights.

    fixtures=tests/fixtures
    cargo run --release -p gleaner-extraction --features training --example pairs -- $fixtures/star/star-dev-500.csv \\
        $fixtures/businesses/{bikes,camping,cleaners,clinic,cocina,floristeria,garage,gimnasio,hotel,lettings,phones,plombier,printshop,salon,traiteur,vet,webshop}.csv \\
        > pairs.jsonl
    crates/domain/training/train_merging.py pairs.jsonl > crates/domain/training/merging-output.txt

With the URL of an OpenAI-compatible endpoint as a second argument, such as http://127.0.0.1:8080/v1, it prints the tables
of a model that also has the cosines of the questions and the answers, and writes no weights.

Needs numpy and scikit-learn.

Two drafts are the same if their answers are: in the conversations of STAR if they have the same act, in the
businesses if both are answers to the same topic. Drafts with another answer than the truth are left out of the
training. The model is fitted on pairs, and calibrated on decisions as the service makes them: in the order of the
import, against all patterns so far, of which the first draft counts. For that, each business and each domain of STAR is
left out in turn: STAR is one import, and the drafts of a domain are decided by a model that is not trained on the
conversations of the domain. Some of its answers also occur in conversations of other domains. The rule about answers that
disagree is not part of this. The other six businesses are held out: nothing here reads them.

V by topic compares the patterns with the keys of the conversations. A conversation of STAR about a hotel that ends with
a question about the weather has another key than one about the weather with the same answer. So patterns that are exactly
the answers only reach the V of "one pattern for each answer". V by answer compares the patterns with the answers of the
drafts, so it measures only the merging. Patterns of two languages are never merged, so a business with several languages
(camping, cocina, floristeria, gimnasio, hotel) cannot reach a V of 1.
"""

import csv
import json
import pathlib
import sys
import urllib.request

import numpy
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import homogeneity_completeness_v_measure

FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "tests" / "fixtures"
WEIGHTS = pathlib.Path(__file__).resolve().parents[1] / "weights" / "merging.toml"
NAMES = ["answer", "same_type", "shared_facts", "only_one_asks"]
# The domains of STAR together count as much as this number of businesses.
STAR_WEIGHT = 6
# The default of SIMILARITY_THRESHOLD.
THRESHOLD = 0.7
# The default of MERGE_DOUBT_LOW.
DOUBT = 0.4
# As in `merging`.
SAME_QUESTION, MIN_LIKE = 0.7, 0.3
# The maximum number of texts in a request for vectors.
BATCH = 64
# A logit that is larger than any other.
CERTAIN = 1000
STAR = "star"


class Library:
    """The drafts of one export, or of all but one of its domains."""

    def __init__(self, name, drafts, questions, features):
        self.name, self.drafts, self.questions, self.features = name, drafts, questions, features

    def with_cosines(self, vectors):
        """The same with two more features."""
        sides = [numpy.array([vectors[draft[side]] for draft in self.drafts]) for side in ("trigger", "template")]
        cosines = [(side @ side.T)[:, :, None] for side in sides]
        return Library(self.name, self.drafts, self.questions, numpy.concatenate([self.features, *cosines], axis=2))

    def without(self, domain):
        at = [i for i, draft in enumerate(self.drafts) if draft["domain"] != domain]
        part = numpy.ix_(at, at)
        return Library(self.name, [self.drafts[i] for i in at], self.questions[part], self.features[part])

    def pairs(self):
        labels = [draft["label"] for draft in self.drafts]
        at = [(i, j) for i in range(len(labels)) for j in range(i)]
        at = [(i, j) for i, j in at if labels[i] and labels[j] and may_be_same(self.drafts[i], self.drafts[j])]
        found = numpy.array([self.features[i, j] for i, j in at])
        return found, numpy.array([labels[i] == labels[j] for i, j in at])


def may_be_same(draft, other):
    """Returns whether they are not known to be in different languages."""
    return not draft["language"] or not other["language"] or draft["language"] == other["language"]


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
        yield Library(name, drafts, questions, features)


def embed(url, texts):
    """The vector of each text, of length 1."""
    vectors = {}
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        body = json.dumps({"model": "any", "input": batch}).encode()
        request = urllib.request.Request(f"{url}/embeddings", body, {"Content-Type": "application/json"})
        found = [numpy.array(row["embedding"]) for row in json.load(urllib.request.urlopen(request))["data"]]
        vectors.update((text, vector / numpy.linalg.norm(vector)) for text, vector in zip(batch, found))
    return vectors


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


class Decision:
    """What was decided about a draft: the number of its pattern, and whether that is an earlier one. If the answers of the
    draft and of the most similar earlier pattern are known, also the score of that pattern, and whether they are the same."""

    def __init__(self, draft, number, is_merge=False, score=None, is_right=None):
        self.draft, self.number, self.is_merge, self.score, self.is_right = draft, number, is_merge, score, is_right


def decide(library, scores, threshold, doubt=numpy.inf):
    """Makes the decisions of an import, each by the score of the domain of its draft. From `doubt` to the threshold, a
    judge who knows the answers is asked."""
    patterns, decisions = [], []
    for at, draft in enumerate(library.drafts):
        best, best_score = None, -numpy.inf
        for number, members in enumerate(patterns):
            if not may_be_same(draft, library.drafts[members[0]]):
                continue
            value = scores[draft["domain"]](library.questions[at, members].max(), library.features[at, members[0]])
            if value > best_score:
                best, best_score = number, value
        known = library.drafts[patterns[best][0]]["label"] if best is not None else None
        is_known = bool(draft["label"] and known)
        is_right = is_known and draft["label"] == known
        is_merge = best_score >= threshold or best_score >= doubt and is_right
        if is_merge:
            patterns[best].append(at)
        else:
            best = len(patterns)
            patterns.append([at])
        decisions.append(Decision(draft, best, is_merge, *((best_score, is_right) if is_known else ())))
    return decisions


def one_each(library):
    """One pattern for each answer, as a person who knows them would decide. Drafts with another answer have their own."""
    return [Decision(draft, draft["label"] or f"draft {at}") for at, draft in enumerate(library.drafts)]


def v_measure(decisions, side):
    known = [(decision.draft[side], decision.number) for decision in decisions if decision.draft[side]]
    return homogeneity_completeness_v_measure(*zip(*known))[2]


def row(decisions):
    keyed = [decision for decision in decisions if decision.draft["key"]]
    drafts = [decision.draft for decision in keyed]
    topics = len({(draft["key"], draft["language"]) for draft in drafts if draft["language"]})
    merges = [decision.is_right for decision in decisions if decision.is_merge and decision.score is not None]
    patterns = len({decision.number for decision in keyed})
    v = [v_measure(decisions, side) for side in ("key", "label")]
    return [*v, patterns, topics, len(merges), len(merges) - sum(merges)]


def table(name, rows):
    print(f"\n{name}\n{'':15} {'V by topic':>10} {'by answer':>10} {'patterns':>9} {'topics':>7} {'merges':>7} {'wrong':>6}")
    for library, values in rows.items():
        print("{:15} {:10.3f} {:10.3f} {:9} {:7} {:7} {:6}".format(library, *values))


def summary(name, rows):
    by_topic, by_answer, patterns, topics, merges, wrong = numpy.array(list(rows.values())).T
    print(f"{name}: mean V by topic {by_topic.mean():.3f}, by answer {by_answer.mean():.3f}, "
          f"{patterns.sum() / topics.sum():.2f} patterns per topic and language, "
          f"{100 * wrong.sum() / max(merges.sum(), 1):.1f} % of {merges.sum():.0f} merges wrong")


def of_domains(decisions):
    """The row of each domain of STAR. A pattern with drafts of two domains is counted in both."""
    domains = sorted({decision.draft["domain"] for decision in decisions})
    parts = {domain: [made for made in decisions if made.draft["domain"] == domain] for domain in domains}
    return {f"  {domain}": row(part) for domain, part in parts.items()}


def report(name, made):
    """`made` has the decisions of each library."""
    businesses = {library: row(decisions) for library, decisions in made.items() if library != STAR}
    star = {STAR: row(made[STAR])}
    table(name, businesses | star | of_domains(made[STAR]))
    summary("businesses", businesses)
    summary("STAR", star)


def thresholds(slope, intercept):
    """The logits from which a draft is merged, and from which the judge is asked."""
    return ((numpy.log(p / (1 - p)) - intercept) / slope for p in (THRESHOLD, DOUBT))


def calibrate(models):
    """The slope and the intercept that turn logits of pairs into those of decisions, with the decisions."""
    slope, intercept = 1, 0
    for _ in range(4):
        threshold, _ = thresholds(slope, intercept)
        made = {
            library.name: [
                decision
                for decision in decide(library, scores, threshold)
                if decision.score is not None and decision.score < CERTAIN
            ]
            for library, scores in models
        }
        decisions = [decision for found in made.values() for decision in found]
        weights = [STAR_WEIGHT if name == STAR else 1 for name, found in made.items() for _ in found]
        sizes = [len(found) for found in made.values() for _ in found]
        fitted = LogisticRegression(C=1e6).fit(
            numpy.array([decision.score for decision in decisions])[:, None],
            [decision.is_right for decision in decisions],
            sample_weight=100 * numpy.array(weights) / numpy.array(sizes),
        )
        slope, intercept = fitted.coef_[0, 0], fitted.intercept_[0]
    return slope, intercept, decisions


def reliability(slope, intercept, decisions):
    print("\nreliability: decisions by the calibrated probability that the best pattern is the same")
    print(f"{'probability':>12} {'decisions':>10} {'mean':>6} {'same':>6}")
    logits = slope * numpy.array([decision.score for decision in decisions]) + intercept
    probability = 1 / (1 + numpy.exp(-logits))
    right = numpy.array([decision.is_right for decision in decisions])
    edges = [0, 0.1, 0.4, 0.7, 0.9, 0.97, 1]
    for low, high in zip(edges, edges[1:]):
        at = (probability >= low) & (probability <= high if high == 1 else probability < high)
        if at.any():
            print(f"{low:5.2f} - {high:4.2f} {at.sum():10} {probability[at].mean():6.2f} {right[at].mean():6.2f}")


def left_out(businesses, star):
    """Each business with a model of everything else, and STAR with a model for each domain."""
    for business in businesses:
        rest = [(library, 1) for library in businesses if library is not business]
        yield business, {business.name: by_model(fit(rest + [(star, STAR_WEIGHT)]))}
    known = [(library, 1) for library in businesses]
    domains = {draft["domain"] for draft in star.drafts}
    yield star, {
        domain: by_model(fit(known + [(star.without(domain), STAR_WEIGHT)])) for domain in sorted(domains)
    }


def of_businesses_alone(businesses, star):
    """The row of STAR if the model knows nothing of it."""
    folds = [
        (business, {business.name: by_model(fit([(other, 1) for other in businesses if other is not business]))})
        for business in businesses
    ]
    threshold, _ = thresholds(*calibrate(folds)[:2])
    score = by_model(fit([(business, 1) for business in businesses]))
    return row(decide(star, {draft["domain"]: score for draft in star.drafts}, threshold))


def main():
    libraries = list(load(sys.argv[1]))
    if len(sys.argv) > 2:
        texts = sorted({draft[side] for found in libraries for draft in found.drafts for side in ("trigger", "template")})
        vectors = embed(sys.argv[2], texts)
        libraries = [library.with_cosines(vectors) for library in libraries]
    star = next(library for library in libraries if library.name == STAR)
    businesses = [library for library in libraries if library is not star]
    models = list(left_out(businesses, star))
    slope, intercept, decisions = calibrate(models)
    threshold, doubt = thresholds(slope, intercept)

    before = {library.name: decide(library, dict.fromkeys(scores, by_question), 0) for library, scores in models}
    now = {library.name: decide(library, scores, threshold) for library, scores in models}
    judged = {library.name: decide(library, scores, threshold, doubt) for library, scores in models}
    report("trigrams of questions of one type only, as before", before)
    report(f"the model, at a probability of {THRESHOLD}", now)
    report(f"the model, and between {DOUBT} and {THRESHOLD} a judge that is always right", judged)
    ideal = one_each(star)
    table("one pattern for each answer", {STAR: row(ideal)} | of_domains(ideal))
    table("a model of the businesses alone", {STAR: of_businesses_alone(businesses, star)})
    reliability(slope, intercept, decisions)
    if len(sys.argv) == 2:
        model = fit([(library, 1) for library in businesses] + [(star, STAR_WEIGHT)])
        write(slope * model.coef_[0], slope * model.intercept_[0] + intercept)


def write(weights, bias):
    lines = ["# Made by training/train_merging.py.", f"bias = {bias:.3f}", "", "[weights]"]
    lines += [f"{name} = {weight:.3f}" for name, weight in zip(NAMES, weights)]
    WEIGHTS.write_text("\n".join(lines) + "\n")
    print("\n" + "\n".join(lines[1:]))


main()
