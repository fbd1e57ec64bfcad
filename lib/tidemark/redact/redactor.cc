#include "tidemark/redact/redactor.h"

#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>
#include <variant>

#include "absl/strings/match.h"
#include "tidemark/analysis/symbols/function_name.h"
#include "tidemark/base/status.h"
#include "tidemark/redact/public_words.h"
#include "tidemark/trace/model/event_schema.h"

namespace tidemark::redact {

// What becomes of a field.
enum class Redactor::Rule : uint8_t {
  kKept,     // a number, or another value that names nothing
  kLeftOut,  // tells of the machine or the user, and no figure needs it
  kFrame,    // by RedactFrame
  // Texts: public words of that sort are kept, all others become pseudonyms.
  kProgram,
  kArgument,
  kRun,
  kVersion,
  kCapture,
  kFile,
  kFunction,
  kLabel,
  kThread,
  kKind,
  kOperation,
  kDtype,
  kSpace,
  kReason,
  kIndex,
  kType,
  kScope,
  kMark,
};

struct Redactor::Row {
  absl::string_view kind;
  absl::string_view key;
  Rule rule;
};

struct Redactor::Table {
  static constexpr Row kRows[] = {
      {"trace", "version", Rule::kKept},
      {"trace", "program", Rule::kProgram},
      {"trace", "run", Rule::kRun},
      {"trace", "pid", Rule::kLeftOut},
      {"trace", "ppid", Rule::kLeftOut},
      {"trace", "args", Rule::kArgument},
      {"trace", "host", Rule::kLeftOut},
      {"trace", "start_unix_ns", Rule::kLeftOut},
      {"trace", "tidemark", Rule::kVersion},
      {"trace", "capture", Rule::kCapture},
      {"site", "site", Rule::kKept},
      {"site", "file", Rule::kFile},
      {"site", "line", Rule::kKept},
      {"site", "function", Rule::kFunction},
      {"site", "label", Rule::kLabel},
      {"frame", "frame", Rule::kKept},
      {"frame", "function", Rule::kFrame},
      {"frame", "file", Rule::kFrame},
      {"frame", "line", Rule::kKept},
      {"frame", "module", Rule::kFrame},
      {"frame", "build_id", Rule::kFrame},
      {"frame", "pc", Rule::kFrame},
      {"stack", "stack", Rule::kKept},
      {"stack", "frame", Rule::kKept},
      {"stack", "parent", Rule::kKept},
      {"thread", "thread", Rule::kKept},
      {"thread", "name", Rule::kThread},
      {"thread", "os_tid", Rule::kLeftOut},
      {"alloc", "buf", Rule::kKept},
      {"alloc", "addr", Rule::kKept},
      {"alloc", "bytes", Rule::kKept},
      {"alloc", "usable", Rule::kKept},
      {"alloc", "align", Rule::kKept},
      {"alloc", "kind", Rule::kKind},
      {"alloc", "zeroed", Rule::kKept},
      {"alloc", "op", Rule::kOperation},
      {"alloc", "label", Rule::kLabel},
      {"alloc", "dtype", Rule::kDtype},
      {"alloc", "shape", Rule::kKept},
      {"alloc", "strides", Rule::kKept},
      {"alloc", "view", Rule::kKept},
      {"alloc", "space", Rule::kSpace},
      {"resize", "buf", Rule::kKept},
      {"resize", "addr", Rule::kKept},
      {"resize", "bytes", Rule::kKept},
      {"resize", "new_addr", Rule::kKept},
      {"view", "view", Rule::kKept},
      {"view", "buf", Rule::kKept},
      {"view", "parent", Rule::kKept},
      {"view", "offset", Rule::kKept},
      {"view", "shape", Rule::kKept},
      {"view", "strides", Rule::kKept},
      {"view", "dtype", Rule::kDtype},
      {"view", "op", Rule::kOperation},
      {"view", "writable", Rule::kKept},
      {"drop", "view", Rule::kKept},
      {"copy", "src", Rule::kKept},
      {"copy", "dst", Rule::kKept},
      {"copy", "src_buf", Rule::kKept},
      {"copy", "dst_buf", Rule::kKept},
      {"copy", "bytes", Rule::kKept},
      {"copy", "reason", Rule::kReason},
      {"copy", "op", Rule::kOperation},
      {"write", "buf", Rule::kKept},
      {"write", "view", Rule::kKept},
      {"write", "escaped", Rule::kKept},
      {"read", "buf", Rule::kKept},
      {"read", "view", Rule::kKept},
      {"read", "escaped", Rule::kKept},
      {"op", "name", Rule::kOperation},
      {"op", "in", Rule::kKept},
      {"op", "out", Rule::kKept},
      {"op", "reused", Rule::kKept},
      {"op", "index", Rule::kIndex},
      {"free", "buf", Rule::kKept},
      {"free", "addr", Rule::kKept},
      {"free", "last_read", Rule::kKept},
      {"free", "last_write", Rule::kKept},
      {"free", "type", Rule::kType},
      {"scope_begin", "name", Rule::kScope},
      {"scope_end", "name", Rule::kScope},
      {"mark", "name", Rule::kMark},
      {"oom", "bytes", Rule::kKept},
      {"lost", "count", Rule::kKept},
      {"lost", "bytes", Rule::kKept},
      {"end", "events", Rule::kKept},
      {"end", "live_buffers", Rule::kKept},
      {"end", "live_bytes", Rule::kKept},
      {"values", "buf", Rule::kKept},
      {"values", "view", Rule::kKept},
      {"values", "fits", Rule::kDtype},
      // What the elements are is the user's; the judgement is by `fits`.
      {"values", "min", Rule::kLeftOut},
      {"values", "max", Rule::kLeftOut},
      {"inherit", "buf", Rule::kKept},
      {"inherit", "addr", Rule::kKept},
      {"inherit", "bytes", Rule::kKept},
      {"inherit", "kind", Rule::kKind},
      {"memory", "resident", Rule::kKept},
      {"memory", "file", Rule::kKept},
      {"memory", "swap", Rule::kKept},
      {"memory", "kernel", Rule::kKept},
      {"object", "buf", Rule::kKept},
      {"object", "addr", Rule::kKept},
      {"object", "type", Rule::kType},
  };

