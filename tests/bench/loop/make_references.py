#!/usr/bin/env python3
"""What scikit-learn comes to where labels are late: the references that driftd's loop is held against.

    PYTHON tests/bench/loop/make_references.py --data FOLDER [SET...]          prints, beside what references.json has
    PYTHON tests/bench/loop/make_references.py --data FOLDER --write SET...    writes them there

Three linear learners (logistic for classes) answer the rows behind the first `init`; the label of a row is known `delay` rows later.
  frozen     learnt from the first `init` rows, never again
  retrained  every `init` rows anew, from the newest 2 `init` rows whose labels are known (5,000 and 10,000 rows of a long stream)
  sgd        SGDClassifier or SGDRegressor: one pass over the first rows, then partial_fit per 100 rows, as their labels come; what the
             standardiser knows grows with them
Numbers are standardised, categories one-hot, unknown ones nothing. Texts are left to others. Nothing depends on chance but the order in
which SGD takes the rows of a call, which is seeded.
"""

import argparse
import json
import pathlib
import warnings

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn import metrics
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier, SGDRegressor
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from protocol import REFERENCES, references, streams

BLOCK = 100


class Encoder:
    def __init__(self, stream, rows):
        self.numeric, self.categorical = stream.facts["numeric"], stream.facts["categorical"]
        self.scaler = StandardScaler().fit(rows[self.numeric].to_numpy(float))
        self.categories = OneHotEncoder(handle_unknown="ignore").fit(rows[self.categorical]) if self.categorical else None

    def see(self, rows):
        self.scaler.partial_fit(rows[self.numeric].to_numpy(float))

    def __call__(self, rows):
        numbers = self.scaler.transform(rows[self.numeric].to_numpy(float))
        if not self.categories:
            return numbers
        both = sparse.hstack([numbers, self.categories.transform(rows[self.categorical])]).tocsr()
        return both.toarray() if both.shape[1] < 1000 else both


class Task:
    def __init__(self, stream):
        self.stream = stream
        self.rows = pd.read_csv(stream.path, keep_default_na=False)
        self.regression = stream.facts["task"] == "regression"
        self.labels = self.rows["label"].to_numpy(float if self.regression else int)

    def answers(self, model, inputs):
        return model.predict_proba(inputs)[:, 1] if self.stream.measure == "pr_auc" else model.predict(inputs)

    def value(self, answers):
        truth, answers = self.labels[self.stream.init :], np.concatenate(answers)
        judge = {"rmse": metrics.root_mean_squared_error, "pr_auc": metrics.average_precision_score, "accuracy": metrics.accuracy_score}
        return float(judge[self.stream.measure](truth, answers))

    def learnt_from(self, rows):
        encoder = Encoder(self.stream, self.rows[rows])
        model = LinearRegression() if self.regression else LogisticRegression(max_iter=1000)
        return encoder, model.fit(encoder(self.rows[rows]), self.labels[rows])

    def frozen(self):
        init = self.stream.init
        encoder, model = self.learnt_from(slice(0, init))
        return self.value([self.answers(model, encoder(self.rows[init:]))])

    def retrained(self):
        init, answers = self.stream.init, []
        encoder, model = self.learnt_from(slice(0, init))
        for begin in range(init, len(self.rows), init):
            if begin > init:
                known = begin - self.stream.delay
                encoder, model = self.learnt_from(slice(max(0, known - 2 * init), known))
            answers.append(self.answers(model, encoder(self.rows[begin : begin + init])))
        return self.value(answers)

    def sgd(self):
        init, answers = self.stream.init, []
        if self.regression:
            model, options = SGDRegressor(learning_rate="constant", eta0=0.001, random_state=0), {}
        else:
            model, options = SGDClassifier(loss="log_loss", random_state=0), {"classes": np.unique(self.labels)}
        encoder = Encoder(self.stream, self.rows[:init])
        model.partial_fit(encoder(self.rows[:init]), self.labels[:init], **options)
        learnt = init
        for begin in range(init, len(self.rows), BLOCK):
            end = min(begin + BLOCK, len(self.rows))
            answers.append(self.answers(model, encoder(self.rows[begin:end])))
            known = end - self.stream.delay
            if known > learnt:
                encoder.see(self.rows[learnt:known])
                model.partial_fit(encoder(self.rows[learnt:known]), self.labels[learnt:known])
                learnt = known
        return self.value(answers)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("sets", nargs="*")
    given = parser.parse_intermixed_args()
    warnings.simplefilter("ignore", ConvergenceWarning)
    known = references()
    print("| set | measure | frozen | retrained | sgd | in references.json |\n|---|---|---|---|---|---|")
    for stream in streams(given.data, given.sets):
        if stream.facts["text"]:
            continue
        task = Task(stream)
        made = {name: round(getattr(task, name)(), 4) for name in ("frozen", "retrained", "sgd")}
        there = known.get(stream.name)
        shown = " / ".join(stream.shown(there[name]) for name in made) + f", {there['source']}" if there else "-"
        print(f"| {stream.name} | {stream.measure} | " + " | ".join(stream.shown(value) for value in made.values()) + f" | {shown} |", flush=True)
        if given.write:
            known[stream.name] = {"source": "make_references.py"} | made
    if given.write:
        REFERENCES.write_text("{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in known.items()) + "\n}\n")


if __name__ == "__main__":
    main()
