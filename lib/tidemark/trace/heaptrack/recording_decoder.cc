#include <limits>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tidemark/trace/heaptrack/recording_decoder_internal.h"

namespace tidemark::trace {
namespace {

constexpr uint64_t kNewestFormat = 3;
constexpr uint64_t kFormatWithSizedTexts = 3;
// Before, raw recordings had the address behind the call.
constexpr uint64_t kVersionWithCalls = 0x010300;
// What is inlined into one another deeper than that is left out: each of these may cost a few bytes.
constexpr size_t kMostFramesAtOnce = 64;
constexpr size_t kMostSegments = 4096;
constexpr uint64_t kMostBytes = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());

std::string VersionText(uint64_t version) {
  return absl::StrCat(version >> 16, ".", (version >> 8) & 0xff, ".", version & 0xff);
}

}  // namespace

const Event* RecordingDecoder::NextEvent() {
  if (given_ == events_.size()) return nullptr;
  return &events_[given_++];
}

RecordingDecoder::Outcome RecordingDecoder::Decode(absl::string_view line) {
  events_.clear();
  given_ = 0;
  LineFields fields(line);
  if (line.empty() || line[0] == '#') {
    Comment(line);
    return Outcome::kDone;
  }
  const bool has_letter = line.size() == 1 || line[1] == ' ';
  if (!has_letter) fields.Reject("found no line of a recording, expected a letter and a blank");
  if (has_letter && DecodeRecord(line[0], fields)) return Outcome::kDone;
  // What a program is given on its command line may go over several lines. No more of it is recorded.
  constexpr size_t kLongestCommandLine = 8192;
  if (in_command_line_ && command_line_.size() + line.size() < kLongestCommandLine) {
    absl::StrAppend(&command_line_, "\n", line);
    return Outcome::kDone;
  }
  problem_ = fields.problem();
  column_ = fields.column();
  return unsupported_ ? Outcome::kUnsupported : Outcome::kBad;
}

bool RecordingDecoder::DecodeRecord(char letter, LineFields& fields) {
  switch (letter) {
    case 'v':
      return Version(fields);
    case 'x':
      return Program(fields);
    case 'X':
      return CommandLine(fields);
    case 'I':
      return System(fields);
    case 'A':  // it was attached to a program that ran already
    case 'S':  // a suppression of leaks, in the words of LeakSanitizer
      return true;
    case 's':
      return Text(fields);
    case 'm':
      return Module(fields);
    case 'i':
      return Instruction(fields);
    case 't':
      return Stack(fields);
    case 'a':
      return AllocationKind(fields);
    case '+':
      return Allocation(fields);
    case '-':
      return Deallocation(fields);
    case 'c':
      return Time(fields);
    case 'R':
      return Resident(fields);
    default:
      return fields.Reject(
          absl::StrCat("found a line of the unknown kind '", absl::string_view(&letter, 1), "'"));
  }
}

bool RecordingDecoder::Version(LineFields& fields) {
  if (!fields.Number("the version of heaptrack", &heaptrack_version_)) return false;
  // The first version that had a number of its own for the format came after that format.
  format_ = 1;
  if (!fields.at_end() && !fields.Number("the version of the format", &format_)) return false;
  if (format_ > kNewestFormat) {
    unsupported_ = true;
    return fields.Reject(
        absl::StrCat("found version ", format_, " of heaptrack's format (heaptrack ",
                     VersionText(heaptrack_version_), "), expected 0 to ", kNewestFormat));
  }
  return fields.End();
}

bool RecordingDecoder::Program(LineFields& fields) {
  absl::string_view path;
  if (!ReadName(fields, "the path of the program", &path) || !fields.End()) return false;
  raw_ = true;
  program_ = std::string(path);
  return true;
}

bool RecordingDecoder::CommandLine(LineFields& fields) {
  command_line_ = std::string(fields.rest());
  in_command_line_ = true;
  return true;
}

bool RecordingDecoder::System(LineFields& fields) {
  uint64_t page_bytes = 0;
  uint64_t pages = 0;
  constexpr uint64_t kLargestPage = uint64_t{1} << 40;
  if (!fields.Number("the size of a page", kLargestPage, &page_bytes) ||
      !fields.Number("the number of pages", &pages) || !fields.End()) {
    return false;
  }
  in_command_line_ = false;
  page_bytes_ = page_bytes;
  return true;
}

// Interpreting a recording ends with two comments, which say how much there was.
bool RecordingDecoder::Comment(absl::string_view line) {
  if (absl::StartsWith(line, "# strings: ")) has_strings_comment_ = true;
  if (absl::StartsWith(line, "# ips: ")) has_frames_comment_ = true;
  return true;
}

bool RecordingDecoder::ReadName(LineFields& fields, absl::string_view what,
                                absl::string_view* text) {
  return format_ >= kFormatWithSizedTexts ? fields.SizedText(what, text) : fields.Word(what, text);
}

