#include "tidemark/memory/scope.h"

#include <utility>

#include "tidemark/memory/hooks.h"

namespace tidemark {

Scope::Scope(std::string name, SourceLocation site) : name_(std::move(name)), site_(site) {
  if (HooksActive()) {
    Notify(&MemoryObserver::OnScopeBegin, ScopeInfo{.name = name_.c_str(), .site = site_});
  }
}

Scope::~Scope() {
  if (HooksActive()) {
    Notify(&MemoryObserver::OnScopeEnd, ScopeInfo{.name = name_.c_str(), .site = site_});
  }
}

void Mark(const std::string& name, SourceLocation site) {
  if (HooksActive()) Notify(&MemoryObserver::OnMark, MarkInfo{.name = name.c_str(), .site = site});
}

}  // namespace tidemark
