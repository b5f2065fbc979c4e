"""Makes the small ONNX files that onnx_model_test.cpp reads: python make_onnx_models.py, with the package onnx."""

import pathlib

import onnx
from onnx import TensorProto, helper

HERE = pathlib.Path(__file__).parent
ML = "ai.onnx.ml"


def tensor(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def floats(name, shape, values):
    return helper.make_tensor(name, TensorProto.FLOAT, shape, values)


def save(name, nodes, inputs, outputs, constants=(), opset=15):
    graph = helper.make_graph(nodes, name, inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset), helper.make_opsetid(ML, 3)], producer_name="driftd-tests")
    model.ir_version = 8
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString())


def linear(out, weights, bias, width):
    """out = features weights + bias"""
    outputs = len(bias)
    return [helper.make_node("MatMul", ["features", "w"], ["product"]), helper.make_node("Add", ["product", "b"], [out])], [
        floats("w", [width, outputs], weights), floats("b", [outputs], bias)]


MATRIX = [tensor("features", TensorProto.FLOAT, ["n", 2])]

# 2 x - y + 1
nodes, constants = linear("answer", [2, -1], [1], 2)
save("matrix_regression", nodes, MATRIX, [tensor("answer", TensorProto.FLOAT, ["n", 1])], constants)
save("fixed_rows", nodes, [tensor("features", TensorProto.FLOAT, [1, 2])], [tensor("answer", TensorProto.FLOAT, [1, 1])], constants)
save("later_opset", nodes, MATRIX, [tensor("answer", TensorProto.FLOAT, ["n", 1])], constants, opset=99)

# sigmoid(x - y)
nodes, constants = linear("score", [1, -1], [0], 2)
nodes.append(helper.make_node("Sigmoid", ["score"], ["answer"]))
save("matrix_sigmoid", nodes, MATRIX, [tensor("answer", TensorProto.FLOAT, ["n", 1])], constants)

# softmax(x, y, 0)
nodes, constants = linear("score", [1, 0, 0, 0, 1, 0], [0, 0, 0], 2)
nodes.append(helper.make_node("Softmax", ["score"], ["answer"], axis=1))
save("matrix_softmax", nodes, MATRIX, [tensor("answer", TensorProto.FLOAT, ["n", 3])], constants)

# As skl2onnx leaves a classifier: the label as a string, and a list of maps.
nodes.append(helper.make_node("ZipMap", ["answer"], ["maps"], domain=ML, classlabels_strings=["high", "low", "mid"]))
nodes.append(helper.make_node("ArgMax", ["answer"], ["place"], axis=1, keepdims=0))
nodes.append(helper.make_node("LabelEncoder", ["place"], ["label"], domain=ML, keys_int64s=[0, 1, 2], values_strings=["high", "low", "mid"]))
maps = helper.make_value_info("maps", helper.make_sequence_type_proto(helper.make_map_type_proto(TensorProto.STRING, helper.make_tensor_type_proto(TensorProto.FLOAT, None))))
save("zipmap_of_strings", nodes, MATRIX, [tensor("label", TensorProto.STRING, ["n"]), maps], constants)

# Binary with a threshold of its own: the label is 1 from 0.8 on.
nodes, constants = linear("score", [1, -1], [0], 2)
nodes += [helper.make_node("Sigmoid", ["score"], ["one"]), helper.make_node("Sub", ["unit", "one"], ["zero"]), helper.make_node("Concat", ["zero", "one"], ["probabilities"], axis=1),
          helper.make_node("GreaterOrEqual", ["one", "threshold"], ["above"]), helper.make_node("Cast", ["above"], ["label"], to=TensorProto.INT64)]
constants += [floats("unit", [1], [1]), floats("threshold", [1], [0.8])]
save("label_and_probabilities", nodes, MATRIX, [tensor("label", TensorProto.INT64, ["n", 1]), tensor("probabilities", TensorProto.FLOAT, ["n", 2])], constants)

# By name, of several types: x + 10 flag + 100 (place of region) + 1000 (length class of note)
nodes = [helper.make_node("Cast", ["x"], ["x_float"], to=TensorProto.FLOAT), helper.make_node("Cast", ["flag"], ["flag_float"], to=TensorProto.FLOAT),
         helper.make_node("LabelEncoder", ["region"], ["place"], domain=ML, keys_strings=["north", "south"], values_floats=[1.0, 2.0], default_float=-1.0),
         helper.make_node("LabelEncoder", ["note"], ["said"], domain=ML, keys_strings=["hello"], values_floats=[1.0], default_float=0.0),
         helper.make_node("Mul", ["flag_float", "ten"], ["flag_part"]), helper.make_node("Mul", ["place", "hundred"], ["place_part"]),
         helper.make_node("Mul", ["said", "thousand"], ["said_part"]), helper.make_node("Sum", ["x_float", "flag_part", "place_part", "said_part"], ["answer"])]
inputs = [tensor("note", TensorProto.STRING, ["n", 1]), tensor("x", TensorProto.DOUBLE, ["n", 1]), tensor("flag", TensorProto.BOOL, ["n", 1]),
          tensor("region", TensorProto.STRING, ["n", 1])]
save("by_name", nodes, inputs, [tensor("answer", TensorProto.FLOAT, ["n", 1])], [floats("ten", [1], [10]), floats("hundred", [1], [100]), floats("thousand", [1], [1000])])

# The place of a category in a whole number, a vector whole: place + the vector's sum
nodes = [helper.make_node("Cast", ["region"], ["place"], to=TensorProto.FLOAT), helper.make_node("ReduceSum", ["embedding", "axis"], ["sum"], keepdims=1),
         helper.make_node("Add", ["place", "sum"], ["answer"])]
save("place_and_vector", nodes, [tensor("region", TensorProto.INT64, ["n", 1]), tensor("embedding", TensorProto.FLOAT, ["n", 3])],
     [tensor("answer", TensorProto.FLOAT, ["n", 1])], [helper.make_tensor("axis", TensorProto.INT64, [1], [1])])

# log(x): no number at 0, NaN below
save("logarithm", [helper.make_node("Log", ["x"], ["answer"])], [tensor("x", TensorProto.FLOAT, ["n", 1])], [tensor("answer", TensorProto.FLOAT, ["n", 1])])
# sqrt(x): fine at 0, NaN below
save("root", [helper.make_node("Sqrt", ["x"], ["answer"])], [tensor("x", TensorProto.FLOAT, ["n", 1])], [tensor("answer", TensorProto.FLOAT, ["n", 1])])
# The sum over all rows: one answer for all of them
save("one_for_all", [helper.make_node("ReduceSum", ["features"], ["answer"], keepdims=0)], MATRIX, [tensor("answer", TensorProto.FLOAT, [])])
