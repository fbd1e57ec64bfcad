// ELF files that are cut off, random or damaged in one place: no crash, no endless search, and
// under the sanitizers no finding.
#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "tests/analysis/symbols/symbols_fixture.h"
#include "tidemark/analysis/symbols/symbolizer.h"

namespace tidemark::analysis {
namespace {

// Looks up the known addresses, and some others, in a file of these bytes.
class Victim {
 public:
  void LookInto(const std::string& bytes) {
    WriteBytes(folder_.File("app"), bytes);
    Symbolizer symbolizer({.debug_roots = {}});
    const size_t module = symbolizer.Module({.path = folder_.File("app"), .build_id = ""});
    for (const KnownAddress& known : Fixture::Get().addresses()) {
      frames_ += symbolizer.At(module, known.pc).size();
    }
    for (const uint64_t pc : {uint64_t{0}, uint64_t{0x1000}, ~uint64_t{0}}) {
      frames_ += symbolizer.At(module, pc).size();
    }
  }
  size_t frames() const { return frames_; }

 private:
  TempFolder folder_;
  size_t frames_ = 0;
};

// Where the sections lie in the file.
struct Piece {
  size_t begin = 0;
  size_t size = 0;
};

std::vector<Piece> Pieces(const std::string& elf) {
  Elf64_Ehdr header;
  std::memcpy(&header, elf.data(), sizeof(header));
  std::vector<Piece> pieces = {{0, sizeof(header)},
                               {header.e_shoff, header.e_shnum * sizeof(Elf64_Shdr)}};
  for (size_t i = 0; i < header.e_shnum; ++i) {
    Elf64_Shdr section;
    std::memcpy(&section, elf.data() + header.e_shoff + i * sizeof(section), sizeof(section));
    // The code and its data are not looked at.
    if (section.sh_type == SHT_NOBITS || section.sh_size == 0 ||
        (section.sh_flags & SHF_EXECINSTR) != 0) {
      continue;
    }
    pieces.push_back({section.sh_offset, section.sh_size});
  }
  return pieces;
}

TEST(HostileModules, CutOffFiles) {
  const std::string whole = ReadBytes(Fixture::Get().path());
  Victim victim;
  std::mt19937 random(1);
  for (size_t size = 0; size < 70; ++size) victim.LookInto(whole.substr(0, size));
  for (int i = 0; i < 200; ++i) victim.LookInto(whole.substr(0, random() % whole.size()));
  victim.LookInto(whole);
  EXPECT_GT(victim.frames(), 0u);
}

TEST(HostileModules, RandomBytesBehindAnElfHeader) {
  const std::string whole = ReadBytes(Fixture::Get().path());
  Victim victim;
  std::mt19937 random(2);
  for (int i = 0; i < 200; ++i) {
    std::string bytes = whole.substr(0, sizeof(Elf64_Ehdr));
    for (size_t k = random() % 4096; k > 0; --k) bytes.push_back(static_cast<char>(random()));
    victim.LookInto(bytes);
  }
}

// Found under ASan: libdw reads on where the names of source files have no end.
TEST(HostileModules, SectionsOfTextThatDoNotEnd) {
  const std::string whole = ReadBytes(Fixture::Get().path());
  Victim victim;
  for (const Piece& piece : Pieces(whole)) {
    for (const size_t tail : {size_t{1}, size_t{16}}) {
      if (piece.size < tail) continue;
      std::string bytes = whole;
      bytes.replace(piece.begin + piece.size - tail, tail, tail, 'x');
      victim.LookInto(bytes);
    }
  }
  EXPECT_GT(victim.frames(), 0u);
}

TEST(HostileModules, DamagedHeadersTablesAndDebugInfo) {
  const std::string whole = ReadBytes(Fixture::Get().path());
  const std::vector<Piece> pieces = Pieces(whole);
  Victim victim;
  std::mt19937 random(3);
  for (int i = 0; i < 1200; ++i) {
    std::string bytes = whole;
    for (size_t changes = size_t{1} << (random() % 5); changes > 0; --changes) {
      const Piece& piece = pieces[random() % pieces.size()];
      const size_t at = piece.begin + random() % piece.size;
      static constexpr unsigned char kTelling[] = {0, 1, 0x7f, 0x80, 0xff};
      if (at >= bytes.size()) continue;
      bytes[at] = static_cast<char>(random() % 3 == 0 ? random() : kTelling[random() % 5]);
    }
    victim.LookInto(bytes);
  }
  EXPECT_GT(victim.frames(), 0u);
}

}  // namespace
}  // namespace tidemark::analysis
