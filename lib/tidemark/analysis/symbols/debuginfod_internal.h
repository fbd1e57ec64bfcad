// Debug info from debuginfod servers, by way of elfutils' client library.
//
// Asked by ModuleFiles, only where SymbolOptions::debuginfod says so. The library is loaded when it
// is asked for, so that nothing else depends on it; it reads DEBUGINFOD_URLS and keeps what it
// fetched in a cache of its own.
//
// Ownership: a Debuginfod owns the client's session. Threading: one thread at a time.
#ifndef TIDEMARK_ANALYSIS_SYMBOLS_DEBUGINFOD_INTERNAL_H_
#define TIDEMARK_ANALYSIS_SYMBOLS_DEBUGINFOD_INTERNAL_H_

#include <string>

struct debuginfod_client;  // of libdebuginfod

namespace tidemark::analysis {

class Debuginfod {
 public:
  // Loads the library, once in a process.
  Debuginfod();
  Debuginfod(const Debuginfod&) = delete;
  Debuginfod& operator=(const Debuginfod&) = delete;
  ~Debuginfod();

  // The path of the file with the debug info of that build; empty where no server has it, or where
  // it could not be asked.
  std::string Find(const std::string& build_id);

 private:
  debuginfod_client* client_;
};

}  // namespace tidemark::analysis

#endif  // TIDEMARK_ANALYSIS_SYMBOLS_DEBUGINFOD_INTERNAL_H_
