"""A training job of driftd, protocol 1: the folder that a trainer is handed, read; and the result, written last.

Every trainer here sees a job's rows as one matrix of numbers, in the order of the features: a category is its place in the list of
known categories, -1 where it is not in it, and what is missing is NaN. The lists go into result.json, from where driftd takes them to
make the same numbers of the rows that the model is asked about.
"""

import csv
import json
import pathlib
import sys

import numpy

UNKNOWN = -1
MOST_CATEGORIES = 1000  # of one feature, the most frequent; rarer ones count as unknown
FEATURES = "features.json"  # beside the model: what it was made for, for a transfer to other features


NOTHING_TO_LEARN = 65  # exit codes by which driftd tells what to try next
RAN_AWAY = 80


def fail(message, code=1):
    """Ends the trainer; driftd shows the last line as the update's reason. 1: the machine is at fault, and the same job is tried again."""
    print(message, file=sys.stderr)
    sys.exit(code)


def check_finite(arrays):
    """Of what was learnt: a smaller rate may help."""
    if not all(numpy.isfinite(numpy.asarray(array)).all() for array in arrays):
        fail("the weights ran away", RAN_AWAY)


class Job:
    def __init__(self, folder, kept=None):
        """`kept`: name of the checkpoint in base/ that this trainer can continue from."""
        self.folder = pathlib.Path(folder)
        try:
            told = json.loads((self.folder / "job.json").read_text())
        except (OSError, ValueError) as problem:
            fail(f"job.json cannot be read: {problem}")
        if told.get("protocol") != 1:
            fail(f"job.json is of protocol {told.get('protocol')}, this trainer knows 1")
        self.task = told["task"]
        self.strategy = told["strategy"]
        self.seed = told["seed"] % 2**32
        self.features = told["features"]
        self.rate_factor = told.get("hints", {}).get("rate_factor", 1)
        self.freeze = told.get("transfer", {}).get("freeze", [])
        self.out = self.folder / "out"
        checkpoint = self.folder / "base" / kept if kept else None
        self.base = checkpoint if checkpoint and checkpoint.is_file() and self._has_these_features(checkpoint.parent) else None
        self.base_result = self._read_base_result() if self.base else {}
        refused = [feature["name"] for feature in self.features if feature.get("type") == "text"]
        if refused:
            fail(f"this trainer takes numbers, booleans and categories; {', '.join(refused)} are texts", NOTHING_TO_LEARN)
        self._read_rows()

    @property
    def continues(self):
        """Whether the champion's checkpoint is there and asked for."""
        return self.base is not None and self.strategy in ("incremental", "transfer", "online")

    def rate(self, given):
        """The rate to learn with: smaller where attempts before this one ran away."""
        return given * self.rate_factor

    def category_columns(self):
        return [i for i, feature in enumerate(self.features) if feature.get("type") == "categorical"]

    def number_columns(self):
        return [i for i, feature in enumerate(self.features) if feature.get("type") != "categorical"]

    def finish(self, format, file, notes, **more):
        """Writes result.json, which says that everything else is there."""
        result = {"format": format, "file": file, "notes": notes, "classes": self.classes, "categories": self.categories, **more}
        (self.out / FEATURES).write_text(json.dumps(self.features))
        (self.out / "result.json").write_text(json.dumps(result))

    def _has_these_features(self, base):
        """The models here are carried over whole or not at all."""
        file = base / FEATURES
        if not file.is_file() or json.loads(file.read_text()) == self.features:
            return True
        print("the version in base/ was made for other features: trained anew", file=sys.stderr)
        return False

    def _read_base_result(self):
        try:
            return json.loads((self.base.parent / "result.json").read_text())
        except (OSError, ValueError) as problem:
            fail(f"base/ holds a checkpoint, but its result.json cannot be read: {problem}")

    def _read_rows(self):
        with (self.folder / "train.csv").open(newline="", encoding="utf-8") as file:
            lines = csv.reader(file)
            header = next(lines)
            rows = list(lines)
        names = [feature["name"] for feature in self.features]
        if header != [*names, "label"]:
            fail("train.csv has other columns than job.json has features")
        if not rows:
            fail("train.csv has no rows", NOTHING_TO_LEARN)
        self.categories = {}
        columns = []
        for i, feature in enumerate(self.features):
            texts = [row[i] for row in rows]
            if feature.get("type") == "categorical":
                known = self.base_result.get("categories", {}).get(feature["name"]) if self.continues else None
                columns.append(self._places(feature["name"], texts, known))
            else:
                columns.append([float(text) if text else float("nan") for text in texts])
        self.values = numpy.array(columns, dtype=numpy.float32).T.copy()
        self._read_labels([row[-1] for row in rows])

    def _places(self, name, texts, known):
        """A model that is continued keeps its list: its inputs are wired to the places."""
        if known is None:
            counts = {}
            for text in texts:
                counts[text] = counts.get(text, 0) + 1
            known = sorted(sorted(counts, key=counts.get, reverse=True)[:MOST_CATEGORIES])
        self.categories[name] = known
        places = {category: place for place, category in enumerate(known)}
        return [places.get(text, UNKNOWN) for text in texts]

    def _read_labels(self, texts):
        self.classes = []
        if self.task == "regression":
            self.labels = numpy.array([float(text) for text in texts], dtype=numpy.float32)
            return
        seen = ["0", "1"] if self.task == "binary" else sorted(set(texts))
        if self.continues and set(texts) <= set(self.base_result.get("classes", [])):
            seen = self.base_result["classes"]
        elif self.continues and self.task == "multiclass":
            print("there are classes that the champion does not know: trained anew", file=sys.stderr)
            self.base = None
        if len({*texts}) < 2 and not self.continues:
            fail("all labels are of one class: there is nothing to tell apart", NOTHING_TO_LEARN)
        self.classes = list(seen)
        places = {name: place for place, name in enumerate(self.classes)}
        if self.task == "binary":
            places |= {"0.0": 0, "1.0": 1}
        self.labels = numpy.array([places[text] for text in texts], dtype=numpy.int64)