bool RecordingDecoder::Text(LineFields& fields) {
  absl::string_view text = fields.rest();
  if (format_ >= kFormatWithSizedTexts && (!fields.SizedText("a text", &text) || !fields.End())) {
    return false;
  }
  PutHead();
  texts_.emplace_back(text);
  return true;
}

bool RecordingDecoder::TextOf(LineFields& fields, absl::string_view what, absl::string_view* text) {
  uint64_t number = 0;
  if (!fields.Number(what, &number)) return false;
  if (number > texts_.size()) {
    return fields.Reject(absl::StrCat("found text ", number, " as ", what, ", of ", texts_.size(),
                                      " that there are"));
  }
  *text = number == 0 ? absl::string_view() : texts_[number - 1];
  return true;
}

bool RecordingDecoder::Module(LineFields& fields) {
  absl::string_view path;
  if (!ReadName(fields, "the path of a module", &path)) return false;
  if (path == "-") {
    if (!fields.End()) return false;
    modules_.Clear();
    of_instruction_.clear();
    PutHead();
    return true;
  }
  if (path == "x") path = program_;
  uint64_t base = 0;
  if (!fields.Number("the address of a module", &base)) return false;
  std::vector<std::pair<uint64_t, uint64_t>> segments;
  while (!fields.at_end()) {
    if (segments.size() == kMostSegments) {
      return fields.Reject(absl::StrCat("found more than ", kMostSegments, " segments"));
    }
    auto& [offset, bytes] = segments.emplace_back();
    if (!fields.Number("where a segment begins", &offset) ||
        !fields.Number("the size of a segment", &bytes)) {
      return false;
    }
  }
  PutHead();
  raw_ = true;
  of_instruction_.clear();
  for (const auto& [offset, bytes] : segments) modules_.Load(path, base, offset, bytes);
  return true;
}

bool RecordingDecoder::Instruction(LineFields& fields) {
  uint64_t instruction = 0;
  absl::string_view module;
  if (!fields.Number("an address", &instruction) || !TextOf(fields, "a module", &module)) {
    return false;
  }
  std::vector<FrameDefinition> frames;
  while (!fields.at_end()) {
    FrameDefinition& frame = frames.emplace_back();
    frame.module = module;
    if (!TextOf(fields, "a function", &frame.function)) return false;
    if (fields.at_end() && frames.size() == 1) break;  // a function of which no file is known
    uint64_t line = 0;
    if (!TextOf(fields, "a file", &frame.file) ||
        !fields.Number("a line of a file", kMostBytes, &line)) {
      return false;
    }
    if (line > 0) frame.line = static_cast<int64_t>(line);
    if (frames.size() > kMostFramesAtOnce) frames.pop_back();
  }
  if (frames.empty())
    frames.push_back({.frame = {},
                      .function = {},
                      .file = {},
                      .line = {},
                      .module = module,
                      .pc = {},
                      .build_id = {}});
  PutHead();
  addresses_.push_back(
      {.first_frame = last_frame_ + 1, .frames = static_cast<int64_t>(frames.size())});
  for (FrameDefinition& frame : frames) {
    frame.frame = FrameId(++last_frame_);
    Put(frame);
  }
  return true;
}

RecordingDecoder::Address RecordingDecoder::RawAddress(uint64_t instruction) {
  if (instruction == 0) return {};
  Address& address = of_instruction_[instruction];
  if (address.frames > 0) return address;
  const uint64_t call = heaptrack_version_ < kVersionWithCalls ? instruction - 1 : instruction;
  const LoadedModules::Place place = modules_.Find(call);
  address = {.first_frame = ++last_frame_, .frames = 1};
  Put(FrameDefinition{.frame = FrameId(last_frame_),
                      .function = {},
                      .file = {},
                      .line = {},
                      .module = place.path,
                      .pc = place.pc,
                      .build_id = {}});
  return address;
}

bool RecordingDecoder::StackOf(LineFields& fields, StackId* stack) {
  uint64_t number = 0;
  if (!fields.Number("a stack", &number)) return false;
  if (number > stacks_.size()) {
    return fields.Reject(
        absl::StrCat("found stack ", number, ", of ", stacks_.size(), " that there are"));
  }
  *stack = number == 0 ? StackId() : stacks_[number - 1];
  return true;
}

bool RecordingDecoder::Stack(LineFields& fields) {
  uint64_t number = 0;
  if (!fields.Number("an address", &number)) return false;
  if (!raw_ && number > addresses_.size()) {
    return fields.Reject(
        absl::StrCat("found address ", number, ", of ", addresses_.size(), " that there are"));
  }
  StackId stack;
  if (!StackOf(fields, &stack) || !fields.End()) return false;
  PutHead();
  Address address;
  if (raw_) {
    address = RawAddress(number);
  } else if (number > 0) {
    address = addresses_[number - 1];
  }
  for (int64_t i = address.frames - 1; i >= 0; --i) {
    const StackId caller = stack;
    stack = StackId(++last_stack_);
    Put(StackDefinition{
        .stack = stack, .frame = FrameId(address.first_frame + i), .parent = caller});
  }
  stacks_.push_back(stack);
  return true;
}

