#!/usr/bin/env python3
"""Trains a small PyTorch network and hands it back as ONNX, its own checkpoint beside it.

    torch_trainer.py [--hidden 32] [--epochs 30] [--rate 0.01] JOB

Incremental: a third of the epochs from the champion's weights. Transfer: a new last layer on the source's others, which stay as they are
where the job says "freeze": ["hidden"]. Standardising, filling in what is missing and the embeddings of categories are inside the exported graph.
Needs torch (1.13 or newer).
"""

import argparse
import inspect

import torch
from job import Job, check_finite

CHECKPOINT = "model.pt"
OPSET = 13
BATCH = 64
EMBEDDING = 4


class Network(torch.nn.Module):
    def __init__(self, numbers, categories, sizes, hidden, outputs, regression):
        super().__init__()
        self.register_buffer("numbers", torch.tensor(numbers, dtype=torch.long))
        self.register_buffer("categories", torch.tensor(categories, dtype=torch.long))
        self.register_buffer("mean", torch.zeros(len(numbers)))
        self.register_buffer("deviation", torch.ones(len(numbers)))
        self.register_buffer("label", torch.tensor([0.0, 1.0]))  # mean and deviation, of a regression
        self.embeddings = torch.nn.ModuleList(torch.nn.Embedding(size + 1, EMBEDDING) for size in sizes)
        self.body = torch.nn.Sequential(torch.nn.Linear(len(numbers) + EMBEDDING * len(sizes), hidden), torch.nn.ReLU(),
                                        torch.nn.Linear(hidden, hidden), torch.nn.ReLU())
        self.head = torch.nn.Linear(hidden, outputs)
        self.regression = regression

    def scale(self, rows, labels):
        chosen = rows.index_select(1, self.numbers)
        known = ~torch.isnan(chosen)
        count = known.sum(0).clamp(min=1)
        filled = torch.where(known, chosen, torch.zeros_like(chosen))
        self.mean.copy_(filled.sum(0) / count)
        spread = torch.where(known, chosen - self.mean, torch.zeros_like(chosen))
        self.deviation.copy_((spread.pow(2).sum(0) / count).sqrt().clamp(min=1e-6))
        if self.regression:
            self.label.copy_(torch.stack([labels.mean(), labels.std().clamp(min=1e-6)]))

    def score(self, rows):
        chosen = rows.index_select(1, self.numbers)
        parts = [(torch.where(torch.isnan(chosen), self.mean.expand_as(chosen), chosen) - self.mean) / self.deviation]
        for i, embedding in enumerate(self.embeddings):
            parts.append(embedding(rows.index_select(1, self.categories[i:i + 1]).squeeze(1).long() + 1))
        return self.head(self.body(torch.cat(parts, 1)))

    def forward(self, rows):
        score = self.score(rows)
        if self.regression:
            return score * self.label[1] + self.label[0]
        return torch.sigmoid(score) if score.shape[1] == 1 else torch.softmax(score, 1)


def prepared(job, told):
    """The network to be trained and how many epochs it gets."""
    outputs = len(job.classes) if job.task == "multiclass" else 1
    sizes = [len(job.categories[job.features[i]["name"]]) for i in job.category_columns()]
    network = Network(job.number_columns(), job.category_columns(), sizes, told.hidden, outputs, job.task == "regression")
    rows, labels = torch.tensor(job.values), torch.tensor(job.labels)
    if not job.continues:
        network.scale(rows, labels.float())
        return network, told.epochs, "from scratch"
    kept = torch.load(job.base)
    if job.strategy != "transfer":
        network.load_state_dict(kept)
        return network, max(1, told.epochs // 3), "from the champion's weights"
    network.load_state_dict({name: value for name, value in kept.items() if not name.startswith("head.")}, strict=False)
    frozen = bool(job.freeze)
    for name, parameter in network.named_parameters():
        parameter.requires_grad = not frozen or name.startswith("head.")
    return network, told.epochs, "with a new last layer on the source's" + (", which stay as they are" if frozen else "")


def train(network, job, epochs, rate):
    rows, labels = torch.tensor(job.values), torch.tensor(job.labels)
    if job.task == "regression":
        target, loss = (labels - network.label[0]) / network.label[1], torch.nn.MSELoss()
    elif job.task == "binary":
        target, loss = labels.float(), torch.nn.BCEWithLogitsLoss()
    else:
        target, loss = labels, torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam([parameter for parameter in network.parameters() if parameter.requires_grad], lr=rate)
    for _ in range(epochs):
        for batch in torch.randperm(len(rows)).split(BATCH):
            score = network.score(rows[batch])
            optimizer.zero_grad()
            loss(score if job.task == "multiclass" else score.squeeze(1), target[batch]).backward()
            optimizer.step()


def export(network, file, columns):
    old_exporter = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
    network.eval()
    torch.onnx.export(network, torch.zeros(2, columns), str(file), input_names=["features"], output_names=["answer"], opset_version=OPSET,
                      dynamic_axes={"features": {0: "n"}, "answer": {0: "n"}}, **old_exporter)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--hidden", type=int, default=32)
    arguments.add_argument("--epochs", type=int, default=30)
    arguments.add_argument("--rate", type=float, default=0.01)
    arguments.add_argument("job")
    told = arguments.parse_args()
    job = Job(told.job, kept=CHECKPOINT)
    torch.manual_seed(job.seed)
    torch.set_num_threads(1)
    network, epochs, how = prepared(job, told)
    train(network, job, epochs, job.rate(told.rate))
    check_finite(network.state_dict().values())
    torch.save(network.state_dict(), job.out / CHECKPOINT)
    export(network, job.out / "model.onnx", job.values.shape[1])
    job.finish("onnx", "model.onnx", f"PyTorch {torch.__version__}: {epochs} epochs on {len(job.values)} rows, {how}")


if __name__ == "__main__":
    main()
