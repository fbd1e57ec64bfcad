// Every few bytes of the code of the C and C++ libraries, against libdw, which reads the same data
// with other code; and data that no linker would write.
#include "tidemark/record/stack/unwind/unwind_table.h"

#include <dlfcn.h>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <link.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/match.h"

namespace tidemark::record {
namespace {

struct CodeRange {
  std::string path;
  uintptr_t bias = 0;
  uintptr_t begin = 0;  // in memory
  uintptr_t end = 0;
};

// The executable segments of the library that `address` is in.
std::vector<CodeRange> CodeOf(const void* address) {
  dl_find_object found;
  std::vector<CodeRange> ranges;
  if (_dl_find_object(const_cast<void*>(address), &found) != 0) return ranges;
  struct Search {
    const link_map* map;
    std::vector<CodeRange>* ranges;
  } search{found.dlfo_link_map, &ranges};
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* data) {
        const auto* const wanted = static_cast<Search*>(data);
        if (info->dlpi_addr != wanted->map->l_addr) return 0;
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const ElfW(Phdr)& segment = info->dlpi_phdr[i];
          if (segment.p_type != PT_LOAD || (segment.p_flags & PF_X) == 0) continue;
          const uintptr_t begin = info->dlpi_addr + segment.p_vaddr;
          wanted->ranges->push_back(
              {info->dlpi_name, info->dlpi_addr, begin, begin + segment.p_memsz});
        }
        return 1;
      },
      &search);
  return ranges;
}

// A rule as text, so that differences can be read.
std::string Text(const RegisterRule& rule) {
  switch (rule.kind) {
    case RegisterRule::Kind::kSame:
      return "same";
    case RegisterRule::Kind::kUndefined:
      return "undefined";
    case RegisterRule::Kind::kAtOffset:
      return "at cfa" + std::to_string(rule.offset);
    case RegisterRule::Kind::kOffset:
      return "cfa" + std::to_string(rule.offset);
    case RegisterRule::Kind::kAtExpression:
    case RegisterRule::Kind::kExpression:
      return "expression";
  }
  return "";
}

std::string Text(const FrameRule& rule) {
  const std::string cfa = rule.cfa_expression.size > 0 ? "expression"
                                                       : "r" + std::to_string(rule.cfa_register) +
                                                             " " + std::to_string(rule.cfa_offset);
  return "cfa " + cfa + ", rbp " + Text(rule.rbp) + ", ra " + Text(rule.return_address) +
         (rule.signal_frame ? ", signal" : "");
}

std::string RegisterText(Dwarf_Frame* frame, int number) {
  Dwarf_Op memory[3];
  Dwarf_Op* ops = nullptr;
  size_t count = 0;
  if (dwarf_frame_register(frame, number, memory, &ops, &count) != 0) return "error";
  if (count == 0) return ops == nullptr ? "same" : "undefined";
  if (ops[0].atom == DW_OP_regx) return "in a register";
  const bool is_value = ops[count - 1].atom == DW_OP_stack_value;
  if (is_value) --count;
  if (ops[0].atom != DW_OP_call_frame_cfa || count > 2) return "expression";
  int64_t offset = 0;
  if (count == 2) {
    if (ops[1].atom != DW_OP_plus_uconst) return "expression";
    offset = static_cast<int64_t>(ops[1].number);
  }
  // The CFA and an expression of one operation look alike here.
  return (is_value ? "cfa" : "at cfa") + std::to_string(offset);
}

std::string Text(Dwarf_Frame* frame) {
  Dwarf_Op* ops = nullptr;
  size_t count = 0;
  if (dwarf_frame_cfa(frame, &ops, &count) != 0) return "error";
  std::string cfa = "expression";
  if (count == 1 && ops[0].atom == DW_OP_bregx) {
    cfa = "r" + std::to_string(ops[0].number) + " " +
          std::to_string(static_cast<int64_t>(ops[0].number2));
  }
  bool signal = false;
  dwarf_frame_info(frame, nullptr, nullptr, &signal);
  return "cfa " + cfa + ", rbp " + RegisterText(frame, 6) + ", ra " + RegisterText(frame, 16) +
         (signal ? ", signal" : "");
}

