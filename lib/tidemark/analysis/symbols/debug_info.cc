#include <dwarf.h>
#include <elfutils/libdwelf.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tidemark/analysis/symbols/debug_info_internal.h"

namespace tidemark::analysis {
namespace {

constexpr size_t kMostUnits = size_t{1} << 22;
constexpr uint64_t kMostUnitRanges = uint64_t{1} << 24;
constexpr size_t kMostInlined = 256;  // in one chain

absl::string_view Text(Dwarf_Die die, unsigned attribute) {
  Dwarf_Attribute found;
  const char* text = dwarf_formstring(dwarf_attr_integrate(&die, attribute, &found));
  return text == nullptr ? absl::string_view() : absl::string_view(text);
}

absl::string_view LinkageName(Dwarf_Die die) {
  const absl::string_view name = Text(die, DW_AT_linkage_name);
  return name.empty() ? Text(die, DW_AT_MIPS_linkage_name) : name;
}

// libdw takes the names of source files to end where they should, and would read on. Looked at when
// it has unpacked compressed sections.
bool HasSoundTexts(const ElfImage& image) {
  return image.ends_with_zero(".debug_str") && image.ends_with_zero(".debug_line_str");
}

// A source file with the folder that the compiler ran in, if its name depends on it. Of the files
// in that folder itself libdw has put it before the name already.
std::string FullName(Dwarf_Die unit, absl::string_view name) {
  if (name.empty() || name.front() == '/') return std::string(name);
  const absl::string_view folder = Text(unit, DW_AT_comp_dir);
  if (folder.empty() || absl::StartsWith(name, absl::StrCat(folder, "/"))) return std::string(name);
  return absl::StrCat(folder, "/", name);
}

std::string FileName(Dwarf_Die unit, uint64_t index) {
  Dwarf_Files* files = nullptr;
  size_t count = 0;
  if (dwarf_getsrcfiles(&unit, &files, &count) != 0 || index >= count) return "";
  const char* name = dwarf_filesrc(files, index, nullptr, nullptr);
  return name == nullptr ? "" : FullName(unit, name);
}

// The last entry of the line table that is not beyond the address.
Dwarf_Line* LineAt(Dwarf_Die unit, uint64_t address) {
  Dwarf_Lines* lines = nullptr;
  size_t count = 0;
  if (dwarf_getsrclines(&unit, &lines, &count) != 0) return nullptr;
  size_t low = 0;  // all before it are at or before the address
  for (size_t high = count; low < high;) {
    const size_t middle = low + (high - low) / 2;
    Dwarf_Addr at = 0;
    if (dwarf_lineaddr(dwarf_onesrcline(lines, middle), &at) == 0 && at <= address) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return nullptr;
  Dwarf_Line* line = dwarf_onesrcline(lines, low - 1);
  bool beyond = true;  // what comes from here on is not code of the unit
  return dwarf_lineendsequence(line, &beyond) == 0 && !beyond ? line : nullptr;
}

void FindLine(Dwarf_Die unit, uint64_t address, std::string* file, int64_t* line) {
  Dwarf_Line* found = LineAt(unit, address);
  const char* name = dwarf_linesrc(found, nullptr, nullptr);
  int number = 0;
  if (name == nullptr || dwarf_lineno(found, &number) != 0) return;
  *file = FullName(unit, name);
  *line = number;
}

}  // namespace

std::unique_ptr<DebugInfo> DebugInfo::Read(const ElfImage& image, const FindShared& find_shared) {
  Dwarf* dwarf = dwarf_begin_elf(image.elf(), DWARF_C_READ, nullptr);
  if (dwarf == nullptr) return nullptr;
  auto info = std::unique_ptr<DebugInfo>(new DebugInfo(dwarf));
  if (!HasSoundTexts(image)) return nullptr;
  info->LinkShared(find_shared);
  info->ListUnits();
  return info->units_.empty() ? nullptr : std::move(info);
}

DebugInfo::~DebugInfo() {
  dwarf_end(dwarf_);
  dwarf_end(shared_);
}

void DebugInfo::LinkShared(const FindShared& find_shared) {
  const char* name = nullptr;
  const void* bits = nullptr;
  const ssize_t size = dwelf_dwarf_gnu_debugaltlink(dwarf_, &name, &bits);
  if (size <= 0 || name == nullptr) return;
  shared_image_ =
      find_shared(name, absl::BytesToHexString(absl::string_view(static_cast<const char*>(bits),
                                                                 static_cast<size_t>(size))));
  if (shared_image_ == nullptr || !HasSoundTexts(*shared_image_)) return;
  shared_ = dwarf_begin_elf(shared_image_->elf(), DWARF_C_READ, nullptr);
  if (shared_ != nullptr) dwarf_setalt(dwarf_, shared_);
}

void DebugInfo::ListUnits() {
  Dwarf_CU* unit = nullptr;
  Dwarf_Half version = 0;
  uint8_t type = 0;
  Unit entry;
  Dwarf_Die split;
  uint64_t ranges = 0;
  while (units_.size() < kMostUnits &&
         dwarf_get_units(dwarf_, unit, &unit, &version, &type, &entry.skeleton, &split) == 0) {
    if (type != DW_UT_compile && type != DW_UT_partial && type != DW_UT_skeleton) continue;
    const bool is_split = type == DW_UT_skeleton && split.addr != nullptr;
    entry.content = is_split ? split : entry.skeleton;
    Dwarf_Addr base = 0;
    Dwarf_Addr low = 0;
    Dwarf_Addr high = 0;
    const size_t before = unit_ranges_.size();
    for (ptrdiff_t at = 0; ranges < kMostUnitRanges; ++ranges) {
      at = dwarf_ranges(&entry.skeleton, at, &base, &low, &high);
      if (at <= 0) break;
      unit_ranges_.Add(
          {.low = low, .high = high, .value = static_cast<uint32_t>(units_.size()), .rank = 0});
    }
    if (unit_ranges_.size() > before) units_.push_back(std::move(entry));
    entry = Unit();
  }
  unit_ranges_.Build();
}

std::vector<DebugInfo::Frame> DebugInfo::At(uint64_t address) {
  std::vector<Frame> frames;
  const std::optional<uint32_t> found = unit_ranges_.Find(address);
  if (!found.has_value()) return frames;
  Unit& unit = units_[*found];
  if (unit.functions == nullptr) unit.functions = std::make_unique<FunctionIndex>(unit.content);
  Frame frame;
  FindLine(unit.skeleton, address, &frame.file, &frame.line);
  for (const FunctionIndex::Function* function = unit.functions->At(address);
       function != nullptr && frames.size() < kMostInlined; function = function->caller) {
    frame.linkage_name = LinkageName(function->die);
    frame.name = Text(function->die, DW_AT_name);
    frames.push_back(std::move(frame));
    frame = Frame();
    if (function->caller != nullptr) {
      frame.file = FileName(unit.content, function->call_file);
      frame.line = static_cast<int64_t>(function->call_line);
    }
  }
  if (frames.empty() && !frame.file.empty()) frames.push_back(std::move(frame));
  return frames;
}

}  // namespace tidemark::analysis
