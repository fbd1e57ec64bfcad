// Reads small files of the kernel's (/proc), which have no size and may end at any moment.
//
// Used by the recorder and by the command. Not for traces: those are streamed.
//
// Threading: any thread. Errors: none; what cannot be read is missing from the text.
#ifndef TIDEMARK_BASE_WHOLE_FILE_H_
#define TIDEMARK_BASE_WHOLE_FILE_H_

#include <string>

namespace tidemark {

std::string ReadWholeFile(const std::string& path);

}  // namespace tidemark

#endif  // TIDEMARK_BASE_WHOLE_FILE_H_
