// pprof: profile.proto, compressed by gzip, as `go tool pprof` and its like read it.
//
// A sample is a node of the call tree, leaf first, with all figures. Its default is what was live at the
// peak: at the end, where Go's own profiles look, a program has freed most of what this is about.
// A location is a frame without an address; its function has the name and the file, its mapping the
// program or library. Frames that differ in their line alone are locations of one function.
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tidemark/exports/format_rows_internal.h"
#include "tidemark/exports/frame_text.h"
#include "tidemark/exports/protobuf.h"
#include "tidemark/trace/io/gzip_text.h"

namespace tidemark::exports {
namespace {

using analysis::CallFigures;
using analysis::CallNode;

struct SampleType {
  const char* name;
  const char* unit;
  int64_t CallFigures::*figure;
};

// The first four are those of Go's heap profiles, in their order.
constexpr SampleType kSampleTypes[] = {
    {"alloc_objects", "count", &CallFigures::alloc_count},
    {"alloc_space", "bytes", &CallFigures::alloc_bytes},
    {"inuse_objects", "count", &CallFigures::live_end_count},
    {"inuse_space", "bytes", &CallFigures::live_end_bytes},
    {"peak_objects", "count", &CallFigures::peak_count},
    {"peak_space", "bytes", &CallFigures::peak_bytes},
    {"leaked_objects", "count", &CallFigures::leak_count},
    {"leaked_space", "bytes", &CallFigures::leak_bytes},
    {"copied_objects", "count", &CallFigures::copy_count},
    {"copied_space", "bytes", &CallFigures::copy_bytes},
};
constexpr char kDefaultSampleType[] = "peak_space";

// Field numbers of profile.proto.
enum ProfileField {
  kSampleTypeField = 1,
  kSampleField = 2,
  kMappingField = 3,
  kLocationField = 4,
  kFunctionField = 5,
  kStringField = 6,
  kDurationField = 10,
  kPeriodTypeField = 11,
  kPeriodField = 12,
  kCommentField = 13,
  kDefaultSampleTypeField = 14,
};

class ProfileBuilder {
 public:
  explicit ProfileBuilder(const analysis::Report& report) : report_(report) { StringOf(""); }

  std::string Build() {
    for (const SampleType& type : kSampleTypes) {
      profile_.AddMessage(kSampleTypeField, ValueType(type.name, type.unit));
    }
    // The first mapping is taken for the program itself.
    if (!report_.trace.program.empty()) MappingOf(report_.trace.program);
    const analysis::CallTree& tree = report_.details.call_tree;
    for (size_t node = 0; node < tree.nodes.size(); ++node) AddSample(tree, node);
    profile_.AddInt(kDurationField, report_.trace.duration_ns);
    profile_.AddMessage(kPeriodTypeField, ValueType("space", "bytes"));
    profile_.AddInt(kPeriodField, report_.trace.sample_bytes > 0 ? report_.trace.sample_bytes : 1);
    std::vector<int64_t> comments;
    if (!report_.trace.program.empty()) {
      comments.push_back(StringOf(absl::StrCat("program: ", CleanName(report_.trace.program))));
    }
    for (const std::string& caveat : Caveats(report_)) comments.push_back(StringOf(caveat));
    profile_.AddPacked(kCommentField, comments);
    profile_.AddInt(kDefaultSampleTypeField, StringOf(kDefaultSampleType));
    for (const std::string* text : string_table_) profile_.AddBytes(kStringField, *text);
    return profile_.bytes();
  }

 private:
  int64_t StringOf(const std::string& text) {
    const auto [at, is_new] = strings_.try_emplace(text, strings_.size());
    if (is_new) string_table_.push_back(&at->first);
    return at->second;
  }

  ProtoMessage ValueType(const char* type, const char* unit) {
    ProtoMessage message;
    message.AddInt(1, StringOf(type));
    message.AddInt(2, StringOf(unit));
    return message;
  }

  int64_t MappingOf(const std::string& module) {
    if (module.empty()) return 0;
    const auto [at, is_new] = mappings_.try_emplace(CleanName(module), mappings_.size() + 1);
    if (is_new) {
      ProtoMessage mapping;
      mapping.AddInt(1, at->second);
      mapping.AddInt(5, StringOf(at->first));
      // All is named that can be: nothing is to be looked up.
      for (const int has_names : {7, 8, 9, 10}) mapping.AddBool(has_names, true);
      profile_.AddMessage(kMappingField, mapping);
    }
    return at->second;
  }

  int64_t FunctionOf(const CallNode& node) {
    const auto key = std::make_pair(FrameName(node), SourceFile(node.frame));
    const auto [at, is_new] = functions_.try_emplace(key, functions_.size() + 1);
    if (is_new) {
      ProtoMessage function;
      function.AddInt(1, at->second);
      function.AddInt(2, StringOf(key.first));
      function.AddInt(3, StringOf(key.first));
      function.AddInt(4, StringOf(key.second));
      profile_.AddMessage(kFunctionField, function);
    }
    return at->second;
  }

  int64_t LocationOf(const CallNode& node) {
    const int64_t function = FunctionOf(node);
    const int64_t mapping = MappingOf(node.frame.module);
    const auto [at, is_new] = locations_.try_emplace(
        std::make_tuple(function, node.frame.line, mapping), locations_.size() + 1);
    if (is_new) {
      ProtoMessage line;
      line.AddInt(1, function);
      line.AddInt(2, node.frame.line);
      ProtoMessage location;
      location.AddInt(1, at->second);
      location.AddInt(2, mapping);
      location.AddMessage(4, line);
      profile_.AddMessage(kLocationField, location);
    }
    return at->second;
  }

  void AddSample(const analysis::CallTree& tree, size_t node) {
    std::vector<int64_t> values;
    bool has_some = false;
    for (const SampleType& type : kSampleTypes) {
      values.push_back(tree.nodes[node].self.*type.figure);
      has_some |= values.back() != 0;
    }
    if (!has_some) return;
    std::vector<int64_t> locations;
    const std::vector<size_t> path = PathTo(tree, node);
    for (size_t i = path.size(); i-- > 0;) locations.push_back(LocationOf(tree.nodes[path[i]]));
    ProtoMessage sample;
    sample.AddPacked(1, locations);
    sample.AddPacked(2, values);
    profile_.AddMessage(kSampleField, sample);
  }

  const analysis::Report& report_;
  ProtoMessage profile_;
  std::map<std::string, int64_t> strings_;
  std::vector<const std::string*> string_table_;  // keys of strings_
  std::map<std::string, int64_t> mappings_;
  std::map<std::pair<std::string, std::string>, int64_t> functions_;
  std::map<std::tuple<int64_t, int64_t, int64_t>, int64_t> locations_;
};

}  // namespace

absl::StatusOr<std::string> Pprof(const analysis::Report& report,
                                  const ExportOptions& /*options*/) {
  return trace::GzipText(ProfileBuilder(report).Build());
}

}  // namespace tidemark::exports
