#!/usr/bin/env python3
"""Trains a small Keras network on TensorFlow and hands it back as ONNX, its own checkpoint beside it.

    keras_trainer.py [--hidden 32] [--epochs 30] [--rate 0.01] JOB

Incremental: a third of the epochs from the champion's weights. Transfer: a new last layer on the source's others, which stay as they are
where the job says "freeze": ["hidden"]. Standardising, filling in what is missing and the embeddings of categories are inside the exported graph.
Needs tensorflow (with Keras 3) and tf2onnx.
"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras
import numpy
import tensorflow
import tf2onnx
from job import UNKNOWN, Job, check_finite

CHECKPOINT = "model.keras"
OPSET = 17
BATCH = 64
EMBEDDING = 4


@keras.saving.register_keras_serializable("driftd")
class Standardised(keras.layers.Layer):
    """(value - centre) / scale of some columns; what is missing is at the centre. Constants of the graph: nothing here is trained."""

    def __init__(self, columns, centre, scale, **more):
        super().__init__(**more)
        self.columns = columns
        self.centre = centre
        self.scale = scale

    def call(self, rows):
        chosen = tensorflow.gather(rows, self.columns, axis=1)
        centre = tensorflow.constant(self.centre, dtype=tensorflow.float32)
        known = tensorflow.where(tensorflow.math.is_nan(chosen), centre, chosen)
        return (known - centre) / tensorflow.constant(self.scale, dtype=tensorflow.float32)

    def get_config(self):
        return {**super().get_config(), "columns": self.columns, "centre": self.centre, "scale": self.scale}


def fresh(job, told):
    rows = keras.Input((job.values.shape[1],), name="features")
    parts = []
    if numbers := job.number_columns():
        values = job.values[:, numbers].astype(numpy.float64)
        known = ~numpy.isnan(values)
        mean = numpy.where(known, values, 0).sum(0) / numpy.maximum(known.sum(0), 1)
        variance = (numpy.where(known, values - mean, 0) ** 2).sum(0) / numpy.maximum(known.sum(0), 1)
        parts.append(Standardised(numbers, mean.tolist(), numpy.sqrt(numpy.maximum(variance, 1e-12)).tolist())(rows))
    for column in job.category_columns():
        size = len(job.categories[job.features[column]["name"]])
        place = Standardised([column], [float(UNKNOWN)], [1.0])(rows)  # from 0, for the unknown
        parts.append(keras.layers.Flatten()(keras.layers.Embedding(size + 1, EMBEDDING)(place)))
    joined = parts[0] if len(parts) == 1 else keras.layers.Concatenate()(parts)
    body = keras.layers.Dense(told.hidden, activation="relu")(joined)
    body = keras.layers.Dense(told.hidden, activation="relu", name="body")(body)
    return keras.Model(rows, with_head(body, job))


def with_head(body, job):
    if job.task == "regression":
        mean, deviation = float(job.labels.mean()), max(float(job.labels.std()), 1e-6)
        return keras.layers.Rescaling(deviation, offset=mean, name="answer")(keras.layers.Dense(1, name="head")(body))
    if job.task == "binary":
        return keras.layers.Dense(1, activation="sigmoid", name="answer")(body)
    return keras.layers.Dense(len(job.classes), activation="softmax", name="answer")(body)


def prepared(job, told):
    """The network to be trained and how many epochs it gets."""
    if not job.continues:
        return fresh(job, told), told.epochs, "from scratch"
    champion = keras.models.load_model(job.base)
    if job.strategy != "transfer":
        return champion, max(1, told.epochs // 3), "from the champion's weights"
    frozen = bool(job.freeze)
    for layer in champion.layers:
        layer.trainable = layer.trainable and not frozen
    how = "with a new last layer on the source's" + (", which stay as they are" if frozen else "")
    return keras.Model(champion.input, with_head(champion.get_layer("body").output, job)), told.epochs, how


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--hidden", type=int, default=32)
    arguments.add_argument("--epochs", type=int, default=30)
    arguments.add_argument("--rate", type=float, default=0.01)
    arguments.add_argument("job")
    told = arguments.parse_args()
    job = Job(told.job, kept=CHECKPOINT)
    keras.utils.set_random_seed(job.seed)
    network, epochs, how = prepared(job, told)
    loss = {"regression": "mse", "binary": "binary_crossentropy", "multiclass": "sparse_categorical_crossentropy"}[job.task]
    network.compile(optimizer=keras.optimizers.Adam(job.rate(told.rate)), loss=loss)
    network.fit(job.values, job.labels, batch_size=BATCH, epochs=epochs, verbose=0)
    check_finite(network.get_weights())
    network.save(job.out / CHECKPOINT)
    shape = [tensorflow.TensorSpec((None, job.values.shape[1]), tensorflow.float32, name="features")]
    answer = tensorflow.function(lambda features: network(features, training=False), input_signature=shape)
    tf2onnx.convert.from_function(answer, input_signature=shape, opset=OPSET, output_path=str(job.out / "model.onnx"))
    job.finish("onnx", "model.onnx", f"TensorFlow {tensorflow.__version__}, Keras {keras.__version__}: {epochs} epochs on {len(job.values)} rows, {how}")


if __name__ == "__main__":
    main()
