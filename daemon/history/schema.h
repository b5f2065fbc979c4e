#pragma once

// The history's tables, for driftd and for anyone with `sqlite3 history.sqlite3`:
//
//   signals   a check's level changed      model, number (1, 2, ... within the model), row (index of the newest prediction), time,
//   detector,
//                                          subject, level (learning | stable | warning | drift), statistic, threshold, p_value,
//                                          window_size, since_change (newest values that came after the change), allowed (false alarms
//                                          that the budget allows the check in its period; NULL: it keeps to none), earned (what other
//                                          checks' discoveries added to its level)
//   updates   an attempt to better a model model, job, row, time, cause, strategy, outcome (training | judging | waiting | installing |
//   promoted |
//                                          rejected | inconclusive | failed | rolled_back), reason, attempt, version (it became, 0: none),
//                                          base_version (the champion then), rows (learnt from), seconds (in training), and the gate's
//                                          verdict: decision, test, gate_rows, champion_loss, challenger_loss, p_better, p_worse, alpha
//                                          (NULL where it never came to the gate), and evidence: a JSON array of {name, holds, value,
//                                          bar, text}, the test and each guard; behind it the chain, NULL where it does not apply: kind (of
//                                          the cause: start | decay | drift | command), signal (number of the one that caused it), plan
//                                          (why this strategy and window), window_from and window_to (labelled rows by index, the end
//                                          exclusive), data_rows, data_first and data_last (times of their predictions), data_sha256 (of
//                                          the table as the trainer got it), trainer (its command line), trainer_ending, trainer_notes
//   watches   over a promoted version        model, job (of its update), version, previous_version, begun (the promotion), time, outcome
//                                          (watching | stood | rolled_back | cut_short | unseen | none), reason, labels, rows (compared),
//                                          loss, previous_loss, p_worse
//   not_begun an update that was owed, or    model, number (1, 2, ... within the model), job (the newest then), row, time, kind,
//             would have been, and why it    cause, signal, reason; each reason once for a cause
//             did not begin
//   scores    how good it was over time    model, score, segment ("country=DE"; '': of all outcomes), row, time, version, value, low and
//                                          high (its 95 % interval), outcomes (labelled predictions in the value)
//
// Times are RFC 3339 text in UTC with six decimals, always as wide: they sort as they are, and SQLite's date functions read them:
//   SELECT time, detector, subject FROM signals WHERE model = 'electricity' AND level = 'drift' AND time > datetime('now', '-7 days');
// NULL is "does not apply". PRAGMA user_version counts the schema up; a release migrates what an older one wrote.

#include <expected>
#include <string>

#include "config/time.h"
#include "daemon/history/database.h"

namespace driftd::history {

/// An error where the file is another program's; reads only.
std::expected<void, std::string> check_owner(Database& database);

/// An error where the file is not ours, or of another schema than this release's; reads only.
std::expected<void, std::string> check_readable(Database& database);

/// Makes the tables, or brings an older file up to date. An error where a newer release wrote it.
std::expected<void, std::string> migrate(Database& database);

/// "2026-01-31T12:00:00.000000Z"
std::string stored_time(config::Time time);

}  // namespace driftd::history
