#include "detectors/text/vocabulary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace driftd::detectors {
namespace {

TEST(Vocabulary, TellsWhichShareOfTheWordsItNeverHad) {
  Vocabulary vocabulary;
  vocabulary.learn("the cat sat");
  EXPECT_EQ(vocabulary.unknown_share("The CAT sat"), 0);
  EXPECT_EQ(vocabulary.unknown_share("the dog sat there"), 0.5);
  EXPECT_EQ(vocabulary.unknown_share("quite other"), 1);
}

TEST(Vocabulary, SaysNothingOfATextWithoutWords) {
  EXPECT_TRUE(std::isnan(Vocabulary().unknown_share("?!")));
}

TEST(Vocabulary, KeepsToItsBound) {
  Vocabulary vocabulary;
  for (std::size_t i = 0; i < Vocabulary::kMostWords + 100; ++i) vocabulary.learn(std::to_string(i));
  EXPECT_EQ(vocabulary.size(), Vocabulary::kMostWords);
  EXPECT_EQ(vocabulary.unknown_share("0"), 0);
  EXPECT_EQ(vocabulary.unknown_share(std::to_string(Vocabulary::kMostWords + 5)), 1);
}

TEST(Vocabulary, IsRestoredFromItsState) {
  Vocabulary vocabulary;
  vocabulary.learn("one two three");
  StateWriter writer;
  vocabulary.save(writer);
  Vocabulary restored;
  StateReader reader(writer.bytes());
  restored.load(reader);
  EXPECT_FALSE(reader.failed());
  EXPECT_EQ(restored.unknown_share("one four"), 0.5);
  StateWriter again;
  restored.save(again);
  EXPECT_EQ(again.bytes(), writer.bytes());
}

TEST(Vocabulary, RefusesAStateBeyondItsBound) {
  StateWriter writer;
  writer.put(std::vector<std::uint64_t>(Vocabulary::kMostWords + 1));
  Vocabulary restored;
  StateReader reader(writer.bytes());
  restored.load(reader);
  EXPECT_TRUE(reader.failed());
}

}  // namespace
}  // namespace driftd::detectors
