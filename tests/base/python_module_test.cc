#include "tidemark/base/python_module.h"

#include <gtest/gtest.h>

namespace tidemark {
namespace {

TEST(PythonModuleTest, OfInstalledCodeIsWhatImportsIt) {
  EXPECT_EQ(PythonModule("/usr/lib/python3/dist-packages/sklearn/cluster/_kmeans.py"),
            "sklearn.cluster._kmeans");
  EXPECT_EQ(PythonModule("/env/lib/python3.12/site-packages/pkg/__init__.py"), "pkg");
  EXPECT_EQ(PythonModule("/usr/lib/python3.11/json/encoder.py"), "json.encoder");
  EXPECT_EQ(PythonModule("/usr/lib/python3.11/heapq.py"), "heapq");
  EXPECT_EQ(PythonModule("env/site-packages/installed.py"), "installed");
  EXPECT_EQ(PythonModule("<frozen importlib._bootstrap>"), "importlib._bootstrap");
}

TEST(PythonModuleTest, ExtensionModulesHaveNamesToo) {
  const char* const core = "/usr/lib/python3/dist-packages/numpy/core/";
  EXPECT_EQ(InstalledPythonModule(std::string(core) +
                                  "_multiarray_umath.cpython-311-x86_64-linux-gnu.so"),
            "numpy.core._multiarray_umath");
  EXPECT_EQ(InstalledPythonModule("/v/site-packages/a/_b.abi3.so"), "a._b");
  EXPECT_EQ(InstalledPythonModule("/v/site-packages/a/_b.so"), "a._b");
  EXPECT_EQ(InstalledPythonModule(
                "/usr/lib/python3.11/lib-dynload/_json.cpython-311-x86_64-linux-gnu.so"),
            "_json");
  // A library that lies there is none.
  EXPECT_EQ(InstalledPythonModule("/v/site-packages/numpy.libs/libopenblas64_p-r0.so"), "");
  EXPECT_EQ(InstalledPythonModule("/v/site-packages/a/libb.so.3"), "");
  EXPECT_EQ(InstalledPythonModule("/usr/lib/x86_64-linux-gnu/libc.so.6"), "");
}

TEST(PythonModuleTest, OfOtherCodeIsItsPathFromTheWorkingDirectory) {
  EXPECT_EQ(PythonModule("app/main.py"), "app.main");
  EXPECT_EQ(PythonModule("app/__init__.py"), "app");
  EXPECT_EQ(PythonModule("__init__.py"), "__init__");
  EXPECT_EQ(PythonModule("prog.py"), "prog");
  EXPECT_EQ(PythonModule("größe/漢字.py"), "größe.漢字");
  EXPECT_EQ(InstalledPythonModule("app/main.py"), "");
  // No packages: the file's name.
  EXPECT_EQ(PythonModule("my-scripts/run.py"), "run");
  EXPECT_EQ(PythonModule("../x.py"), "x");
  EXPECT_EQ(PythonModule("/home/me/prog.py"), "prog");
}

TEST(PythonModuleTest, WhatIsNoFileOfPythonHasNone) {
  EXPECT_EQ(PythonModule(""), "");
  EXPECT_EQ(PythonModule("main.cc"), "");
  EXPECT_EQ(PythonModule("<string>"), "");
  EXPECT_EQ(PythonModule("<ipython-input-1>"), "");
  EXPECT_EQ(PythonModule("/usr/bin/python3.11"), "");
}

}  // namespace
}  // namespace tidemark
