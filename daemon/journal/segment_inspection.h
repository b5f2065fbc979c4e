#pragma once

// Reads a segment from its first record to its last and judges how it ends. The judgement that matters: an unreadable record may be the
// torn end of a commit that was never acknowledged, which is cut, or damage to what was acknowledged, which is never cut silently.
// It is damage when anything whole and of a later commit stands behind it (see record.h).

#include <cstdint>

#include "daemon/journal/segment_format.h"

namespace driftd::journal {

enum class Ending : std::uint8_t {
  kClean,    ///< nothing stands behind the last record, or the seal says that it is the last
  kTorn,     ///< remains of an unfinished commit stand behind it
  kDamaged,  ///< acknowledged records are unreadable from `end` on
};

struct Inspection {
  std::uint64_t records = 0;
  std::uint64_t end = kHeaderBytes;  ///< offset behind the last whole record before the first unreadable one
  std::uint64_t remains_end = 0;     ///< kTorn: offset behind the last of the remains
  Ending ending = Ending::kClean;
  bool sealed = false;  ///< a seal confirms `end`
};

/// For a segment with a successor, which must be sealed where its records end.
Inspection inspect_finished(const SegmentBytes& segment, std::uint64_t segment_bytes);
/// For the last one.
Inspection inspect_last(const SegmentBytes& segment, std::uint64_t segment_bytes);

}  // namespace driftd::journal
