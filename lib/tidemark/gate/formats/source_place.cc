#include "tidemark/gate/formats/source_place.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tidemark/base/display_text.h"
#include "tidemark/gate/sites/site_key.h"

namespace tidemark::gate {
namespace {

constexpr size_t kMaxPlaceWidth = 120;

// The parts of a path without "." and "x/..". A ".." that leads out of the path's beginning is gone.
std::vector<absl::string_view> PathParts(absl::string_view path) {
  std::vector<absl::string_view> parts;
  for (const absl::string_view part : absl::StrSplit(path, '/', absl::SkipEmpty())) {
    if (part == ".") continue;
    if (part != "..") {
      parts.push_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  return parts;
}

bool IsInside(absl::string_view path, absl::string_view source_root) {
  if (!absl::StartsWith(path, "/")) return !absl::StartsWith(path, "../");
  const std::vector<absl::string_view> root = PathParts(source_root);
  const std::vector<absl::string_view> parts = PathParts(path);
  return !source_root.empty() && parts.size() > root.size() &&
         std::equal(root.begin(), root.end(), parts.begin());
}

std::string ShownName(absl::string_view text) {
  return ElideMiddle(CleanForDisplay(text, /*unicode=*/true), kMaxPlaceWidth, /*unicode=*/true);
}

}  // namespace

std::string RelativePath(absl::string_view path, absl::string_view source_root) {
  std::vector<absl::string_view> parts = PathParts(path);
  if (absl::StartsWith(path, "/") && IsInside(path, source_root)) {
    const auto leading = static_cast<std::ptrdiff_t>(PathParts(source_root).size());
    parts.erase(parts.begin(), parts.begin() + leading);
  }
  return absl::StrJoin(parts, "/");
}

bool HasSource(const analysis::SiteReport& site) {
  return !site.file.empty() && site.file != site.module && !PathParts(site.file).empty();
}

Place PlaceOfSite(const analysis::SiteReport& site, const FormatOptions& options) {
  return {.path = RelativePath(site.file, options.source_root),
          .line = std::max<int64_t>(1, site.line),
          .exact = true};
}

Place PlaceOfTrace(absl::string_view trace, const FormatOptions& options) {
  std::string path = RelativePath(trace, options.source_root);
  if (path.empty()) path = "unnamed-trace";
  return {.path = std::move(path), .line = 1, .exact = false};
}

Place PlaceOfVerdict(const Verdict& verdict, const FormatOptions& options) {
  const analysis::SiteReport* best = nullptr;
  for (const Contribution& contribution : verdict.contributions) {
    // Debug info names files of the system's libraries by paths that look like the repository's.
    const bool of_system = IsSystemFile(contribution.site.module);
    const analysis::SiteReport& site = of_system ? contribution.caller : contribution.site;
    if (HasSource(contribution.site) && best == nullptr) best = &contribution.site;
    if (HasSource(site) && IsInside(site.file, options.source_root)) {
      best = &site;
      break;
    }
  }
  if (best != nullptr) return PlaceOfSite(*best, options);
  // "--limit" is no file.
  if (!absl::StartsWith(verdict.limit_source, "-")) {
    std::string path = RelativePath(verdict.limit_source, options.source_root);
    if (!path.empty()) return {.path = std::move(path), .line = 1, .exact = false};
  }
  return PlaceOfTrace(verdict.trace, options);
}

std::string SiteText(const analysis::SiteReport& site, const FormatOptions& options) {
  std::string text;
  if (HasSource(site)) {
    text = ShownName(RelativePath(site.file, options.source_root));
    if (site.line > 0) absl::StrAppend(&text, ":", site.line);
  } else if (const std::vector<absl::string_view> parts = PathParts(site.module); !parts.empty()) {
    text = ShownName(parts.back());
  } else {
    text = "(unknown place)";
  }
  if (!site.function.empty()) absl::StrAppend(&text, "  ", ShownName(site.function));
  if (!site.label.empty()) absl::StrAppend(&text, "  [", ShownName(site.label), "]");
  return text;
}

}  // namespace tidemark::gate
