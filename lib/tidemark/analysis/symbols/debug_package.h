// Which package of the system has the debug info of a program or library.
//
// Asked at the end of an analysis for the modules of which code has no name; what it answers stands in
// the report.
//
// The package that owns a file is looked up in dpkg's lists of files, below `sysroot` where that is
// given. Debian and Ubuntu call the package with its debug info NAME-dbgsym; that of the C library is
// libc6-dbg.
//
// Threading: pure functions. Errors: none; on a system without dpkg nothing is known.
// Cost: reads the lists once, some megabytes, until all files are found.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_DEBUG_PACKAGE_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_DEBUG_PACKAGE_H_

#include <map>
#include <set>
#include <string>

namespace tidemark::analysis {

// By path; those of which nothing is known are not there.
std::map<std::string, std::string> DebugPackagesOf(const std::set<std::string>& paths,
                                                   const std::string& sysroot = "");

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_DEBUG_PACKAGE_H_
