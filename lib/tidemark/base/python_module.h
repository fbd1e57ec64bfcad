// What Python calls the code in a file: "pkg.module", as an import statement writes it.
//
// Used where places of Python programs are shown. Told by the path alone: of installed code, below
// site-packages, dist-packages or lib/pythonX.Y, it is the name that imports it; of other code it is
// how the path from the working directory reads, which is that name for packages that lie there.
//
// Ownership: values. Threading: any.
//
//   PythonModule("/usr/lib/python3/dist-packages/sklearn/cluster/_kmeans.py")  // "sklearn.cluster._kmeans"
//   PythonModule("app/main.py")                                                // "app.main"
#ifndef TIDEMARK_BASE_PYTHON_MODULE_H_
#define TIDEMARK_BASE_PYTHON_MODULE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace tidemark {

// Empty: it is no file of Python's.
std::string PythonModule(absl::string_view path);

// Of a source or an extension module that is installed; else empty.
std::string InstalledPythonModule(absl::string_view path);

}  // namespace tidemark

#endif  // TIDEMARK_BASE_PYTHON_MODULE_H_
