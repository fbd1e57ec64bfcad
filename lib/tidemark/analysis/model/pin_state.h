// What a live buffer keeps for the rule pinned-base: how long and how much its views hold.
//
// Part of ArrayState; written and read by PinTracker only.
#ifndef TIDEMARK_ANALYSIS_MODEL_PIN_STATE_H_
#define TIDEMARK_ANALYSIS_MODEL_PIN_STATE_H_

#include <cstdint>

#include "tidemark/analysis/model/site_table.h"

namespace tidemark::analysis {

struct PinState {
  int64_t covering = 0;     // live handles that cover the buffer
  bool uncovered = false;   // there was one, and the last was dropped
  bool pinned = false;      // views were live since, and never used too much
  bool spoilt = false;      // once since, they used too much
  bool exact = true;        // used_bytes is exact and all layouts were told
  int64_t since_event = 0;  // the drop of the last handle that covered
  int64_t since_t = 0;
  int64_t used_bytes = 0;  // the most that the views addressed since
  int64_t work_left = 0;   // for counting, see PinTracker
  int64_t last_view = 0;   // the view dropped last
  SiteIndex last_view_site = kUnknownSite;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_PIN_STATE_H_
