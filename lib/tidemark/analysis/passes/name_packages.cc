#include "tidemark/analysis/passes/name_packages.h"

#include <map>
#include <set>
#include <string>

#include "tidemark/analysis/symbols/debug_package.h"

namespace tidemark::analysis {

void NamePackages(const SymbolOptions& options, std::vector<UnnamedCode>* unnamed) {
  std::set<std::string> paths;
  for (const UnnamedCode& code : *unnamed) {
    if (code.stripped) paths.insert(code.module);
  }
  std::map<std::string, std::string> packages = DebugPackagesOf(paths, options.sysroot);
  for (UnnamedCode& code : *unnamed) {
    if (code.stripped) code.package = packages[code.module];
  }
}

}  // namespace tidemark::analysis