void ExpectAgreement(const void* address, int64_t least) {
  int64_t compared = 0;
  int64_t without = 0;
  for (const CodeRange& range : CodeOf(address)) {
    const int file = open(range.path.c_str(), O_RDONLY);
    ASSERT_GE(file, 0) << range.path;
    elf_version(EV_CURRENT);
    Elf* const elf = elf_begin(file, ELF_C_READ, nullptr);
    Dwarf_CFI* const cfi = dwarf_getcfi_elf(elf);
    ASSERT_NE(cfi, nullptr);
    for (uintptr_t pc = range.begin; pc < range.end; pc += 7) {
      FrameRule rule;
      Dwarf_Frame* frame = nullptr;
      const bool ours = FindFrameRule(pc, &rule);
      const bool theirs = dwarf_cfi_addrframe(cfi, pc - range.bias, &frame) == 0;
      const std::string expected = theirs ? Text(frame) : "none";
      // A return address in a register we refuse: longjmp has that, but calls nobody.
      const bool refused = !ours && theirs && absl::EndsWith(expected, "ra in a register");
      ASSERT_TRUE(ours == theirs || refused)
          << range.path << " at " << std::hex << pc - range.bias << ": " << expected;
      if (!ours) {
        ++without;
        free(frame);
        continue;
      }
      ASSERT_EQ(Text(rule), expected) << range.path << " at " << std::hex << pc - range.bias;
      ++compared;
      free(frame);
    }
    dwarf_cfi_end(cfi);
    elf_end(elf);
    close(file);
  }
  EXPECT_GT(compared, least);
  EXPECT_LT(without, compared / 10);
}

