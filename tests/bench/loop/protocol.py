"""What every learner of the loop's table is asked: which rows it begins with, how late labels are, what it is judged by."""

import dataclasses
import json
import pathlib

REFERENCES = pathlib.Path(__file__).with_name("references.json")
RARE_POSITIVES = {"bank_marketing", "ozone_eighthr"}  # an accuracy says nothing there


@dataclasses.dataclass(frozen=True)
class Stream:
    facts: dict  # of datasets.json
    path: pathlib.Path

    @property
    def name(self):
        return self.facts["name"]

    @property
    def init(self):
        """Rows to begin with."""
        return min(self.facts["rows"] // 5, 5000)

    @property
    def delay(self):
        """Rows until a label comes."""
        return min(1000, self.init)

    @property
    def measure(self):
        if self.facts["task"] == "regression":
            return "rmse"
        return "pr_auc" if self.name in RARE_POSITIVES else "accuracy"

    def error(self, value):
        return value if self.measure == "rmse" else 1 - value

    def is_better(self, one, other):
        return self.error(one) < self.error(other)

    def shown(self, value):
        return f"{value:.4g}" if self.measure == "rmse" else f"{value:.3f}"


def streams(folder, wanted):
    """Those whose names begin with a wanted one; all where none is."""
    known = [Stream(facts, folder / facts["file"]) for facts in json.loads((folder / "datasets.json").read_text())]
    return [one for one in known if not wanted or any(one.name.startswith(name) for name in wanted)]


def references():
    return json.loads(REFERENCES.read_text())
