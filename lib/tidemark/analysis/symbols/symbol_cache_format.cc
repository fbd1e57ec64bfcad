#include <array>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/symbols/symbol_cache.h"
#include "tidemark/trace/binary/chunk_format.h"

// A cache file is kHeader, the CRC-32 of what follows (8 hexadecimal digits and a newline), and
// then with numbers as varints and texts with their length before them:
//   build id, detail, problem, files
//   number of texts, each text
//   number of addresses; each the distance to the one before, number of frames, and of each frame
//   its function and file, as numbers of texts, and its line
namespace tidemark::analysis {
namespace {

// Counts up with every change of this format, or of how functions are named.
constexpr absl::string_view kHeader = "tidemark symbols 1\n";
constexpr size_t kChecksumBytes = 9;

std::string Checksum(absl::string_view bytes) {
  return absl::StrCat(
      absl::Hex(trace::Crc32(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()),
                absl::kZeroPad8),
      "\n");
}

class Packer {
 public:
  void Number(uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  void Text(absl::string_view text) {
    Number(text.size());
    absl::StrAppend(&bytes_, text);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Of bytes that end too early or make no sense it gives zeros, and sound() is false.
class Unpacker {
 public:
  explicit Unpacker(absl::string_view bytes) : bytes_(bytes) {}

  uint64_t Number() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && !bytes_.empty(); shift += 7) {
      const auto byte = static_cast<uint8_t>(bytes_.front());
      bytes_.remove_prefix(1);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return Fail();
  }
  // Of things that take at least a byte each.
  uint64_t Count() {
    const uint64_t count = Number();
    return count <= bytes_.size() ? count : Fail();
  }
  std::string Text() {
    const uint64_t size = Count();
    std::string text(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return text;
  }
  bool sound() const { return sound_; }
  bool at_end() const { return bytes_.empty(); }

 private:
  uint64_t Fail() {
    sound_ = false;
    bytes_ = {};
    return 0;
  }

  absl::string_view bytes_;
  bool sound_ = true;
};

class TextNumbers {
 public:
  uint64_t Of(const std::string& text) {
    auto [it, inserted] = numbers_.try_emplace(text, texts_.size());
    if (inserted) texts_.push_back(text);
    return it->second;
  }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  absl::flat_hash_map<std::string, uint64_t> numbers_;
  std::vector<std::string> texts_;
};

SourceFrames UnpackFrames(const std::vector<std::string>& texts, Unpacker* from) {
  SourceFrames frames;
  const uint64_t count = from->Count();
  for (uint64_t i = 0; i < count && from->sound(); ++i) {
    const uint64_t function = from->Number();
    const uint64_t file = from->Number();
    const uint64_t line = from->Number();
    if (function >= texts.size() || file >= texts.size() || line > INT64_MAX) return {};
    frames.push_back(
        {.function = texts[function], .file = texts[file], .line = static_cast<int64_t>(line)});
  }
  return frames;
}

}  // namespace

std::string EncodeCachedSymbols(const std::string& build_id, const CachedSymbols& symbols) {
  TextNumbers numbers;
  Packer entries;
  uint64_t last = 0;
  entries.Number(symbols.frames.size());
  for (const auto& [pc, frames] : symbols.frames) {
    entries.Number(pc - last);
    last = pc;
    entries.Number(frames.size());
    for (const SourceFrame& frame : frames) {
      entries.Number(numbers.Of(frame.function));
      entries.Number(numbers.Of(frame.file));
      entries.Number(static_cast<uint64_t>(frame.line));
    }
  }
  Packer head;
  head.Text(build_id);
  head.Number(static_cast<uint64_t>(symbols.detail));
  head.Number(static_cast<uint64_t>(symbols.problem));
  head.Text(symbols.files);
  head.Number(numbers.texts().size());
  for (const std::string& text : numbers.texts()) head.Text(text);
  const std::string body = absl::StrCat(head.bytes(), entries.bytes());
  return absl::StrCat(kHeader, Checksum(body), body);
}

std::optional<CachedSymbols> DecodeCachedSymbols(const std::string& build_id,
                                                 absl::string_view bytes) {
  if (bytes.size() < kHeader.size() + kChecksumBytes || !absl::StartsWith(bytes, kHeader)) {
    return std::nullopt;
  }
  const absl::string_view checksum = bytes.substr(kHeader.size(), kChecksumBytes);
  const absl::string_view body = bytes.substr(kHeader.size() + kChecksumBytes);
  if (checksum != Checksum(body)) return std::nullopt;
  // The file is not trusted, although its checksum is right.
  Unpacker from(body);
  CachedSymbols symbols;
  if (from.Text() != build_id) return std::nullopt;
  const uint64_t detail = from.Number();
  const uint64_t problem = from.Number();
  if (detail > static_cast<uint64_t>(SymbolDetail::kDebugInfo) ||
      problem > static_cast<uint64_t>(SymbolProblem::kStripped)) {
    return std::nullopt;
  }
  symbols.detail = static_cast<SymbolDetail>(detail);
  symbols.problem = static_cast<SymbolProblem>(problem);
  symbols.files = from.Text();
  std::vector<std::string> texts;
  for (uint64_t left = from.Count(); left > 0 && from.sound(); --left) texts.push_back(from.Text());
  uint64_t pc = 0;
  for (uint64_t left = from.Count(); left > 0 && from.sound(); --left) {
    pc += from.Number();
    symbols.frames[pc] = UnpackFrames(texts, &from);
  }
  if (!from.sound() || !from.at_end()) return std::nullopt;
  return symbols;
}

}  // namespace tidemark::analysis
