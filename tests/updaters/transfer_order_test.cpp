#include "updaters/transfer_order.h"

#include <gmock/gmock.h>

namespace driftd::updaters {
namespace {

using config::FeatureType;
using config::Json;
using testing::HasSubstr;

std::string problems_of(const Json& json, TransferOrder& order) {
  config::Problems problems;
  transfer_order_declaration().read(order, json, "", problems);
  return problems.empty() ? "" : to_text(problems);
}

TEST(TransferOrder, IsReadAsItIsWritten) {
  const TransferOrder written{.from = {.model = "churn", .version = 3}, .freeze = {Freezable::hidden, Freezable::carried}};
  TransferOrder read;
  EXPECT_EQ(problems_of(transfer_order_declaration().write(written), read), "");
  EXPECT_EQ(read, written);
  EXPECT_EQ(problems_of(transfer_order_declaration().write(TransferOrder{}), read), "");
  EXPECT_EQ(read, TransferOrder{});
}

TEST(TransferOrder, RefusesWhatIsNoModelNoVersionAndNothingToFreeze) {
  TransferOrder read;
  EXPECT_THAT(problems_of({{"from", {{"model", "../other"}}}}, read), HasSubstr("/from/model: must be made of letters"));
  EXPECT_THAT(problems_of({{"from", {{"version", -1}}}}, read), HasSubstr("/from/version: must be from 0"));
  EXPECT_THAT(problems_of({{"from", Json::object()}, {"freeze", {"head"}}}, read), HasSubstr("/freeze/0"));
}

TEST(TransferOrder, SaysWhoseArtefactItIs) {
  EXPECT_EQ(text_of(SourceVersion{.model = "churn", .version = 3}), "version 3 of \"churn\"");
  EXPECT_EQ(text_of(SourceVersion{.model = "churn"}), "the version in force of \"churn\"");
  EXPECT_EQ(text_of(SourceVersion{.version = 3}), "version 3");
}

TEST(TransferOrder, SaysWhichFeaturesAreCarriedOver) {
  const config::Features from{{"x", FeatureType::numeric}, {"y", FeatureType::numeric}, {"c", FeatureType::categorical}};
  EXPECT_EQ(carried_features(from, {{"c", FeatureType::numeric}, {"x", FeatureType::numeric}}), "carries over x; new: c; left behind: y, c")
      << "of another type it is another feature";
  EXPECT_EQ(carried_features(from, from), "carries over x, y, c");
  EXPECT_EQ(carried_features(from, {{"z", FeatureType::numeric}}), "");
  config::Features many;
  for (int i = 0; i < 8; ++i) many.push_back({.name = "f" + std::to_string(i)});
  EXPECT_EQ(carried_features(many, many), "carries over f0, f1, f2, f3, f4 and 3 more");
}

TEST(TransferOrder, ComesBackFromItsStateAndTrustsNone) {
  const auto restored = [](const std::optional<TransferOrder>& order) {
    detectors::StateWriter state;
    save(order, state);
    detectors::StateReader reader(state.bytes());
    std::optional<TransferOrder> read = TransferOrder{};
    load(read, reader);
    EXPECT_TRUE(reader.at_end());
    return read;
  };
  const TransferOrder order{.from = {.model = "churn", .version = 3}, .freeze = {Freezable::hidden}};
  EXPECT_EQ(restored(order), order);
  EXPECT_EQ(restored({}), std::nullopt);
  EXPECT_EQ(restored(TransferOrder{.from = {.version = -3}}), std::nullopt);
  EXPECT_EQ(restored(TransferOrder{.from = {}, .freeze = {static_cast<Freezable>(9)}}), std::nullopt);
}

}  // namespace
}  // namespace driftd::updaters
