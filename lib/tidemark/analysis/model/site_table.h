// The sites of a trace, numbered densely, so that the passes can count by site.
//
// Filled from the definitions and from the events that use them; consumed by the passes, and by
// Places, which turns the numbers into files and lines once the trace was read.
//
// An event without a site but with a stack belongs to the stack; which of its frames is the place
// is for Places to say. Of an event with both the site is the place, and the stack says who called
// it, if anybody asks (CalledFrom). A site may be used before it is defined (an anomaly, counted once per
// site); the later definition still applies.
//
// Memory: O(sites + frames + stacks + modules). Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_MODEL_SITE_TABLE_H_
#define TIDEMARK_ANALYSIS_MODEL_SITE_TABLE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "tidemark/analysis/model/id_table.h"
#include "tidemark/analysis/model/id_window.h"
#include "tidemark/analysis/model/report.h"
#include "tidemark/analysis/symbols/code_module.h"
#include "tidemark/trace/model/event.h"

namespace tidemark::analysis {

using SiteIndex = int32_t;
inline constexpr SiteIndex kUnknownSite = 0;
inline constexpr SiteIndex kNoSite = -1;
// A path of nested scopes; see ScopeStacks.
using ScopeIndex = int32_t;

class SiteTable {
 public:
  SiteTable();

  // Definitions. False when the same id was defined before as something else; the first one stays.
  bool Define(const trace::SiteDefinition& definition);
  bool Define(const trace::FrameDefinition& definition);
  bool Define(const trace::StackDefinition& definition);
  // Whether the stack that was defined last is now among its own callers, and was not before.
  bool ClosedCircle() const { return closed_circle_; }

  struct Use {
    SiteIndex site = kUnknownSite;
    bool undefined_site = false;   // first use of a site before its definition
    bool undefined_stack = false;  // the same for a stack
  };
  Use Of(SiteId site, StackId stack);
  // The same for an event that can have a stack only, which was used before; else kUnknownSite.
  SiteIndex OfKnown(StackId stack) const {
    return static_cast<SiteIndex>(by_stack_.Find(stack.value()));
  }

  // The number of a site within a scope, so that whatever counts by site can be told apart by scope.
  // Scope 0 is none, and gives the site's own number.
  SiteIndex InScope(SiteIndex site, ScopeIndex scope);

  // The number of a site for what was called as the stack says, which may be defined later.
  SiteIndex CalledFrom(SiteIndex site, StackId stack);
  // What CalledFrom was told; else 0.
  StackId CallersOf(SiteIndex index) const { return entries_[static_cast<size_t>(index)].callers; }

  // The number of a site for what the program gave that label, unless it is the site's own. Beyond
  // kMostLabels the label is left out.
  static constexpr size_t kMostLabels = 10000;
  SiteIndex WithLabel(SiteIndex site, absl::string_view label);
  // What WithLabel gave; else empty.
  const std::string& LabelOf(SiteIndex index) const {
    static const std::string kNone;
    const Entry& entry = entries_[static_cast<size_t>(index)];
    return entry.unscoped == kNoSite ? kNone : entry.site.label;
  }

  // The number of the same, label included, outside of all scopes and whoever called it.
  SiteIndex Anywhere(SiteIndex index) const {
    const SiteIndex own = entries_[static_cast<size_t>(index)].anywhere;
    return own == kNoSite ? index : own;
  }

  size_t size() const { return entries_.size(); }

  // What a number denotes: a site, or a stack.
  struct Entry {
    bool defined = false;
    SiteReport site;
    StackId stack;  // 0: it denotes `site`
    // Of a number that CalledFrom, InScope or WithLabel gave: the site's own.
    SiteIndex unscoped = kNoSite;
    ScopeIndex scope = 0;
    StackId callers = {};          // of one that CalledFrom gave, and of what was made of it
    SiteIndex anywhere = kNoSite;  // Anywhere; kNoSite: itself
  };
  // What the number denotes, whatever the scope.
  const Entry& At(SiteIndex index) const { return entries_[static_cast<size_t>(Unscoped(index))]; }
  SiteIndex Unscoped(SiteIndex index) const {
    const SiteIndex own = entries_[static_cast<size_t>(index)].unscoped;
    return own == kNoSite ? index : own;
  }
  ScopeIndex ScopeOf(SiteIndex index) const { return entries_[static_cast<size_t>(index)].scope; }

  struct Frame {
    std::string function;
    std::string file;
    int64_t line = 0;
    int32_t module = 0;  // in modules()
    std::optional<uint64_t> pc;

    friend bool operator==(const Frame&, const Frame&) = default;
  };
  struct Stack {
    FrameId frame;
    StackId parent;
  };
  // Null where there is no definition.
  const Frame* FindFrame(FrameId frame) const {
    const int64_t* number = frame_numbers_.Find(frame.value());
    return number == nullptr ? nullptr : &frames_[static_cast<size_t>(*number)];
  }
  const Stack* FindStack(StackId stack) const {
    const int64_t* number = stack_numbers_.Find(stack.value());
    return number == nullptr ? nullptr : &stacks_[static_cast<size_t>(*number)];
  }
  // The first one, without path and build id, is that of frames that name none.
  const std::vector<CodeModule>& modules() const { return modules_; }

 private:
  // That of the id, or a new one with an empty entry.
  SiteIndex NumberOf(int64_t id, IdWindow* numbers);
  bool IsAmongItsCallers(StackId stack) const;
  int32_t ModuleOf(const trace::FrameDefinition& definition);

  std::vector<Entry> entries_;
  IdWindow by_site_;        // numbers, of which 0 is nobody's
  IdWindow by_stack_;       // the same
  IdTable by_scope_;        // by scope and site
  IdTable caller_numbers_;  // of stacks that CalledFrom was given
  IdTable by_callers_;      // by such a number and site
  int64_t callers_ = 0;     // how many such numbers there are
  std::map<std::pair<SiteIndex, std::string>, SiteIndex> by_label_;
  IdTable frame_numbers_;  // in frames_
  std::vector<Frame> frames_;
  IdTable stack_numbers_;  // in stacks_
  std::vector<Stack> stacks_;
  std::set<int64_t> awaited_callers_;  // stacks that were named as callers and are not defined yet
  bool closed_circle_ = false;
  std::vector<CodeModule> modules_;
  std::map<CodeModule, int32_t> module_numbers_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_MODEL_SITE_TABLE_H_
