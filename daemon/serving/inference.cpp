#include "daemon/serving/inference.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "config/suggestion.h"

namespace driftd::serving {

using config::FeatureType;
using config::Json;
using config::Task;

namespace {

/// Thrown while a request is read, caught in read_inference().
struct Refusal {
  std::string message;
};

constexpr std::size_t kLongestText = 1024;
constexpr std::size_t kLongestId = 256;

const Json& member(const Json& object, const char* key, std::string_view where) {
  const auto found = object.find(key);
  if (found == object.end()) throw Refusal{fmt::format("{}: lacks \"{}\"", where, key)};
  return *found;
}

std::string text_member(const Json& object, const char* key, std::string_view where) {
  const Json& value = member(object, key, where);
  if (!value.is_string()) throw Refusal{fmt::format("{}/{}: must be a string, is {}", where, key, config::kind_of(value))};
  return value.get<std::string>();
}

/// Data may come flat or nested; either way it is read row by row.
void flatten(const Json& data, std::vector<const Json*>& flat, std::size_t most, int depth) {
  if (depth > 3) throw Refusal{"data: is nested deeper than its shape"};
  for (const Json& item : data) {
    if (item.is_array()) {
      flatten(item, flat, most, depth + 1);
    } else {
      flat.push_back(&item);
    }
    if (flat.size() > most) throw Refusal{fmt::format("data: has more than {} values", most)};
  }
}

struct Tensor {
  std::string name;
  std::size_t rows = 0;
  std::size_t width = 1;
  std::vector<const Json*> data;
};

Tensor read_tensor(const Json& input, std::size_t i, std::size_t features) {
  const std::string where = fmt::format("inputs/{}", i);
  if (!input.is_object()) throw Refusal{fmt::format("{}: must be an object, is {}", where, config::kind_of(input))};
  Tensor tensor;
  tensor.name = text_member(input, "name", where);
  text_member(input, "datatype", where);
  const Json& shape = member(input, "shape", where);
  if (!shape.is_array() || shape.empty() || shape.size() > 2 ||
      !std::ranges::all_of(shape, [](const Json& n) { return n.is_number_unsigned() && n.get<std::uint64_t>() > 0; })) {
    throw Refusal{fmt::format("{}/shape: must be [n] or [n, k] with whole numbers from 1", where)};
  }
  if (shape[0].get<std::uint64_t>() > kMostRowsInARequest)
    throw Refusal{fmt::format("{}/shape: at most {} rows a request", where, kMostRowsInARequest)};
  tensor.rows = shape[0].get<std::size_t>();
  tensor.width = shape.size() == 2 ? shape[1].get<std::size_t>() : 1;
  if (tensor.width > std::max<std::size_t>(features, 1))
    throw Refusal{fmt::format("{}/shape: has {} columns, the model has {} features", where, tensor.width, features)};
  const Json& data = member(input, "data", where);
  if (!data.is_array()) throw Refusal{fmt::format("{}/data: must be an array, is {}", where, config::kind_of(data))};
  flatten(data, tensor.data, tensor.rows * tensor.width, 0);
  if (tensor.data.size() != tensor.rows * tensor.width) {
    throw Refusal{fmt::format("{}/data: has {} values, its shape wants {}", where, tensor.data.size(), tensor.rows * tensor.width)};
  }
  return tensor;
}

class RequestReader {
 public:
  RequestReader(const config::ModelSchema& schema, engine::Time received)
      : schema_(schema), vectors_(config::vectors_of(schema.features)), received_(received) {}

  InferenceRequest read(const Json& json) {
    if (!json.is_object()) throw Refusal{"the body must be a JSON object"};
    if (const auto id = json.find("id"); id != json.end()) request_.id = read_id(*id, "id");
    read_inputs(member(json, "inputs", ""));
    request_.time = received_;
    if (const auto parameters = json.find("parameters"); parameters != json.end()) read_parameters(*parameters);
    return std::move(request_);
  }

