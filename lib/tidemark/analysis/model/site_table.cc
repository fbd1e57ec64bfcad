#include "tidemark/analysis/model/site_table.h"

#include <utility>

namespace tidemark::analysis {

SiteTable::SiteTable() {
  entries_.push_back(Entry{.defined = true, .site = {}, .stack = {}, .unscoped = kNoSite});
  ModuleOf({});
}

bool SiteTable::Define(const trace::SiteDefinition& definition) {
  SiteReport site{.file = std::string(definition.file),
                  .line = definition.line,
                  .function = std::string(definition.function),
                  .label = std::string(definition.label)};
  Entry& entry = entries_[static_cast<size_t>(NumberOf(definition.site.value(), &by_site_))];
  if (entry.defined) return entry.site == site;
  entry.defined = true;
  entry.site = std::move(site);
  return true;
}

bool SiteTable::Define(const trace::FrameDefinition& definition) {
  Frame frame{.function = std::string(definition.function),
              .file = std::string(definition.file),
              .line = definition.line.value_or(0),
              .module = ModuleOf(definition),
              .pc = definition.pc};
  auto [number, inserted] =
      frame_numbers_.Insert(definition.frame.value(), static_cast<int64_t>(frames_.size()));
  if (!inserted) return frames_[static_cast<size_t>(*number)] == frame;
  frames_.push_back(std::move(frame));
  return true;
}

int32_t SiteTable::ModuleOf(const trace::FrameDefinition& definition) {
  CodeModule module{.path = std::string(definition.module),
                    .build_id = std::string(definition.build_id)};
  auto [it, inserted] = module_numbers_.try_emplace(module, static_cast<int32_t>(modules_.size()));
  if (inserted) modules_.push_back(std::move(module));
  return it->second;
}

bool SiteTable::Define(const trace::StackDefinition& definition) {
  auto [number, inserted] =
      stack_numbers_.Insert(definition.stack.value(), static_cast<int64_t>(stacks_.size()));
  closed_circle_ = false;
  if (inserted) {
    stacks_.push_back({.frame = definition.frame, .parent = definition.parent});
    if (definition.parent && !stack_numbers_.Contains(definition.parent.value())) {
      awaited_callers_.insert(definition.parent.value());
    }
    // Only what was named before it was defined can close a circle, and writers do not do that.
    closed_circle_ = definition.parent == definition.stack ||
                     (awaited_callers_.erase(definition.stack.value()) > 0 &&
                      IsAmongItsCallers(definition.stack));
  }
  const Stack& stack = stacks_[static_cast<size_t>(*number)];
  return stack.frame == definition.frame && stack.parent == definition.parent;
}

SiteIndex SiteTable::NumberOf(int64_t id, IdWindow* numbers) {
  SlabHandle number = numbers->Find(id);
  if (number == 0) {
    number = static_cast<SlabHandle>(entries_.size());
    numbers->Set(id, number);
    entries_.emplace_back();
  }
  return static_cast<SiteIndex>(number);
}

bool SiteTable::IsAmongItsCallers(StackId stack) const {
  constexpr int kLongestCircle = 256;
  StackId caller = stack;
  for (int i = 0; i < kLongestCircle; ++i) {
    const Stack* const found = FindStack(caller);
    if (found == nullptr || !found->parent) return false;
    caller = found->parent;
    if (caller == stack) return true;
  }
  return false;
}

SiteTable::Use SiteTable::Of(SiteId site, StackId stack) {
  Use use;
  if (site) {
    const size_t before = entries_.size();
    use.site = NumberOf(site.value(), &by_site_);
    use.undefined_site = entries_.size() > before;
    return use;
  }
  if (!stack) return use;
  const size_t before = entries_.size();
  use.site = NumberOf(stack.value(), &by_stack_);
  if (entries_.size() > before) {
    entries_.back() = Entry{.defined = true, .site = {}, .stack = stack, .unscoped = kNoSite};
    use.undefined_stack = !stack_numbers_.Contains(stack.value());
  }
  return use;
}

SiteIndex SiteTable::InScope(SiteIndex site, ScopeIndex scope) {
  if (scope == 0) return site;
  const int64_t key = (static_cast<int64_t>(scope) << 32) + site;
  auto [index, inserted] = by_scope_.Insert(key, static_cast<int64_t>(entries_.size()));
  if (inserted) {
    entries_.push_back(Entry{.defined = true,
                             .site = {},
                             .stack = {},
                             .unscoped = Unscoped(site),
                             .scope = scope,
                             .callers = CallersOf(site),
                             .anywhere = Anywhere(site)});
  }
  return static_cast<SiteIndex>(*index);
}

SiteIndex SiteTable::CalledFrom(SiteIndex site, StackId stack) {
  const auto [number, is_new_stack] = caller_numbers_.Insert(stack.value(), callers_);
  if (is_new_stack) ++callers_;
  const auto [index, inserted] =
      by_callers_.Insert((*number << 32) + site, static_cast<int64_t>(entries_.size()));
  if (inserted) {
    entries_.push_back(Entry{.defined = true,
                             .site = {},
                             .stack = {},
                             .unscoped = Unscoped(site),
                             .callers = stack,
                             .anywhere = Anywhere(site)});
  }
  return static_cast<SiteIndex>(*index);
}

SiteIndex SiteTable::WithLabel(SiteIndex site, absl::string_view label) {
  if (At(site).site.label == label) return site;
  std::pair<SiteIndex, std::string> key(site, label);
  const auto known = by_label_.find(key);
  if (known != by_label_.end()) return known->second;
  if (by_label_.size() == kMostLabels) return site;
  Entry entry{.defined = true,
              .site = {},
              .stack = {},
              .unscoped = Unscoped(site),
              .scope = ScopeOf(site),
              .callers = CallersOf(site)};
  if (Anywhere(site) != site) entry.anywhere = WithLabel(entry.unscoped, label);
  entry.site.label = key.second;
  const auto index = static_cast<SiteIndex>(entries_.size());
  entries_.push_back(std::move(entry));
  by_label_.emplace(std::move(key), index);
  return index;
}

}  // namespace tidemark::analysis