TEST(UnwindTableTest, TheCLibraryAsLibdwReadsIt) {
  ExpectAgreement(reinterpret_cast<const void*>(&::getpid), 100'000);
}

TEST(UnwindTableTest, TheCppLibraryAsLibdwReadsIt) {
  ExpectAgreement(dlsym(RTLD_DEFAULT, "_ZNSt6localeC1Ev"), 50'000);
}

// ---- Data made by hand ----

// .eh_frame_hdr with one function, its FDE and its CIE, all in one piece of memory.
class Table {
 public:
  explicit Table(const std::vector<uint8_t>& instructions, const std::string& augmentation = "zR",
                 std::vector<uint8_t> augmentation_data = {0x1b}, uint8_t version = 1) {
    bytes_.assign(kHeaderBytes, 0);
    const size_t cie = bytes_.size();
    Number<uint32_t>(0);  // its length, for now
    Number<uint32_t>(0);
    bytes_.push_back(version);
    for (const char c : augmentation) bytes_.push_back(static_cast<uint8_t>(c));
    bytes_.push_back(0);
    bytes_.insert(bytes_.end(), {1, 0x78, 16});  // alignments 1 and -8, return address in 16
    if (augmentation[0] == 'z') {
      bytes_.push_back(static_cast<uint8_t>(augmentation_data.size()));
      bytes_.insert(bytes_.end(), augmentation_data.begin(), augmentation_data.end());
    }
    bytes_.insert(bytes_.end(), {0x0c, 7, 8, 0x90, 1});  // CFA rsp+8, return address at -8
    SetLength(cie);
    fde_ = bytes_.size();
    Number<uint32_t>(0);
    Number(static_cast<uint32_t>(bytes_.size() - cie));
    Number(static_cast<int32_t>(kFunction - bytes_.size()));  // relative to here
    Number<uint32_t>(kFunctionBytes);
    if (augmentation[0] == 'z') bytes_.push_back(0);
    bytes_.insert(bytes_.end(), instructions.begin(), instructions.end());
    SetLength(fde_);
    WriteHeader();
  }

  bool Find(size_t offset, FrameRule* rule) const {
    return FindFrameRuleIn(bytes_.data(),
                           reinterpret_cast<uintptr_t>(bytes_.data()) + kFunction + offset, rule);
  }
  std::string At(size_t offset) const {
    FrameRule rule;
    return Find(offset, &rule) ? Text(rule) : "none";
  }

  std::vector<uint8_t>& bytes() { return bytes_; }
  size_t fde() const { return fde_; }

  static constexpr size_t kFunction = 100'000;  // far behind the table
  static constexpr size_t kFunctionBytes = 100;

 private:
  static constexpr size_t kHeaderBytes = 4 + 4 + 4 + 8;

  template <class T>
  void Number(T value) {
    const auto* const bytes = reinterpret_cast<const uint8_t*>(&value);
    bytes_.insert(bytes_.end(), bytes, bytes + sizeof(T));
  }
  template <class T>
  void Put(size_t at, T value) {
    std::memcpy(bytes_.data() + at, &value, sizeof(T));
  }
  void SetLength(size_t at) { Put(at, static_cast<uint32_t>(bytes_.size() - at - 4)); }
  void WriteHeader() {
    const uint8_t start[] = {1, 0x1b, 0x03, 0x3b};
    std::memcpy(bytes_.data(), start, sizeof(start));
    Put<int32_t>(4, kHeaderBytes - 4);
    Put<uint32_t>(8, 1);
    Put<int32_t>(12, kFunction);
    Put(16, static_cast<int32_t>(fde_));
  }

  std::vector<uint8_t> bytes_;
  size_t fde_ = 0;
};

TEST(UnwindTableTest, RowsOfAFunction) {
  // push %rbp at 0, mov %rsp,%rbp at 1, ..., pop at 50.
  const Table table(
      {0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x6e, 0x0a, 0x0c, 7, 8, 0xc6, 0x42, 0x0b});
  EXPECT_EQ(table.At(0), "cfa r7 8, rbp same, ra at cfa-8");
  EXPECT_EQ(table.At(1), "cfa r7 16, rbp at cfa-16, ra at cfa-8");
  EXPECT_EQ(table.At(3), "cfa r7 16, rbp at cfa-16, ra at cfa-8");
  EXPECT_EQ(table.At(4), "cfa r6 16, rbp at cfa-16, ra at cfa-8");
  EXPECT_EQ(table.At(49), "cfa r6 16, rbp at cfa-16, ra at cfa-8");
  EXPECT_EQ(table.At(50), "cfa r7 8, rbp same, ra at cfa-8");
  EXPECT_EQ(table.At(52), "cfa r6 16, rbp at cfa-16, ra at cfa-8");
  EXPECT_EQ(table.At(99), "cfa r6 16, rbp at cfa-16, ra at cfa-8");
  EXPECT_EQ(table.At(100), "none");  // behind the function
  FrameRule rule;
  EXPECT_FALSE(table.Find(static_cast<size_t>(-1), &rule));  // in front of it
}

TEST(UnwindTableTest, TheOtherInstructions) {
  EXPECT_EQ(Table({0x07, 16}).At(5), "cfa r7 8, rbp same, ra undefined");
  EXPECT_EQ(Table({0x05, 6, 3, 0x08, 6}).At(5), "cfa r7 8, rbp same, ra at cfa-8");
  EXPECT_EQ(Table({0x11, 6, 0x7e}).At(5), "cfa r7 8, rbp at cfa16, ra at cfa-8");
  EXPECT_EQ(Table({0x12, 7, 0x7c}).At(5), "cfa r7 32, rbp same, ra at cfa-8");
  EXPECT_EQ(Table({0x13, 0x7c}).At(5), "cfa r7 32, rbp same, ra at cfa-8");
  EXPECT_EQ(Table({0x14, 6, 2}).At(5), "cfa r7 8, rbp cfa-16, ra at cfa-8");
  EXPECT_EQ(Table({0x2f, 6, 2}).At(5), "cfa r7 8, rbp at cfa16, ra at cfa-8");
  EXPECT_EQ(Table({0x2e, 16, 0x00}).At(5), "cfa r7 8, rbp same, ra at cfa-8");
  EXPECT_EQ(Table({0x0f, 2, 0x77, 8}).At(5), "cfa expression, rbp same, ra at cfa-8");
  EXPECT_EQ(Table({0x10, 6, 2, 0x77, 8}).At(5), "cfa r7 8, rbp expression, ra at cfa-8");
  EXPECT_EQ(Table({0x02, 3, 0x0e, 24}).At(2), "cfa r7 8, rbp same, ra at cfa-8");
  EXPECT_EQ(Table({0x02, 3, 0x0e, 24}).At(3), "cfa r7 24, rbp same, ra at cfa-8");
  EXPECT_EQ(Table({0x03, 3, 0, 0x0e, 24}).At(3), "cfa r7 24, rbp same, ra at cfa-8");
  EXPECT_EQ(Table({0x04, 3, 0, 0, 0, 0x0e, 24}).At(3), "cfa r7 24, rbp same, ra at cfa-8");
  EXPECT_EQ(Table({0x83, 2, 0x09, 3, 4}).At(5), "cfa r7 8, rbp same, ra at cfa-8");
  EXPECT_EQ(Table({}, "zRS").At(5), "cfa r7 8, rbp same, ra at cfa-8, signal");
  EXPECT_EQ(Table({}, "zPLR", {0x1b, 0, 0, 0, 0, 0x1b, 0x1b}).At(5),
            "cfa r7 8, rbp same, ra at cfa-8");
}

TEST(UnwindTableTest, WhatIsNotUnderstoodIsRefused) {
  EXPECT_EQ(Table({0x3f}).At(5), "none");               // no such instruction
  EXPECT_EQ(Table({0x0b}).At(5), "none");               // nothing was remembered
  EXPECT_EQ(Table({0x09, 16, 3}).At(5), "none");        // the return address in a register
  EXPECT_EQ(Table({0x0e}).At(5), "none");               // cut off
  EXPECT_EQ(Table({0x0f, 200, 1}).At(5), "none");       // an expression beyond the end
  EXPECT_EQ(Table({0x0e, 0x80}).At(5), "none");         // a number that does not end
  EXPECT_EQ(Table({}, "eh").At(5), "none");             // an augmentation of old
  EXPECT_EQ(Table({}, "zR", {0x1b}, 9).At(5), "none");  // a version of the future
  EXPECT_EQ(Table(std::vector<uint8_t>(9, 0x0a)).At(5), "none");  // remembers too much
}

// Whatever stands in the entries, nothing outside of them is read (AddressSanitizer looks on).
TEST(UnwindTableTest, DamagedEntriesAreNoDanger) {
  const Table sound({0x41, 0x0e, 16, 0x86, 2, 0x43, 0x0d, 6, 0x0f, 3, 0x77, 8, 0x06});
  Table damaged = sound;
  FrameRule rule;
  ASSERT_TRUE(sound.Find(60, &rule));
  uint32_t random = 1;
  // Not the lengths and the distances between the entries: they are what bounds the rest.
  for (size_t at = damaged.fde() + 16; at < damaged.bytes().size(); ++at) {
    for (int round = 0; round < 200; ++round) {
      random = random * 1664525 + 1013904223;
      const uint8_t before = damaged.bytes()[at];
      damaged.bytes()[at] = static_cast<uint8_t>(random >> 24);
      damaged.Find(60, &rule);
      damaged.bytes()[at] = before;
    }
  }
  EXPECT_EQ(damaged.At(60), sound.At(60));
}

}  // namespace
}  // namespace tidemark::record
