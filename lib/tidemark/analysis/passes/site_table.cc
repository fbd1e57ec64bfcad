#include "tidemark/analysis/passes/site_table.h"

#include <utility>

namespace tidemark::analysis {

SiteTable::SiteTable() { entries_.push_back(Entry{.defined = true, .site = {}, .stack = {}}); }

bool SiteTable::Define(const trace::SiteDefinition& definition) {
  SiteReport site{.file = std::string(definition.file),
                  .line = definition.line,
                  .function = std::string(definition.function),
                  .label = std::string(definition.label)};
  auto [it, inserted] =
      by_site_.try_emplace(definition.site, static_cast<SiteIndex>(entries_.size()));
  if (inserted) entries_.emplace_back();
  Entry& entry = entries_[static_cast<size_t>(it->second)];
  if (entry.defined) return entry.site == site;
  entry.defined = true;
  entry.site = std::move(site);
  return true;
}

bool SiteTable::Define(const trace::FrameDefinition& definition) {
  Frame frame{.function = std::string(definition.function),
              .file = std::string(definition.file),
              .line = definition.line.value_or(0),
              .module = std::string(definition.module)};
  auto [it, inserted] = frames_.try_emplace(definition.frame, frame);
  return inserted || (it->second.function == frame.function && it->second.file == frame.file &&
                      it->second.line == frame.line && it->second.module == frame.module);
}

bool SiteTable::Define(const trace::StackDefinition& definition) {
  auto [it, inserted] = stacks_.try_emplace(
      definition.stack, Stack{.frame = definition.frame, .parent = definition.parent});
  return inserted ||
         (it->second.frame == definition.frame && it->second.parent == definition.parent);
}

SiteTable::Use SiteTable::Of(SiteId site, StackId stack) {
  Use use;
  if (site) {
    auto [it, inserted] = by_site_.try_emplace(site, static_cast<SiteIndex>(entries_.size()));
    if (inserted) {
      entries_.emplace_back();
      use.undefined_site = true;
    }
    use.site = it->second;
    return use;
  }
  if (!stack) return use;
  auto [it, inserted] = by_stack_.try_emplace(stack, static_cast<SiteIndex>(entries_.size()));
  if (inserted) {
    entries_.push_back(Entry{.defined = true, .site = {}, .stack = stack});
    use.undefined_stack = !stacks_.contains(stack);
  }
  use.site = it->second;
  return use;
}

SiteReport SiteTable::Resolve(SiteIndex index) const {
  const Entry& entry = entries_[static_cast<size_t>(index)];
  if (!entry.stack) return entry.site;
  auto stack = stacks_.find(entry.stack);
  if (stack == stacks_.end()) return {};
  auto frame = frames_.find(stack->second.frame);
  if (frame == frames_.end()) return {};
  return SiteReport{.file = frame->second.file.empty() ? frame->second.module : frame->second.file,
                    .line = frame->second.line,
                    .function = frame->second.function,
                    .label = {}};
}

}  // namespace tidemark::analysis
