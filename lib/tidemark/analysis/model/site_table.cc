#include "tidemark/analysis/model/site_table.h"

#include <utility>

namespace tidemark::analysis {

SiteTable::SiteTable() {
  entries_.push_back(Entry{.defined = true, .site = {}, .stack = {}});
  ModuleOf({});
}

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
              .module = ModuleOf(definition),
              .pc = definition.pc};
  auto [it, inserted] = frames_.try_emplace(definition.frame, frame);
  return inserted || it->second == frame;
}

int32_t SiteTable::ModuleOf(const trace::FrameDefinition& definition) {
  CodeModule module{.path = std::string(definition.module),
                    .build_id = std::string(definition.build_id)};
  auto [it, inserted] = module_numbers_.try_emplace(module, static_cast<int32_t>(modules_.size()));
  if (inserted) modules_.push_back(std::move(module));
  return it->second;
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

}  // namespace tidemark::analysis
