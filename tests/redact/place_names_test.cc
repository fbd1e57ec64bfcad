#include "tidemark/redact/place_names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "tidemark/analysis/rules/builtin_suppressions.h"
#include "tidemark/analysis/rules/installed_code.h"
#include "tidemark/analysis/rules/numpy_advice.h"
#include "tidemark/analysis/symbols/frame_role.h"
#include "tidemark/base/glob.h"
#include "tidemark/base/python_module.h"

namespace tidemark::redact {
namespace {

analysis::FrameRole RoleOf(const std::string& function, const std::string& file,
                           const std::string& module) {
  analysis::SourceFrame frame;
  frame.function = function;
  frame.file = file;
  return analysis::RoleOf(frame, module);
}

analysis::SiteReport PlaceIn(const std::string& file, const std::string& module) {
  analysis::SiteReport place;
  place.file = file;
  place.module = module;
  return place;
}

const std::vector<std::string> kModules = {
    "/usr/lib/x86_64-linux-gnu/libc.so.6",
    "/lib/x86_64-linux-gnu/libc.so.6",
    "/lib/x86_64-linux-gnu/libc-2.31.so",
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-musl-x86_64.so.1",
    "/usr/lib/x86_64-linux-gnu/libstdc++.so.6.0.30",
    "/home/ann/conda/lib/libstdc++.so.6",
    "/usr/lib/x86_64-linux-gnu/libgcc_s.so.1",
    "/usr/lib/x86_64-linux-gnu/libgomp.so.1",
    "/opt/intel/libiomp5.so",
    "/usr/lib/x86_64-linux-gnu/libnss_secret.so.2",
    "/usr/lib/x86_64-linux-gnu/libffi.so.8",
    "/usr/bin/python3.11",
    "/home/ann/venv/bin/python3",
    "/home/ann/venv/bin/python3-secret",
    "/home/ann/build/python",
    "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
    "/home/ann/.local/lib/libpython3.12.so.1.0",
    "/usr/lib/python3/dist-packages/numpy/core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so",
    "/home/ann/venv/lib/python3.11/site-packages/secret/_fast.abi3.so",
    "/home/ann/py/lib/python3.11/lib-dynload/_json.cpython-311-x86_64-linux-gnu.so",
    "/usr/lib/jvm/java-17/lib/server/libjvm.so",
    "/home/ann/jdk/lib/server/libjvm.so",
    "/home/ann/jdk/lib/libjli.so",
    "/home/ann/jdk/bin/java",
    "/usr/lib/libsecret_company.so.3",
    "/usr/bin/secret_tool",
    "/opt/secret/bin/engine",
    "/usr/local/lib/libc.so.6",
    "/home/ann/lib/libtidemark_malloc.so",
    "/usr/lib/../../home/ann/secret",
    "[vdso]",
    "[secret]",
    "linux-vdso.so.1",
    "secret",
    "libstdc++.so.6",
    "/usr/lib/libc.so.secret",
    "/home/ann/libdl.so.secret",
    "/x/bin/perl",
    "/x/CORE/libperl.so.5.36",
};

std::string ModuleFacts(const std::string& path) {
  std::string facts = analysis::IsInstalled(path) ? "installed " : "";
  if (analysis::IsInterpreters(PlaceIn("", path))) facts += "interpreter's ";
  if (analysis::IsCRuntime(path)) facts += "C ";
  facts += std::to_string(static_cast<int>(RoleOf("f", "", path)));
  facts += std::to_string(static_cast<int>(RoleOf("_PyEval_x", "", path)));
  facts += std::string(analysis::StartupAllocation(path));
  for (const analysis::BuiltinSuppression& row : analysis::BuiltinSuppressions()) {
    bool matches = false;
    size_t at = 0;
    while (at < row.modules.size()) {
      const size_t end = std::min(row.modules.find(' ', at), row.modules.size());
      matches =
          matches || GlobMatches(row.modules.substr(at, end - at), analysis::ModuleName(path));
      at = end + 1;
    }
    facts += matches ? '1' : '0';
  }
  return facts;
}

TEST(PlaceNames, ModulesKeepWhatTheyAreJudgedBy) {
  PlaceNames names;
  std::map<std::string, std::string> of;
  for (const std::string& path : kModules) {
    const std::string name = names.Module(path);
    EXPECT_EQ(ModuleFacts(name), ModuleFacts(path)) << path << " became " << name;
    EXPECT_FALSE(absl::StrContains(name, "secret")) << name;
    EXPECT_FALSE(absl::StrContains(name, "ann")) << name;
    EXPECT_TRUE(of.emplace(name, path).second) << name << " is " << path << " and " << of[name];
    EXPECT_EQ(names.Module(path), name);
  }
  EXPECT_EQ(names.Module("/usr/lib/x86_64-linux-gnu/libc.so.6"),
            "/usr/lib/x86_64-linux-gnu/libc.so.6");
  EXPECT_EQ(names.Module("python"), "python");
  EXPECT_EQ(names.Module(""), "");
}

const std::vector<std::string> kFiles = {
    "/home/ann/secret/main.cc",
    "src/secret.h",
    "secret.weird",
    "/usr/include/c++/12/bits/stl_vector.h",
    "/home/ann/secret/include/c++/13/secret",
    "/build/gcc/libstdc++-v3/src/secret.cc",
    "/home/ann/secret/app.py",
    "app/secret.py",
    "secret-name.py",
    "/usr/lib/python3.11/json/decoder.py",
    "/home/ann/py/lib/python3/secret.py",
    "/home/ann/venv/lib/python3.11/site-packages/secret/core.py",
    "/usr/lib/python3/dist-packages/secret/core.py",
    "/usr/lib/python3/dist-packages/secret/core.cpython-311.so",
    "<frozen importlib._bootstrap>",
    "<frozen secret>",
    "<frozen secret",
    "<string>",
    "<stdin>",
    "<string>secret",
    "<ipython-input-3-secret>",
    "<secret>",
};

std::string FileFacts(const std::string& path) {
  std::string facts = analysis::IsInterpreters(PlaceIn(path, "")) ? "interpreter's " : "";
  facts += std::to_string(static_cast<int>(RoleOf("f", path, "")));
  facts += std::to_string(static_cast<int>(RoleOf("std::f", path, "")));
  facts += analysis::IsPython(path) ? " Python" : "";
  facts += PythonModule(path).empty() ? "" : " module";
  facts += InstalledPythonModule(path).empty() ? "" : " installed";
  return facts;
}

TEST(PlaceNames, FilesKeepWhatTheyAreJudgedBy) {
  PlaceNames names;
  std::map<std::string, std::string> of;
  for (const std::string& path : kFiles) {
    const std::string name = names.File(path);
    EXPECT_EQ(FileFacts(name), FileFacts(path)) << path << " became " << name;
    EXPECT_FALSE(absl::StrContains(name, "secret")) << name;
    EXPECT_FALSE(absl::StrContains(name, "ann")) << name;
    EXPECT_TRUE(of.emplace(name, path).second) << name << " is " << path << " and " << of[name];
  }
  EXPECT_EQ(names.File("<frozen importlib._bootstrap>"), "<frozen importlib._bootstrap>");
  EXPECT_EQ(names.File(""), "");
}

TEST(PlaceNames, FunctionsKeepThePartThatTheyPlay) {
  const std::vector<std::string> functions = {"malloc",
                                              "operator new",
                                              "xmalloc",
                                              "main",
                                              "_start",
                                              "start_thread",
                                              "secret::Engine",
                                              "std::vector<secret>::f",
                                              "__gnu_cxx::secret",
                                              "_PyEval_secret",
                                              "PyObject_CallSecret",
                                              "PyImport_secret",
                                              "ffi_call_secret",
                                              "<module>",
                                              "price_secret",
                                              "_nss_secret_load",
                                              "secretgettext",
                                              "emergency_exception_pool"};
  PlaceNames names;
  for (const std::string& module : kModules) {
    const std::string redacted_module = names.Module(module);
    for (const std::string& function : functions) {
      const std::string name = names.Function(function, module);
      EXPECT_EQ(RoleOf(name, "", redacted_module), RoleOf(function, "", module))
          << function << " in " << module << " became " << name;
      for (const analysis::BuiltinSuppression& row : analysis::BuiltinSuppressions()) {
        bool before = false;
        bool after = false;
        bool of_module = false;
        size_t at = 0;
        while (at < row.modules.size()) {
          const size_t end = std::min(row.modules.find(' ', at), row.modules.size());
          of_module = of_module ||
                      GlobMatches(row.modules.substr(at, end - at), analysis::ModuleName(module));
          at = end + 1;
        }
        at = 0;
        while (of_module && at < row.functions.size()) {
          const size_t end = std::min(row.functions.find(' ', at), row.functions.size());
          const absl::string_view glob = row.functions.substr(at, end - at);
          before = before || GlobMatches(glob, function);
          after = after || GlobMatches(glob, name);
          at = end + 1;
        }
        EXPECT_EQ(after, before) << function << " in " << module << " became " << name;
      }
    }
  }
}

TEST(PlaceNames, FunctionsOfTheUsersAreNumbered) {
  PlaceNames names;
  EXPECT_EQ(names.Function("price", "/home/ann/app"), "function1");
  EXPECT_EQ(names.Function("load", "/home/ann/app"), "function2");
  EXPECT_EQ(names.Function("price", "/home/ann/lib.so"), "function1");
  EXPECT_EQ(names.Function("std::vector<Price>::grow", "/home/ann/app"), "std::function3");
  EXPECT_EQ(names.Function("fopen", "/usr/lib/x86_64-linux-gnu/libc.so.6"), "fopen");
  EXPECT_EQ(names.Function("fopen", "/home/ann/app"), "function4");
  EXPECT_EQ(names.Function("malloc", "/home/ann/app"), "malloc");
  EXPECT_EQ(names.Function("", "/home/ann/app"), "");
}

// Anybody may call his own file like one of the system's.
TEST(PlaceNames, OnlyFunctionsOfTheSystemsLibrariesArePublic) {
  PlaceNames names;
  for (const std::string module :
       {"/usr/lib/x86_64-linux-gnu/libm.so.6", "/lib/libz.so.1.3", "/lib64/ld-linux-x86-64.so.2",
        "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", "/usr/bin/python3.11",
        "/usr/lib/jvm/java-17/lib/server/libjvm.so", "/usr/lib/../lib64/libc.so.6", "[vdso]",
        "linux-vdso.so.1"}) {
    EXPECT_EQ(names.Function("price", module), "price") << module;
  }
  for (const std::string module :
       {"./libm.so.6", "libm.so.6", "/home/u/proj/libfoo/libz.so", "/home/u/lib/libc.so.6",
        "/home/u/usr/lib/libc.so.6", "/usr/lib/../../home/u/libc.so.6", "/usr/local/lib/libz.so.1",
        "/opt/app/libpthread.so.0", "/usr/library/libc.so.6", "/home/u/proj/bin/python3",
        "/home/u/proj/lib/libpython3.so", "/home/u/proj/lib/server/libjvm.so",
        "/home/u/linux-vdso.so.1", "/tmp/libtidemark_malloc.so", "lib/libc.so.6", "[libc.so.6]"}) {
    EXPECT_EQ(names.Function("price", module), "function1") << module;
    EXPECT_EQ(names.Function("malloc", module), "malloc") << module;
  }
}

// With it, the receiver's own build of a library is not asked for the names of addresses.
TEST(PlaceNames, BuildIdsAreNumbersThatNoFileHas) {
  PlaceNames names;
  const std::string first = names.BuildId("deadbeef", "/a");
  EXPECT_EQ(first, "0000000000000000000000000000000000000001");
  EXPECT_EQ(names.BuildId("deadbeef", "/a"), first);
  EXPECT_NE(names.BuildId("deadbeee", "/a"), first);
  EXPECT_NE(names.BuildId("", "/b"), "");
}

}  // namespace
}  // namespace tidemark::redact
