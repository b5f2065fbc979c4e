#!/usr/bin/env python3
"""Trains a scikit-learn pipeline and hands it back as ONNX, its own checkpoint beside it.

    sklearn_trainer.py [--kind logistic|sgd|forest|boosting] JOB

"sgd" learns on from the champion's checkpoint by partial_fit where the strategy is incremental; the others are fitted anew each time.
Needs scikit-learn, skl2onnx and joblib.
"""

import argparse

import joblib
import numpy
import skl2onnx
import sklearn
from job import Job, check_finite
from skl2onnx.common.data_types import FloatTensorType
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge, SGDClassifier, SGDRegressor
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

CHECKPOINT = "model.joblib"
OPSET = 17
EPOCHS_OF_AN_UPDATE = 5


def learner(kind, task, seed):
    """(classifier, regressor) of the kind; linear ones are made for whichever the task is."""
    regression = task == "regression"
    if kind == "logistic":
        return Ridge() if regression else LogisticRegression(max_iter=1000)
    if kind == "sgd":
        return SGDRegressor(random_state=seed) if regression else SGDClassifier(loss="log_loss", random_state=seed)
    if kind == "forest":
        return (RandomForestRegressor if regression else RandomForestClassifier)(n_estimators=50, min_samples_leaf=5, random_state=seed)
    return (GradientBoostingRegressor if regression else GradientBoostingClassifier)(random_state=seed)


def preprocessing(job):
    known = [numpy.arange(len(job.categories[job.features[i]["name"]]), dtype=numpy.float32) for i in job.category_columns()]
    parts = []
    if job.number_columns():
        parts.append(("numbers", make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler()), job.number_columns()))
    if known:
        parts.append(("categories", OneHotEncoder(categories=known, handle_unknown="ignore", sparse_output=False), job.category_columns()))
    return ColumnTransformer(parts)


def fitted(job, kind):
    """The pipeline and how it came about."""
    if job.continues and kind == "sgd":
        pipeline = joblib.load(job.base)
        inputs = pipeline.named_steps["inputs"].transform(job.values)
        model = pipeline.named_steps["model"]
        order = numpy.random.default_rng(job.seed)
        classes = {} if job.task == "regression" else {"classes": numpy.arange(len(job.classes))}
        for _ in range(EPOCHS_OF_AN_UPDATE):
            rows = order.permutation(len(inputs))
            model.partial_fit(inputs[rows], job.labels[rows], **classes)
        return pipeline, f"partial_fit, {EPOCHS_OF_AN_UPDATE} epochs on {len(inputs)} rows from the champion's checkpoint"
    pipeline = Pipeline([("inputs", preprocessing(job)), ("model", learner(kind, job.task, job.seed))])
    pipeline.fit(job.values, job.labels)
    return pipeline, f"fit on {len(job.values)} rows"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--kind", choices=["logistic", "sgd", "forest", "boosting"], default="logistic")
    arguments.add_argument("job")
    told = arguments.parse_args()
    job = Job(told.job, kept=CHECKPOINT)
    pipeline, how = fitted(job, told.kind)
    check_finite([getattr(pipeline.named_steps["model"], "coef_", [])])
    joblib.dump(pipeline, job.out / CHECKPOINT)
    options = {} if job.task == "regression" else {id(pipeline): {"zipmap": False}}
    inputs = [("features", FloatTensorType([None, job.values.shape[1]]))]
    exported = skl2onnx.to_onnx(pipeline, initial_types=inputs, options=options, target_opset={"": OPSET, "ai.onnx.ml": 3})
    (job.out / "model.onnx").write_bytes(exported.SerializeToString())
    job.finish("onnx", "model.onnx", f"scikit-learn {sklearn.__version__}, {told.kind}: {how}")


if __name__ == "__main__":
    main()
