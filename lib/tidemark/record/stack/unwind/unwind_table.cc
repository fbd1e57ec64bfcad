#include "tidemark/record/stack/unwind/unwind_table.h"

#include <dlfcn.h>

#include <cstddef>

#include "tidemark/record/os/address.h"
#include "tidemark/record/stack/unwind/encoded_pointer.h"
#include "tidemark/record/stack/unwind/frame_program.h"

namespace tidemark::record {
namespace {

// Either kind of entry in .eh_frame: a length, then an id that is 0 in a CIE and, in an FDE, the
// distance back to its CIE.
struct Entry {
  const uint8_t* id_at = nullptr;
  uint32_t id = 0;
  const uint8_t* begin = nullptr;  // behind the id
  const uint8_t* end = nullptr;
};

bool ReadEntry(const uint8_t* at, Entry* entry) {
  // The entry's length bounds its body; these two fields have a fixed size.
  DwarfCursor in(at, at + 12);
  uint64_t length = in.Fixed<uint32_t>();
  if (length == 0xffffffff) length = in.Fixed<uint64_t>();
  if (length < sizeof(entry->id)) return false;
  entry->id_at = in.at();
  entry->end = entry->id_at + length;
  DwarfCursor body(entry->id_at, entry->end);
  entry->id = body.Fixed<uint32_t>();
  entry->begin = body.at();
  return true;
}

struct CommonInformation {
  FrameProgram program;  // without the FDE's instructions
  bool has_augmentation_data = false;
  bool signal_frame = false;
};

// The letters of the augmentation string behind 'z', and what belongs to them.
bool ReadAugmentation(const char* letters, DwarfCursor& in, CommonInformation* common) {
  for (; *letters != '\0'; ++letters) {
    uintptr_t ignored = 0;
    switch (*letters) {
      case 'R':
        common->program.address_encoding = in.Fixed<uint8_t>();
        break;
      case 'P': {
        const auto encoding = in.Fixed<uint8_t>();
        // Only skipped: the personality routine is irrelevant, so it is not dereferenced.
        if (!ReadEncodedPointer(in, encoding & 0x7f, 0, &ignored)) return false;
        break;
      }
      case 'L':
        in.Skip(1);
        break;
      case 'S':
        common->signal_frame = true;
        break;
      case 'B':  // of other machines
        break;
      default:
        return true;  // what follows is not needed
    }
  }
  return in.ok();
}

bool ReadCommonInformation(const Entry& entry, CommonInformation* common) {
  DwarfCursor in(entry.begin, entry.end);
  const auto version = in.Fixed<uint8_t>();
  if (version != 1 && version != 3 && version != 4) return false;
  const auto* const augmentation = reinterpret_cast<const char*>(in.at());
  while (in.Fixed<uint8_t>() != 0) {
  }
  if (version == 4) in.Skip(2);  // sizes of addresses and segment selectors
  common->program.code_alignment = in.Uleb();
  common->program.data_alignment = in.Sleb();
  const uint64_t return_register = version == 1 ? in.Fixed<uint8_t>() : in.Uleb();
  if (!in.ok() || return_register != kRip) return false;
  if (augmentation[0] == 'z') {
    const DwarfBlock data = in.Block(in.Uleb());
    common->has_augmentation_data = true;
    DwarfCursor fields(data);
    if (!ReadAugmentation(augmentation + 1, fields, common)) return false;
  } else if (augmentation[0] != '\0') {
    return false;
  }
  common->program.initial = {in.at(), static_cast<size_t>(entry.end - in.at())};
  return in.ok();
}

bool ReadRule(const uint8_t* fde, uintptr_t pc, FrameRule* rule) {
  Entry entry;
  Entry common_entry;
  CommonInformation common;
  if (!ReadEntry(fde, &entry) || entry.id == 0 ||
      !ReadEntry(entry.id_at - entry.id, &common_entry) || common_entry.id != 0 ||
      !ReadCommonInformation(common_entry, &common)) {
    return false;
  }
  DwarfCursor in(entry.begin, entry.end);
  uintptr_t begin = 0;
  uintptr_t size = 0;
  const uint8_t encoding = common.program.address_encoding;
  if (!ReadEncodedPointer(in, encoding, 0, &begin) ||
      !ReadEncodedPointer(in, encoding & kEncodingFormat, 0, &size) || pc < begin ||
      pc - begin >= size) {
    return false;
  }
  if (common.has_augmentation_data) in.Skip(in.Uleb());
  common.program.instructions = {in.at(), static_cast<size_t>(entry.end - in.at())};
  if (!in.ok() || !RunFrameProgram(common.program, begin, pc, rule)) return false;
  rule->signal_frame = common.signal_frame;
  return true;
}

// A row of the search table: addresses relative to the table's header.
struct SearchRow {
  int32_t begin;
  int32_t fde;
};

}  // namespace

bool FindFrameRuleIn(const uint8_t* header, uintptr_t pc, FrameRule* rule) noexcept {
  const auto base = reinterpret_cast<uintptr_t>(header);
  // Version, three encodings, then two numbers of at most eight bytes.
  DwarfCursor in(header, header + 20);
  const auto version = in.Fixed<uint8_t>();
  const auto section_encoding = in.Fixed<uint8_t>();
  const auto count_encoding = in.Fixed<uint8_t>();
  const auto row_encoding = in.Fixed<uint8_t>();
  uintptr_t section = 0;
  uintptr_t count = 0;
  // The only table format that linkers emit.
  if (version != 1 || count_encoding == kEncodingOmit ||
      row_encoding != (kEncodingDataRelative | kEncodingSigned4) ||
      !ReadEncodedPointer(in, section_encoding, base, &section) ||
      !ReadEncodedPointer(in, count_encoding, base, &count) || count == 0) {
    return false;
  }
  const auto row = [rows = in.at()](uintptr_t index) {
    DwarfCursor at(rows + index * sizeof(SearchRow), rows + (index + 1) * sizeof(SearchRow));
    return SearchRow{.begin = at.Fixed<int32_t>(), .fde = at.Fixed<int32_t>()};
  };
  const auto target = static_cast<intptr_t>(pc - base);
  uintptr_t low = 0;  // the last row that does not begin behind pc
  uintptr_t high = count;
  while (high - low > 1) {
    const uintptr_t middle = low + (high - low) / 2;
    (row(middle).begin <= target ? low : high) = middle;
  }
  return ReadRule(header + row(low).fde, pc, rule);
}

bool FindFrameRule(uintptr_t pc, FrameRule* rule) noexcept {
  dl_find_object found;
  if (_dl_find_object(PointerTo<void>(pc), &found) != 0 || found.dlfo_eh_frame == nullptr) {
    return false;
  }
  return FindFrameRuleIn(static_cast<const uint8_t*>(found.dlfo_eh_frame), pc, rule);
}

}  // namespace tidemark::record
