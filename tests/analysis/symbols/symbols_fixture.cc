#include "tests/analysis/symbols/symbols_fixture.h"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

#include "absl/strings/str_cat.h"

namespace tidemark::analysis {

const char kObjcopy[] = TIDEMARK_OBJCOPY;

Fixture::Fixture() : path_(TIDEMARK_SYMBOLS_FIXTURE) {
  std::istringstream lines(RunShell(path_));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    KnownAddress known;
    words >> std::hex >> known.pc;
    for (std::string word; words >> word;) {
      const size_t colon = word.rfind(':');
      known.functions.push_back(
          {.name = word.substr(0, colon), .line = std::stoll(word.substr(colon + 1))});
    }
    addresses_.push_back(std::move(known));
  }
  const std::string notes = RunShell(absl::StrCat(TIDEMARK_READELF, " -n ", path_));
  std::smatch id;
  if (std::regex_search(notes, id, std::regex("Build ID: ([0-9a-f]+)"))) build_id_ = id[1];
}

const Fixture& Fixture::Get() {
  static const Fixture& fixture = *new Fixture();
  return fixture;
}

std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void WriteBytes(const std::string& path, absl::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  EXPECT_TRUE(file.good()) << path;
}

std::string RunShell(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) {
    ADD_FAILURE() << command;
    return output;
  }
  char piece[4096];
  for (size_t size = 0; (size = fread(piece, 1, sizeof(piece), pipe)) > 0;) {
    output.append(piece, size);
  }
  EXPECT_EQ(pclose(pipe), 0) << command;
  return output;
}

}  // namespace tidemark::analysis
