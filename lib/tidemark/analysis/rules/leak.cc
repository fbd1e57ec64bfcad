#include "tidemark/analysis/rules/leak.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "tidemark/analysis/rules/copy_words.h"
#include "tidemark/analysis/rules/rule_table.h"

namespace tidemark::analysis {
namespace {

std::string Message(const Occurrences& all) {
  if (all.count == 1) {
    return absl::StrCat("a buffer of ", BytesText(all.bytes),
                        " was not freed when the trace was closed");
  }
  return absl::StrCat(all.count, " buffers, ", BytesText(all.bytes),
                      " in all, were not freed when the trace was closed");
}

std::string Advice(const Occurrences& all) {
  if (all.note.empty()) return "free what is made here, or let an owner free it";
  return absl::StrCat("release what still holds ",
                      all.count == 1 ? "it: " : "the largest: ", all.note);
}

std::string PlaceText(const SiteReport& site) {
  if (site.file.empty()) return site.function;
  return absl::StrCat(site.file, ":", site.line);
}

// "view 2 (a.cc:20)"; empty where no event named a handle.
std::string HoldersText(const ArrayState& array, const LiveState& live, Places* places) {
  constexpr int kMostNamed = 3;
  std::string names;
  int named = 0;
  for (int64_t id : array.handles) {
    const Handle* handle = live.FindHandle(ViewId(id));
    if (handle == nullptr || named == kMostNamed) break;
    const std::string place = PlaceText(places->Resolve(handle->site));
    absl::StrAppend(&names, named == 0 ? "" : ", ", handle->owner ? "handle " : "view ", id,
                    place.empty() ? "" : absl::StrCat(" (", place, ")"));
    ++named;
  }
  const size_t all = array.handles.size();
  if (all > static_cast<size_t>(named)) {
    absl::StrAppend(&names, " and ", all - static_cast<size_t>(named), " more");
  }
  return names;
}

}  // namespace

const Rule kLeak = {.name = "leak",
                    .severity = Severity::kError,
                    .judge_copy = nullptr,
                    .message = Message,
                    .advice = Advice};

void FindLeak(const Buffer& buffer, const LiveState& live, Places* places,
              const TraceHealth& health, int64_t end_event, FindingCollector* findings) {
  const ArrayState* array = buffer.array_state.get();
  // Its last access is the last one in the log. An array's that is never accessed could go at once;
  // of other memory the log knows no accesses, and the end of the trace stands for the last one.
  int64_t last_access = buffer.observed ? buffer.begin.event : end_event;
  if (array != nullptr && array->accessed) last_access = array->last_access_event;
  int64_t view = 0;
  if (array != nullptr && !array->handles.empty()) view = *array->handles.begin();
  const int64_t bytes = Narrow(Weighted(buffer.bytes, buffer.weight));
  Edit edit;
  edit.kind = EditKind::kRelease;
  edit.event = last_access;
  edit.buffer = buffer.serial;
  findings->Add(
      {.rule = IndexOf(kLeak),
       .site = buffer.begin.site,
       .certain = health.gaps == 0,
       .bytes = bytes,
       .buffer_bytes = bytes,
       .weight = buffer.weight,
       .op = {},
       .reason = {},
       .note = array == nullptr ? "" : HoldersText(*array, live, places),
       .evidence = {.buf = buffer.named(), .src_buf = 0, .view = view, .t = buffer.begin.t},
       .edit = edit});
}

}  // namespace tidemark::analysis
