#include "daemon/engine/segments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "daemon/engine/event_codec.h"

namespace driftd::engine {
namespace {

using config::FeatureType;

constexpr std::uint64_t kReference = 10;

const config::Features kFeatures{{.name = "amount", .type = FeatureType::numeric},
                                 {.name = "currency", .type = FeatureType::categorical},
                                 {.name = "country", .type = FeatureType::categorical}};

/// Segments of one feature, fed with its values alone.
class OneFeature {
 public:
  explicit OneFeature(const std::string& feature, std::int64_t most = 20)
      : segments(kFeatures, std::vector<SegmentSettings>{{.feature = feature, .most = most}}, kReference),
        is_number_(feature == "amount") {}

  void learn(const std::string& country) {
    row(country);
    segments.learn(features_, texts_);
  }
  void learn_all(const std::vector<std::string>& countries) {
    for (const auto& country : countries) learn(country);
  }
  std::string of(const std::string& country) {
    row(country);
    return name_of(segments.of(features_, texts_).front());
  }
  std::string of_number(double value) {
    row("DE");
    features_[0] = value;
    return name_of(segments.of(features_, texts_).front());
  }
  std::string name_of(Segments::Place place) const { return place == Segments::kNone ? "none" : segments.name(place); }

  Segments segments;

 private:
  void row(const std::string& country) {
    texts_.clear();
    CategoryTexts::append(texts_, "EUR");
    CategoryTexts::append(texts_, country);
    features_ = {is_number_ ? 1.0 : 7.0, config::category_code("EUR"), config::category_code(country)};
  }

  bool is_number_;
  std::vector<double> features_;
  std::string texts_;
};

std::vector<std::string> many(const std::string& country, std::size_t count) {
  return std::vector<std::string>(count, country);
}

TEST(Segments, BeginBehindTheReference) {
  OneFeature countries("country");
  countries.learn_all(many("DE", kReference - 1));
  EXPECT_EQ(countries.of("DE"), "none");
  countries.learn("FR");
  EXPECT_EQ(countries.of("DE"), "country=DE");
  EXPECT_EQ(countries.of("FR"), "country=FR");
}

TEST(Segments, AreTheMostFrequentValuesOfTheReferenceAndNotTheFirst) {
  OneFeature countries("country", 2);
  countries.learn_all({"LI", "MT", "FR", "FR", "FR", "DE", "DE", "DE", "DE", "MT"});
  EXPECT_EQ(countries.of("DE"), "country=DE");
  EXPECT_EQ(countries.of("FR"), "country=FR");
  EXPECT_EQ(countries.of("LI"), "country=other");
  EXPECT_EQ(countries.of("MT"), "country=other") << "all the rest together";
  EXPECT_EQ(countries.segments.size(), 3U);
}

TEST(Segments, TakeNewValuesWhileThereIsRoomAndNeverLetOneGo) {
  OneFeature countries("country", 3);
  countries.learn_all(many("DE", kReference));
  EXPECT_EQ(countries.of("JP"), "country=JP");
  EXPECT_EQ(countries.of("BR"), "country=BR");
  for (int i = 0; i < 100; ++i) EXPECT_EQ(countries.of("C" + std::to_string(i)), "country=other");
  EXPECT_EQ(countries.of("JP"), "country=JP");
  EXPECT_EQ(countries.segments.size(), 4U) << "bounded";
}

TEST(Segments, OfANumberAreItsValues) {
  OneFeature amounts("amount");
  amounts.learn_all(many("DE", kReference));
  EXPECT_EQ(amounts.of_number(13), "amount=13");
  EXPECT_EQ(amounts.of_number(0.5), "amount=0.5");
  EXPECT_EQ(amounts.of_number(-0.0), amounts.of_number(0.0));
  EXPECT_EQ(amounts.of_number(std::numeric_limits<double>::quiet_NaN()), "amount=missing");
  EXPECT_EQ(amounts.of_number(-std::numeric_limits<double>::quiet_NaN()), "amount=missing");
}

TEST(Segments, HaveNamesThatAreBoundedLegibleAndDifferent) {
  OneFeature countries("country", 20);
  countries.learn_all(many("DE", kReference));
  const std::string longest(1024, 'x');
  const std::set<std::string> names{countries.of(longest), countries.of(longest + "y"), countries.of("other"), countries.of("a\nb"),
                                    countries.of("a\tb"),  countries.of("\xC3\x28"),    countries.of("?("),    countries.of("")};
  EXPECT_EQ(names.size(), 8U) << ::testing::PrintToString(names);
  for (const auto& name : names) {
    EXPECT_LE(name.size(), std::string("country=").size() + Segments::kLongestName);
    EXPECT_TRUE(std::ranges::none_of(name, [](unsigned char byte) { return byte < 0x20 || byte >= 0x80; })) << name;
  }
  EXPECT_EQ(countries.of("\xC3\x96sterreich"), "country=\xC3\x96sterreich");
  EXPECT_EQ(names.count("country=other"), 0U) << "that is what the rest is called";
}

TEST(Segments, OfSeveralFeaturesDoNotMix) {
  Segments segments(kFeatures, std::vector<SegmentSettings>{{.feature = "currency"}, {.feature = "country"}}, 1);
  std::string texts;
  CategoryTexts::append(texts, "DE");
  CategoryTexts::append(texts, "DE");
  const std::vector<double> row{1, config::category_code("DE"), config::category_code("DE")};
  segments.learn(row, texts);
  const auto places = segments.of(row, texts);
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(segments.name(places[0]), "currency=DE");
  EXPECT_EQ(segments.name(places[1]), "country=DE");
  EXPECT_EQ(segments.feature(places[1]), 1U);
}

TEST(Segments, GoOnFromTheirState) {
  for (const std::size_t learnt : {kReference / 2, kReference}) {
    OneFeature countries("country", 2);
    countries.learn_all(many("DE", learnt));
    if (learnt == kReference) {
      countries.of("FR");
      countries.of("JP");
    }
    detectors::StateWriter state;
    countries.segments.save(state);
    OneFeature restored("country", 2);
    detectors::StateReader reader(state.bytes());
    restored.segments.load(reader);
    ASSERT_TRUE(!reader.failed() && reader.at_end());
    for (OneFeature* one : {&countries, &restored}) one->learn_all(many("FR", kReference - learnt));
    for (const char* country : {"DE", "FR", "JP", "BR"}) EXPECT_EQ(restored.of(country), countries.of(country)) << learnt;
  }
}

TEST(Segments, RefuseAStateThatIsNone) {
  OneFeature countries("country", 2);
  countries.learn_all(many("DE", kReference));
  countries.of("FR");
  detectors::StateWriter state;
  countries.segments.save(state);
  for (std::size_t size = 0; size < state.bytes().size(); ++size) {
    OneFeature restored("country", 2);
    detectors::StateReader reader(std::string_view(state.bytes()).substr(0, size));
    restored.segments.load(reader);
    EXPECT_TRUE(reader.failed()) << size;
  }
  OneFeature smaller("country", 1);
  detectors::StateReader reader(state.bytes());
  smaller.segments.load(reader);
  EXPECT_TRUE(reader.failed()) << "two of a feature that may have one";
}

}  // namespace
}  // namespace driftd::engine