bool RecordingDecoder::AllocationKind(LineFields& fields) {
  uint64_t bytes = 0;
  StackId stack;
  if (!fields.Number("a size", kMostBytes, &bytes) || !StackOf(fields, &stack) || !fields.End()) {
    return false;
  }
  PutHead();
  kinds_.push_back({.bytes = static_cast<int64_t>(bytes), .stack = stack});
  return true;
}

bool RecordingDecoder::Allocation(LineFields& fields) {
  if (raw_ || format_ == 0) {
    uint64_t bytes = 0;
    StackId stack;
    uint64_t address = 0;
    if (!fields.Number("a size", kMostBytes, &bytes) || !StackOf(fields, &stack) ||
        !fields.Number("an address", &address) || !fields.End()) {
      return false;
    }
    live_.BeginAt(address, last_block_ + 1);
    Allocate(static_cast<int64_t>(bytes), stack, ++last_block_);
    return true;
  }
  uint64_t kind = 0;
  if (!fields.Number("an allocation", &kind)) return false;
  if (kind >= kinds_.size()) {
    return fields.Reject(absl::StrCat("found allocation ", kind, ", counted from 0, of ",
                                      kinds_.size(), " that there are"));
  }
  if (!fields.End()) return false;
  live_.BeginAlike(kind, last_block_ + 1);
  Allocate(kinds_[kind].bytes, kinds_[kind].stack, ++last_block_);
  return true;
}

bool RecordingDecoder::Deallocation(LineFields& fields) {
  uint64_t what = 0;
  if (!fields.Number(raw_ || format_ == 0 ? "an address" : "an allocation", &what)) return false;
  if (!fields.End()) return false;
  if (raw_ || format_ == 0) {
    // Zero: it was allocated before the recording began.
    if (const int64_t block = live_.EndAt(what)) Free(block);
    return true;
  }
  const int64_t block = live_.EndAlike(what);
  if (block == 0) {
    return fields.Reject(absl::StrCat("found allocation ", what, ", expected one that is live"));
  }
  Free(block);
  return true;
}

void RecordingDecoder::Allocate(int64_t bytes, StackId stack, int64_t block) {
  PutHead();
  Alloc alloc;
  alloc.buffer.buf = BufferId(block);
  alloc.bytes = bytes;
  alloc.kind = "heap";
  Put(alloc, stack);
}

void RecordingDecoder::Free(int64_t block) {
  trace::Free free;
  free.buffer.buf = BufferId(block);
  Put(free);
}

bool RecordingDecoder::Time(LineFields& fields) {
  constexpr uint64_t kNanosecondsInOne = 1'000'000;
  uint64_t milliseconds = 0;
  if (!fields.Number("a time", kMostBytes / kNanosecondsInOne, &milliseconds) || !fields.End()) {
    return false;
  }
  t_ = static_cast<int64_t>(milliseconds * kNanosecondsInOne);
  return true;
}

bool RecordingDecoder::Resident(LineFields& fields) {
  uint64_t pages = 0;
  const uint64_t most = page_bytes_ == 0 ? kMostBytes : kMostBytes / page_bytes_;
  if (!fields.Number("a number of pages", most, &pages) || !fields.End()) return false;
  PutHead();
  MemorySample sample;
  sample.resident = static_cast<int64_t>(pages * page_bytes_);
  Put(sample);
  return true;
}

void RecordingDecoder::PutHead() {
  in_command_line_ = false;
  if (head_put_) return;
  head_put_ = true;
  arguments_ = absl::StrSplit(command_line_, ' ', absl::SkipEmpty());
  if (program_.empty() && !arguments_.empty()) program_ = std::string(arguments_[0]);
  capture_ = absl::StrCat(R"({"recorder":"heaptrack )", VersionText(heaptrack_version_), "\"}");
  TraceHead head;
  head.program = program_;
  if (!arguments_.empty()) head.args = arguments_;
  head.capture_json = capture_;
  Put(head);
}

void RecordingDecoder::Put(EventBody body, StackId stack) {
  Event& event = events_.emplace_back();
  if (!IsDefinition(body)) event.t = t_;
  event.stack = stack;
  event.body = body;
}

void RecordingDecoder::End(bool whole) {
  events_.clear();
  given_ = 0;
  if (whole && (raw_ || (has_strings_comment_ && has_frames_comment_))) {
    PutHead();
    Put(trace::End{});
  }
}

}  // namespace tidemark::trace
