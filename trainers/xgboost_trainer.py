#!/usr/bin/env python3
"""Trains XGBoost and hands it back as ONNX, its own checkpoint beside it.

    xgboost_trainer.py [--rounds 100] [--depth 4] [--rate 0.1] JOB

Where the strategy is incremental or transfer, a quarter of the rounds is boosted on top of the champion's trees.
Needs xgboost, onnxmltools and scikit-learn.
"""

import argparse

import onnxmltools
import xgboost
from job import Job
from onnxmltools.convert.common.data_types import FloatTensorType

CHECKPOINT = "model.ubj"
OPSET = 15


def fitted(job, told):
    kind = xgboost.XGBRegressor if job.task == "regression" else xgboost.XGBClassifier
    rounds = max(1, told.rounds // 4) if job.continues else told.rounds
    model = kind(n_estimators=rounds, max_depth=told.depth, learning_rate=job.rate(told.rate), random_state=job.seed, n_jobs=1, base_score=0.5)
    model.fit(job.values, job.labels, xgb_model=str(job.base) if job.continues else None)
    return model, f"{rounds} rounds on {len(job.values)} rows" + (" on top of the champion's trees" if job.continues else "")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rounds", type=int, default=100)
    arguments.add_argument("--depth", type=int, default=4)
    arguments.add_argument("--rate", type=float, default=0.1)
    arguments.add_argument("job")
    told = arguments.parse_args()
    job = Job(told.job, kept=CHECKPOINT)
    model, how = fitted(job, told)
    model.n_estimators = model.get_booster().num_boosted_rounds()  # all of them: the exporter counts classes by it
    model.get_booster().save_model(job.out / CHECKPOINT)
    inputs = [("features", FloatTensorType([None, job.values.shape[1]]))]
    exported = onnxmltools.convert_xgboost(model, initial_types=inputs, target_opset=OPSET)
    (job.out / "model.onnx").write_bytes(exported.SerializeToString())
    job.finish("onnx", "model.onnx", f"XGBoost {xgboost.__version__}: {how}")


if __name__ == "__main__":
    main()
