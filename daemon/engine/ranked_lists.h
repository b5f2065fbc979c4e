#pragma once

// A recommender's rows as ranked lists. It logs one row a candidate, as every model here does: an answer (how much it would recommend it)
// and, later, a label (how relevant it was: stars, 1 for a click). What makes candidates a list is a feature that they have in common, the
// user, the session, the query: the rows with one value of it are one list, ordered by answer, the highest first and equal ones as they
// came. No event says that a list is at its end, so that it closes when `close_after` labelled rows of others have come behind its newest
// one, or when it is `longest` long: the rows of a list should come together. What comes after that is another list.
//
// Bounded: at most `close_after` lists are open, and at most kMostRows rows in them; beyond that the one whose newest row is the oldest
// closes early.

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "config/declaration.h"
#include "detectors/state.h"

namespace driftd::engine {

struct ListSettings {
  std::string by;
  std::int64_t close_after = 1000;
  std::int64_t longest = 1000;
};

config::Declaration<ListSettings> lists_declaration();

class RankedLists {
 public:
  /// How relevant each was, best-ranked first. Valid during the call.
  using Closed = std::function<void(std::span<const double> relevances)>;
  static constexpr std::size_t kMostRows = 1'000'000;
  static constexpr std::int64_t kMostBetween = 100'000;
  static constexpr std::int64_t kLongest = 10'000;

  explicit RankedLists(const ListSettings& settings);

  /// A labelled row of list `group`. Rows whose numbers are not finite are passed over.
  void add(double group, double answer, double relevance, const Closed& closed);
  /// All lists are forgotten, unfinished as they are.
  void clear();

  std::size_t open() const { return lists_.size(); }
  std::size_t rows() const { return rows_; }

  void save(detectors::StateWriter& state) const;
  void load(detectors::StateReader& state);

 private:
  using Key = std::uint64_t;
  struct Row {
    double answer = 0;
    double relevance = 0;
  };
  struct List {
    std::uint64_t newest = 0;  // number of its newest row
    std::vector<Row> rows;
  };

  void close_idle(const Closed& closed);
  void close(Key key, const Closed& closed);

  std::uint64_t close_after_;
  std::size_t longest_;
  std::uint64_t count_ = 0;     // rows ever
  std::uint64_t looked_ = 0;    // rows before this one have been looked at for being their list's last
  std::size_t rows_ = 0;        // in open lists
  std::vector<Key> by_number_;  // the list of each of the newest rows, by number modulo its size
  boost::unordered_flat_map<Key, List> lists_;
  std::vector<std::vector<Row>> spare_;  // what closed lists allocated
  std::vector<double> relevances_;
};

}  // namespace driftd::engine
