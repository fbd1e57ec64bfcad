// Resolves the sites and stacks of a trace to places in the user's program.
//
// Made when the trace was read to its end; asked by whatever writes sites into the report. Stacks
// that end up at one place are one place, whatever their frames.
//
// The place of a stack is the innermost frame that is the program's own (see RoleOf): not the
// recorder's, not malloc or a function that only hands out memory, not the inside of the C++
// standard library. Where that frame has no name, a frame further out is taken if it has one
// and only frames of the same module lie between: of a library without symbols that is the function
// by which it was entered. Where all frames are passed over, the outermost that has a name it is.
// Of a stack with lines of a script the innermost of these is the place, whatever native code it called.
//
// Memory: O(sites + frames that were looked at). Threading: one thread at a time. Errors: none.
// Cost: an address is looked up once, and only if it is needed to decide.
#ifndef TIDEMARK_ANALYSIS_MODEL_PLACES_H_
#define TIDEMARK_ANALYSIS_MODEL_PLACES_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tidemark/analysis/model/id_table.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/model/site_table.h"
#include "tidemark/analysis/symbols/frame_role.h"
#include "tidemark/analysis/symbols/symbolizer.h"

namespace tidemark::analysis {

using PlaceIndex = int32_t;

class Places {
 public:
  // `symbolizer` null: code addresses are shown as they are. Both must outlive it.
  Places(const SiteTable* sites, Symbolizer* symbolizer);
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  PlaceIndex Of(SiteIndex site);
  const SiteReport& At(PlaceIndex place) const { return *places_[static_cast<size_t>(place)]; }
  const SiteReport& Resolve(SiteIndex site) { return At(Of(site)); }

  // Who called it: the frames of the program beyond the place of the site's stack, innermost first,
  // at most `most`. Consecutive frames without a name in one module are one entry.
  std::vector<SiteReport> CallersOf(SiteIndex site, size_t most);

  // The place of the site's stack and all that called it: the same frames, outermost first, and last
  // the place itself, which is all there is of a site that no stack was given for. Frames that are
  // equal and follow each other are one. Of a site that was called from a stack (SiteTable::CalledFrom)
  // the frame of its own function is the site itself, and those further in are passed over.
  std::vector<PlaceIndex> PathOf(SiteIndex site);
  // The number of a place that no event is at.
  PlaceIndex NumberOf(SiteReport place) { return Intern(std::move(place)); }

  // A function that was running when the stack was recorded.
  struct Frame {
    SiteReport site;
    FrameRole role = FrameRole::kProgram;
    bool named = false;                 // else site.function is an address
    bool inlined = false;               // the next frame further out is of the same address
    mutable PlaceIndex as_caller = -1;  // -1: not asked for yet
  };
  // Whether `is_it` says so of any frame of the site's stack, asked from the innermost out and until
  // it does. Of a site without a stack there is none to ask.
  bool AnyFrame(SiteIndex site, const std::function<bool(const Frame&)>& is_it);

 private:
  // Where a place was found in a stack: how many frames lie further in.
  struct Found {
    SiteReport site;
    size_t depth = 0;
  };
  class Walk;

  const std::vector<Frame>& FramesOf(FrameId id);
  std::vector<Frame> Resolved(const SiteTable::Frame& frame);
  Found FindPlace(StackId stack);
  // How many frames of the stack lie further in than those that called the site.
  size_t FramesWithin(StackId stack, const SiteReport& site);
  bool HasScript(StackId stack) const;
  PlaceIndex Intern(SiteReport site);

  const SiteTable* sites_;
  Symbolizer* symbolizer_;
  std::vector<size_t> module_numbers_;     // of the symbolizer, by SiteTable's
  IdTable frame_numbers_;                  // in frames_
  std::deque<std::vector<Frame>> frames_;  // the trace's, each with those inlined into it
  bool has_scripts_ = false;
  std::vector<PlaceIndex> of_site_;  // -1: not asked for yet
  std::map<SiteReport, PlaceIndex> numbers_;
  std::vector<const SiteReport*> places_;  // keys of numbers_
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_PLACES_H_