 private:
  static std::string read_id(const Json& json, std::string_view where) {
    if (!json.is_string() || json.get_ref<const std::string&>().empty() || json.get_ref<const std::string&>().size() > kLongestId) {
      throw Refusal{fmt::format("{}: must be a string of 1 to {} bytes", where, kLongestId)};
    }
    return json.get<std::string>();
  }

  void read_inputs(const Json& inputs) {
    if (!inputs.is_array() || inputs.empty()) throw Refusal{"inputs: must be an array of tensors"};
    if (inputs.size() > schema_.features.size())
      throw Refusal{fmt::format("inputs: {} tensors for {} features", inputs.size(), schema_.features.size())};
    std::vector<Tensor> tensors;
    for (std::size_t i = 0; i < inputs.size(); ++i) tensors.push_back(read_tensor(inputs[i], i, schema_.features.size()));
    request_.rows = tensors.front().rows;
    request_.values.assign(request_.rows * schema_.features.size(), 0);
    texts_.assign(request_.rows, std::vector<std::string>(schema_.features.size()));
    const bool is_matrix = tensors.size() == 1 && (tensors[0].width > 1 || schema_.features.size() == 1);
    if (is_matrix && (tensors[0].width == schema_.features.size() || find_vector(tensors[0].name) == nullptr)) {
      fill_matrix(tensors[0]);
    } else {
      fill_columns(tensors);
    }
    encode_categories();
  }

  void fill_matrix(const Tensor& tensor) {
    if (tensor.width != schema_.features.size())
      throw Refusal{fmt::format("inputs/0/shape: has {} columns, the model has {} features", tensor.width, schema_.features.size())};
    for (std::size_t i = 0; i < tensor.data.size(); ++i) set(i / tensor.width, i % tensor.width, *tensor.data[i]);
  }

  /// A tensor is one feature, [n], or a whole vector, [n, size].
  void fill_columns(const std::vector<Tensor>& tensors) {
    std::vector<bool> seen(schema_.features.size());
    for (const Tensor& tensor : tensors) {
      const auto columns = columns_of(tensor);
      if (tensor.rows != request_.rows) throw Refusal{fmt::format("inputs: \"{}\" has another shape than the first tensor", tensor.name)};
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (seen[columns[i]]) throw Refusal{fmt::format("inputs: \"{}\" stands twice", tensor.name)};
        seen[columns[i]] = true;
        for (std::size_t row = 0; row < tensor.rows; ++row) set(row, columns[i], *tensor.data[row * tensor.width + i]);
      }
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
      if (!seen[i]) throw Refusal{fmt::format("inputs: the feature \"{}\" is missing", schema_.features[i].name)};
    }
  }

  std::vector<std::size_t> columns_of(const Tensor& tensor) const {
    auto columns = config::columns_named(schema_.features, tensor.name);
    if (columns.empty()) {
      throw Refusal{fmt::format("inputs: there is no feature \"{}\"{}", tensor.name,
                                config::did_you_mean(tensor.name, config::input_names(schema_.features)))};
    }
    if (columns.size() != tensor.width)
      throw Refusal{fmt::format("inputs: \"{}\" must have a shape of {} columns, has {}", tensor.name, columns.size(), tensor.width)};
    return columns;
  }

  const config::VectorColumns* find_vector(const std::string& name) const {
    const auto found = std::ranges::find(vectors_, name, &config::VectorColumns::name);
    return found == vectors_.end() ? nullptr : &*found;
  }

