// The program fixture/symbols_fixture.cc as built, what it says of its own addresses, and copies of
// it to be stripped and damaged.
//
//   const Fixture& fixture = Fixture::Get();
//   for (const KnownAddress& known : fixture.addresses()) ...
#ifndef TIDEMARK_TESTS_ANALYSIS_SYMBOLS_SYMBOLS_FIXTURE_H_
#define TIDEMARK_TESTS_ANALYSIS_SYMBOLS_SYMBOLS_FIXTURE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/support/temp_folder.h"

namespace tidemark::analysis {

struct KnownFunction {
  std::string name;
  int64_t line = 0;
};

struct KnownAddress {
  uint64_t pc = 0;
  std::vector<KnownFunction> functions;  // the innermost first
};

class Fixture {
 public:
  static const Fixture& Get();

  const std::string& path() const { return path_; }
  // As `readelf -n` has it.
  const std::string& build_id() const { return build_id_; }
  const std::vector<KnownAddress>& addresses() const { return addresses_; }

 private:
  Fixture();

  std::string path_;
  std::string build_id_;
  std::vector<KnownAddress> addresses_;
};

using test_support::TempFolder;

std::string ReadBytes(const std::string& path);
void WriteBytes(const std::string& path, absl::string_view bytes);

// Runs a command of the shell, which must succeed. Returns what it printed.
std::string RunShell(const std::string& command);

// objcopy and its like, as the compiler's.
extern const char kObjcopy[];

}  // namespace tidemark::analysis

#endif  // TIDEMARK_TESTS_ANALYSIS_SYMBOLS_SYMBOLS_FIXTURE_H_
