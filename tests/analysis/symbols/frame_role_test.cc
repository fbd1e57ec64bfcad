// Which function is the program's own, with near misses for each rule.
#include "tidemark/analysis/symbols/frame_role.h"

#include <gtest/gtest.h>

#include <string>

namespace tidemark::analysis {
namespace {

FrameRole Role(const std::string& function, const std::string& file = "",
               const std::string& module = "/usr/bin/app") {
  return RoleOf({.function = function, .file = file, .line = file.empty() ? 0 : 1}, module);
}

TEST(FrameRole, AllocatorsAreTheFunctionsOfTheList) {
  for (const char* name :
       {"malloc", "calloc", "realloc", "reallocarray", "posix_memalign", "aligned_alloc",
        "operator new", "operator new[]", "strdup", "__strdup", "xmalloc", "xstrdup", "g_malloc",
        "g_strndup", "PyMem_RawMalloc", "PyObject_Malloc", "sqlite3MemMalloc", "vasprintf",
        "__cxa_allocate_exception"}) {
    EXPECT_EQ(Role(name), FrameRole::kAllocator) << name;
    EXPECT_EQ(Role(name, "/home/me/src/wrap.c"), FrameRole::kAllocator) << name;
  }
}

TEST(FrameRole, OthersThatAreCalledAlikeAreNot) {
  for (const char* name :
       {"mallocs", "my_malloc_stats", "Arena::malloc", "app::xmalloc", "Allocate",
        "g_malloc_report", "operator delete", "app::Node::operator new", "operator newton",
        "strdupa", "fopen", "PyList_New", "free", "Xmalloc", "malloc_trim"}) {
    EXPECT_EQ(Role(name), FrameRole::kProgram) << name;
  }
}

TEST(FrameRole, TheStandardLibraryIsKnownByItsFilesWhereThereAreAny) {
  EXPECT_EQ(Role("_M_realloc_insert<int>", "/usr/include/c++/12/bits/vector.tcc"),
            FrameRole::kCxxLibrary);
  EXPECT_EQ(Role("__allocate", "/usr/lib/llvm-14/include/c++/v1/memory"), FrameRole::kCxxLibrary);
  EXPECT_EQ(Role("std::string::_M_create",
                 "/build/gcc-12/src/libstdc++-v3/include/bits/basic_string.tcc"),
            FrameRole::kCxxLibrary);
  // A specialisation that the program wrote is its own, as is a folder that is called alike.
  EXPECT_EQ(Role("std::hash<app::Key>::operator()", "src/key.h"), FrameRole::kProgram);
  EXPECT_EQ(Role("app::Load", "/home/me/c++/load.cc"), FrameRole::kProgram);
  EXPECT_EQ(Role("app::Load", "/home/me/include/c++.h"), FrameRole::kProgram);
}

TEST(FrameRole, WithoutFilesTheStandardLibraryIsKnownByItsNames) {
  EXPECT_EQ(Role("std::vector<int>::reserve"), FrameRole::kCxxLibrary);
  EXPECT_EQ(Role("__gnu_cxx::new_allocator<int>::allocate"), FrameRole::kCxxLibrary);
  EXPECT_EQ(Role("", "", "/usr/lib/x86_64-linux-gnu/libstdc++.so.6"), FrameRole::kCxxLibrary);
  EXPECT_EQ(Role("app::Pool<std::string>::grow"), FrameRole::kProgram);
  EXPECT_EQ(Role("stdx::vector<int>::reserve"), FrameRole::kProgram);
  EXPECT_EQ(Role("mystd::vector<int>::reserve"), FrameRole::kProgram);
  EXPECT_EQ(Role("", "", "/usr/lib/libstdcompat.so.1"), FrameRole::kProgram);
}

TEST(FrameRole, WhatRunsAScriptIsTheInterpretersAlone) {
  for (const char* module : {"/usr/bin/python3.11", "/usr/lib/libpython3.13.so.1.0"}) {
    for (const char* name : {"_PyEval_EvalFrameDefault", "PyEval_EvalCode", "PyObject_CallMethod",
                             "_PyFunction_Vectorcall", "PyVectorcall_Call"}) {
      EXPECT_EQ(Role(name, "", module), FrameRole::kEvaluator) << name;
    }
    EXPECT_EQ(Role("PyList_New", "", module), FrameRole::kProgram);
  }
  EXPECT_EQ(Role("_PyEval_EvalFrameDefault"), FrameRole::kProgram);
}

TEST(FrameRole, ALineOfAScriptIsKnownByWhatTheRecorderCallsItsModule) {
  EXPECT_EQ(Role("<module>", "prog.py", "python"), FrameRole::kScript);
  EXPECT_EQ(Role("malloc", "prog.py", "python"), FrameRole::kScript);
  EXPECT_EQ(Role("<module>", "prog.py", "/usr/bin/python"), FrameRole::kProgram);
}

TEST(FrameRole, TheRecorderIsKnownByItsLibrary) {
  EXPECT_EQ(Role("malloc", "", "/opt/tidemark/lib/libtidemark_malloc.so"), FrameRole::kRecorder);
  EXPECT_EQ(Role("", "", "/opt/libtidemark_malloc.so"), FrameRole::kRecorder);
  EXPECT_EQ(Role("", "", "/home/me/build/libtidemark_numpy.so"), FrameRole::kRecorder);
  EXPECT_EQ(Role("app::Load", "", "/opt/libtidemark_malloc.so.d/app"), FrameRole::kProgram);
}

TEST(FrameRole, WhatRunsBeforeMainIsAStart) {
  EXPECT_EQ(Role("__libc_start_call_main"), FrameRole::kStart);
  EXPECT_EQ(Role("_start"), FrameRole::kStart);
  EXPECT_EQ(Role("start_thread"), FrameRole::kStart);
  EXPECT_EQ(Role("main"), FrameRole::kProgram);
  EXPECT_EQ(Role("app::_start"), FrameRole::kProgram);
}

}  // namespace
}  // namespace tidemark::analysis