  void set(std::size_t row, std::size_t feature, const Json& json) {
    double& value = request_.values[row * schema_.features.size() + feature];
    const auto& declared = schema_.features[feature];
    if (declared.type == FeatureType::numeric) {
      if (!json.is_number() && !json.is_boolean())
        throw Refusal{fmt::format("inputs: \"{}\" must be numbers, row {} is {}", declared.name, row, config::kind_of(json))};
      value = json.is_boolean() ? static_cast<double>(json.get<bool>()) : json.get<double>();
      return;
    }
    if (declared.type == FeatureType::boolean) {
      const bool fits = json.is_boolean() || (json.is_number() && (json.get<double>() == 0 || json.get<double>() == 1));
      if (!fits)
        throw Refusal{
            fmt::format("inputs: \"{}\" must be true or false (or 1 or 0), row {} is {}", declared.name, row, config::kind_of(json))};
      value = json.is_boolean() ? static_cast<double>(json.get<bool>()) : json.get<double>();
      return;
    }
    if (declared.type == FeatureType::text && json.is_string()) {
      texts_[row][feature] = config::kept_text(json.get_ref<const std::string&>());
      value = config::category_code(texts_[row][feature]);
      return;
    }
    if (!json.is_string() || json.get_ref<const std::string&>().size() > kLongestText) {
      throw Refusal{fmt::format("inputs: \"{}\" must be texts of at most {} bytes, row {} is {}", declared.name, kLongestText, row,
                                config::kind_of(json))};
    }
    texts_[row][feature] = json.get<std::string>();
    value = config::category_code(texts_[row][feature]);
  }

  void encode_categories() {
    request_.categories.resize(request_.rows);
    for (std::size_t row = 0; row < request_.rows; ++row) {
      for (std::size_t i = 0; i < schema_.features.size(); ++i) {
        if (config::has_text(schema_.features[i].type)) engine::CategoryTexts::append(request_.categories[row], texts_[row][i]);
        if (schema_.features[i].type == FeatureType::text) request_.texts.push_back(texts_[row][i]);
      }
    }
  }

  void read_parameters(const Json& parameters) {
    if (!parameters.is_object()) throw Refusal{"parameters: must be an object"};
    if (const auto log = parameters.find("log"); log != parameters.end()) {
      if (!log->is_boolean()) throw Refusal{"parameters/log: must be true or false"};
      request_.log = log->get<bool>();
    }
    if (const auto time = parameters.find("time"); time != parameters.end()) read_time(*time);
    if (request_.log) read_ids(parameters);
  }

  void read_time(const Json& json) {
    std::optional<engine::Time> time;
    if (json.is_string()) {
      time = config::parse_time(json.get_ref<const std::string&>());
    } else if (json.is_number()) {
      time = config::time_from_unix_seconds(json.get<double>());
    }
    if (!time || *time > received_ + std::chrono::hours(24))
      throw Refusal{"parameters/time: must be RFC 3339 or Unix seconds, at most a day ahead of this machine's clock"};
    request_.time = *time;
  }

  void read_ids(const Json& parameters) {
    if (const auto ids = parameters.find("ids"); ids != parameters.end()) {
      if (!ids->is_array() || ids->size() != request_.rows)
        throw Refusal{fmt::format("parameters/ids: must be {} ids, one a row", request_.rows)};
      for (const Json& id : *ids) request_.ids.push_back(read_id(id, "parameters/ids"));
    } else if (request_.rows == 1 && !request_.id.empty()) {
      request_.ids = {request_.id};
    } else {
      throw Refusal{
          "parameters/log: rows that are to be kept need ids: the request's \"id\" for one row, \"parameters\": {\"ids\": [...]} for more"};
    }
  }