  // Does not compile for a field without a row.
  static consteval Rule Of(absl::string_view kind, absl::string_view key) {
    for (const Row& row : kRows) {
      if (row.kind == kind && row.key == key) return row.rule;
    }
    throw "a field of an event has no row in the table of what becomes of it";
  }
};

namespace {

// Ids of frames and stacks that the trace does not have; those that recorders give out are far smaller.
constexpr int64_t kFirstFurtherId = int64_t{1} << 50;

}  // namespace

absl::string_view Redactor::Keep(std::string text) { return kept_.emplace_back(std::move(text)); }

absl::string_view Redactor::Text(Rule rule, absl::string_view text) {
  const auto unless = [text](bool is_public, Pseudonyms* names) {
    return is_public || text.empty() ? text : absl::string_view(names->Of(text));
  };
  switch (rule) {
    case Rule::kProgram:
      return "program";
    case Rule::kRun:
      return unless(false, &runs_);
    case Rule::kVersion:
      return IsVersion(text) ? text : absl::string_view();
    case Rule::kCapture:
      return Capture(text);
    case Rule::kArgument:
      return unless(false, &arguments_);
    case Rule::kFile:
      return places_.File(text);
    case Rule::kFunction:
      return places_.Function(text, "");
    case Rule::kLabel:
      return unless(false, &labels_);
    case Rule::kThread:
      return unless(IsPublicThread(text), &threads_);
    case Rule::kKind:
      return unless(IsPublicKind(text), &words_);
    case Rule::kReason:
      return unless(IsPublicReason(text), &words_);
    case Rule::kIndex:
      return unless(IsPublicIndex(text), &words_);
    case Rule::kOperation:
      return unless(IsPublicOperation(text), &operations_);
    case Rule::kDtype:
      return unless(IsPublicDtype(text), &dtypes_);
    case Rule::kSpace:
      return unless(IsPublicSpace(text), &spaces_);
    case Rule::kType:
      return unless(IsPublicType(text), &types_);
    case Rule::kScope:
      return text.empty() ? text : absl::string_view(scopes_.Of(text));
    case Rule::kMark:
      return text.empty() ? text : absl::string_view(marks_.Of(text));
    case Rule::kKept:
    case Rule::kLeftOut:
    case Rule::kFrame:
      break;
  }
  return "";
}

// Settings that are known, and of the parameters their numbers.
absl::string_view Redactor::Capture(absl::string_view json) {
  if (json.empty()) return json;
  const auto before = nlohmann::json::parse(std::string(json), nullptr, /*allow_exceptions=*/false);
  auto after = nlohmann::json::object();
  if (before.is_object()) {
    for (const auto& [key, value] : before.items()) {
      const bool is_switch =
          key == "heap" || key == "mmap" || key == "delayed" || key == "crash_safe";
      const bool is_stacks = key == "stacks" && value.is_string();
      if ((is_switch && value.is_boolean()) ||
          (key == "sample_bytes" && value.is_number_integer()) ||
          (is_stacks && IsPublicStackSetting(value.get_ref<const std::string&>()))) {
        after[key] = value;
      } else if (key == "params" && value.is_object()) {
        auto& params = after[key] = nlohmann::json::object();
        for (const auto& [name, number] : value.items()) {
          if (number.is_number()) params[params_.Of(name)] = number;
        }
      }
    }
  }
  return Keep(after.dump());
}

template <class Body, size_t kIndex>
void Redactor::RedactField(Body* body) {
  constexpr auto& kField = trace::kField<Body, kIndex>;
  [[maybe_unused]] constexpr Rule kRule =
      Table::Of(trace::EventSchema<Body>::kInfo.name, kField.key);
  [[maybe_unused]] constexpr bool kIsText = kField.type == trace::FieldType::kText ||
                                            kField.type == trace::FieldType::kTexts ||
                                            kField.type == trace::FieldType::kObject;
  static_assert(!kIsText || kRule != Rule::kKept, "no text is kept as it is");
  [[maybe_unused]] auto& value = kField.Of(*body);
  if constexpr (kRule == Rule::kLeftOut) {
    value = {};
  } else if constexpr (kIsText && kRule != Rule::kFrame) {
    if constexpr (std::is_same_v<std::decay_t<decltype(value)>, absl::string_view>) {
      value = Text(kRule, value);
    } else if (value.has_value()) {
      texts_.clear();
      for (const absl::string_view text : *value) texts_.push_back(Text(kRule, text));
      value = texts_;
    }
  }
}

template <class Body>
void Redactor::RedactFields(Body* body) {
  trace::ForEachField<Body>([&]<size_t kIndex>() { RedactField<Body, kIndex>(body); });
}

analysis::SourceFrames Redactor::Resolve(const trace::FrameDefinition& frame) {
  if (!frame.function.empty() || !frame.pc.has_value()) {
    // As the report would show it: names that differ in their parameters only are one place.
    const bool is_mangled = absl::StartsWith(frame.function, "_Z");
    return {{.function =
                 is_mangled ? analysis::FunctionName(frame.function) : std::string(frame.function),
             .file = std::string(frame.file),
             .line = frame.line.value_or(0)}};
  }
  if (symbolizer_ == nullptr || frame.module.empty()) return {};
  const size_t module = symbolizer_->Module(
      {.path = std::string(frame.module), .build_id = std::string(frame.build_id)});
  return symbolizer_->At(module, *frame.pc);
}

absl::Status Redactor::RedactFrame(const trace::FrameDefinition& frame, const Sink& sink) {
  const absl::string_view module = places_.Module(frame.module);
  const analysis::SourceFrames sources = Resolve(frame);
  if (sources.empty()) {
    ++summary_.nameless_frames;
    callers_.try_emplace(frame.frame.value());
    // No build's id: otherwise the receiver's own library would be asked for names.
    return sink({.body = trace::FrameDefinition{
                     .frame = frame.frame,
                     .module = module,
                     .pc = frame.pc,
                     .build_id = module.empty() ? absl::string_view()
                                                : places_.BuildId(frame.build_id, frame.module)}});
  }
  ++summary_.named_frames;
  // Of a frame that was defined before, the first definition counts.
  const auto [callers, is_new] = callers_.try_emplace(frame.frame.value());
  for (size_t i = 0; i < sources.size() && (i == 0 || is_new); ++i) {
    const analysis::SourceFrame& source = sources[i];
    FrameId id = frame.frame;
    if (i > 0) {
      id = FrameId(kFirstFurtherId + ++further_ids_);
      callers->second.push_back(id);
    }
    trace::FrameDefinition redacted{.frame = id,
                                    .function = places_.Function(source.function, frame.module),
                                    .file = places_.File(source.file),
                                    .module = module};
    if (source.line != 0) redacted.line = source.line;
    TIDEMARK_RETURN_IF_ERROR(sink({.body = redacted}));
  }
  return absl::OkStatus();
}

absl::Status Redactor::RedactStack(const trace::StackDefinition& stack, const Sink& sink) {
  StackId parent = stack.parent;
  const auto callers = callers_.find(stack.frame.value());
  if (callers != callers_.end() && !callers->second.empty()) {
    // The same once more is no other stack.
    Lengthened& known = lengthened_[stack.stack.value()];
    if (known.parent && known.frame == stack.frame && known.old_parent == stack.parent) {
      return sink({.body = trace::StackDefinition{
                       .stack = stack.stack, .frame = stack.frame, .parent = known.parent}});
    }
    for (auto frame = callers->second.rbegin(); frame != callers->second.rend(); ++frame) {
      const StackId id(kFirstFurtherId + ++further_ids_);
      TIDEMARK_RETURN_IF_ERROR(
          sink({.body = trace::StackDefinition{.stack = id, .frame = *frame, .parent = parent}}));
      parent = id;
    }
    known = {.frame = stack.frame, .old_parent = stack.parent, .parent = parent};
  }
  return sink({.body = trace::StackDefinition{
                   .stack = stack.stack, .frame = stack.frame, .parent = parent}});
}

absl::Status Redactor::Redact(const trace::Event& event, const Sink& sink) {
  kept_.clear();
  if (const auto* const frame = std::get_if<trace::FrameDefinition>(&event.body)) {
    return RedactFrame(*frame, sink);
  }
  if (const auto* const stack = std::get_if<trace::StackDefinition>(&event.body)) {
    return RedactStack(*stack, sink);
  }
  trace::Event redacted = event;
  std::visit([this](auto& body) { RedactFields(&body); }, redacted.body);
  if (auto* const end = std::get_if<trace::End>(&redacted.body); end != nullptr && end->events) {
    const int64_t skipped = stats_.unknown_events_skipped;
    if (*end->events >= skipped) *end->events -= skipped;
  }
  return sink(redacted);
}

RedactionSummary Redactor::summary() const {
  RedactionSummary summary = summary_;
  summary.names = places_.changed() + words_.size() + arguments_.size() + runs_.size() +
                  labels_.size() + threads_.size() + types_.size() + params_.size() +
                  operations_.size() + dtypes_.size() + spaces_.size() + scopes_.size() +
                  marks_.size();
  return summary;
}

}  // namespace tidemark::redact