  const config::ModelSchema& schema_;
  std::vector<config::VectorColumns> vectors_;
  engine::Time received_;
  InferenceRequest request_;
  std::vector<std::vector<std::string>> texts_;
};

std::string class_name_of(const ServedModel& served, double code) {
  for (const auto& known : served.model->classes()) {
    if (known.code == code) return known.name;
  }
  return "";
}

Json tensor(const char* name, const char* type, Json shape, Json data) {
  return {{"name", name}, {"shape", std::move(shape)}, {"datatype", type}, {"data", std::move(data)}};
}

Json prediction_tensor(const InferenceRequest& request, const ServedModel& served, const updaters::Answers& answers) {
  Json data = Json::array();
  const Task task = served.model->schema().task;
  for (const double value : answers.values) {
    if (task == Task::binary) {
      data.push_back(static_cast<std::int64_t>(value));
    } else if (task == Task::multiclass) {
      data.push_back(class_name_of(served, value));
    } else {
      data.push_back(value);
    }
  }
  const char* type = task == Task::binary ? "INT64" : task == Task::multiclass ? "BYTES" : "FP64";
  return tensor("prediction", type, {request.rows}, std::move(data));
}

/// Both probabilities of a binary model, so that columns are classes for every task; which column is which stands beside them.
Json probability_tensor(const InferenceRequest& request, const ServedModel& served, const updaters::Answers& answers) {
  const std::size_t given = answers.probabilities.size() / request.rows;
  Json data = Json::array();
  for (const double probability : answers.probabilities) {
    if (given == 1) data.push_back(1 - probability);
    data.push_back(probability);
  }
  Json columns = tensor("probabilities", "FP64", {request.rows, std::max<std::size_t>(given, 2)}, std::move(data));
  Json classes = given == 1 ? Json::array({0, 1}) : Json::array();
  for (const auto& known : served.model->classes()) classes.push_back(known.name);
  columns["parameters"] = {{"classes", std::move(classes)}};
  return columns;
}

}  // namespace

std::expected<InferenceRequest, std::string> read_inference(std::string_view body, const config::ModelSchema& schema,
                                                            engine::Time received) {
  const auto json = config::parse_json(body, {.bytes = 64U << 20U, .depth = 8});
  if (!json) return std::unexpected("the body " + json.error().front().message);
  try {
    return RequestReader(schema, received).read(*json);
  } catch (const Refusal& refusal) {
    return std::unexpected(refusal.message);
  }
}

std::string answer_inference(const InferenceRequest& request, std::string_view model, const ServedModel& served,
                             const updaters::Answers& answers, Role role) {
  Json outputs = Json::array({prediction_tensor(request, served, answers)});
  if (!answers.probabilities.empty()) outputs.push_back(probability_tensor(request, served, answers));
  Json response = {{"model_name", model}, {"model_version", std::to_string(served.version)}};
  if (!request.id.empty()) response["id"] = request.id;
  if (role != Role::only) response["parameters"] = {{"answered_by", role == Role::canary ? "canary" : "champion"}};
  response["outputs"] = std::move(outputs);
  return response.dump();
}

void log_inference(const InferenceRequest& request, std::string_view model, const ServedModel& served, const updaters::Answers& answers,
                   engine::Time received, engine::BatchWriter& batch) {
  const std::size_t columns = request.values.size() / request.rows;
  const std::size_t given = answers.probabilities.size() / request.rows;
  const auto classes = served.model->classes();
  std::vector<engine::ClassScore> scores;
  batch.begin(engine::BatchKind::predictions, model, received);
  for (std::size_t row = 0; row < request.rows; ++row) {
    const auto probabilities = std::span(answers.probabilities).subspan(row * given, given);
    scores.clear();
    if (given == 1) scores = {{.code = 0, .probability = 1 - probabilities[0]}, {.code = 1, .probability = probabilities[0]}};
    for (std::size_t k = 0; k < classes.size(); ++k) scores.push_back({.code = classes[k].code, .probability = probabilities[k]});
    const std::string name = class_name_of(served, answers.values[row]);
    batch.add(engine::Prediction{.id = request.ids[row],
                                 .time = request.time,
                                 .version = served.version,
                                 .value = answers.values[row],
                                 .features = std::span(request.values).subspan(row * columns, columns),
                                 .scores = scores,
                                 .value_name = name,
                                 .categories = request.categories[row]});
  }
}

}  // namespace driftd::serving
