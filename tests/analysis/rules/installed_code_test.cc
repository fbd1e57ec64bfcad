#include "tidemark/analysis/rules/installed_code.h"

#include <gtest/gtest.h>

namespace tidemark::analysis {
namespace {

TEST(InstalledCode, TheSystemsFoldersAreInstalled) {
  for (const char* const module :
       {"/usr/bin/ls", "/bin/sh", "/usr/sbin/nginx", "/lib/x86_64-linux-gnu/libc.so.6",
        "/lib64/ld-linux-x86-64.so.2", "/usr/lib/python3/dist-packages/a.so", "/usr/libexec/x",
        "/usr/lib/jvm/bin/../lib/libjli.so", "/usr/lib/jvm/java-17/lib/server/libjvm.so",
        "[vdso]"}) {
    EXPECT_TRUE(IsInstalled(module)) << module;
  }
}

TEST(InstalledCode, WhatPeopleWorkOnIsNot) {
  for (const char* const module : {"",
                                   "/usr/local/bin/tool",
                                   "/usr/local/lib/libmine.so",
                                   "/opt/app/app",
                                   "/home/me/bin/app",
                                   "/root/build/app",
                                   "/tmp/usr/lib/libc.so.6",
                                   "usr/bin/ls",
                                   "/usr/bin",
                                   "/usr/libfoo.so",
                                   "/usr/src/a.out",
                                   "/binaries/x",
                                   "/lib/../home/me/app",
                                   "/usr/lib/../../home/me/app",
                                   "/../home/me/app",
                                   "../../../usr/bin/x",
                                   "/..",
                                   "/usr/lib/../local/lib/x.so",
                                   "/memfd:jit (deleted)",
                                   "//anon",
                                   "ls"}) {
    EXPECT_FALSE(IsInstalled(module)) << module;
  }
}

TEST(InstalledCode, InterpretersAreWhereverTheyAre) {
  for (const char* const module :
       {"/root/.pyenv/versions/3.11.7/bin/python3.11", "/opt/conda/bin/python",
        "/usr/local/lib/libpython3.11.so.1.0",
        "/home/me/py/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "/home/me/.nvm/versions/node/v20/bin/node"}) {
    EXPECT_TRUE(IsInstalled(module)) << module;
  }
  for (const char* const module :
       {"/home/me/bin/pythonic", "/home/me/python3.11/mine.so",
        "/usr/local/lib/python3.11/site-packages/mine/_core.so",
        "/home/me/venv/lib/python3.11/site-packages/numpy/core/_multiarray_umath.so",
        "/home/me/node/app", "/home/me/node", "/home/me/lib/libpythonic_bindings.a"}) {
    EXPECT_FALSE(IsInstalled(module)) << module;
  }
}

TEST(InstalledCode, WhatInterpretersDoForThemselves) {
  const auto is_interpreters = [](const char* file, const char* module) {
    SiteReport place;
    place.file = file;
    place.module = module;
    return IsInterpreters(place);
  };
  EXPECT_TRUE(is_interpreters("/usr/bin/python3.11", "/usr/bin/python3.11"));
  EXPECT_TRUE(is_interpreters("", "/home/me/.nvm/versions/node/v20/bin/node"));
  EXPECT_TRUE(is_interpreters("<frozen os>", "os"));
  EXPECT_TRUE(is_interpreters("/opt/py/lib/python3.12/encodings/aliases.py", "encodings.aliases"));
  EXPECT_FALSE(is_interpreters("script.py", "script"));
  EXPECT_FALSE(is_interpreters("<string>", ""));
  EXPECT_FALSE(is_interpreters("/usr/lib/python3/dist-packages/mine/a.py", "mine.a"));
  EXPECT_FALSE(is_interpreters("/v/lib/python3.11/site-packages/mine/a.py", "mine.a"));
  EXPECT_FALSE(is_interpreters("fill.cc", "/home/me/app"));
  EXPECT_FALSE(is_interpreters("sort.c", "/usr/bin/sort"));
}

TEST(InstalledCode, TheCRuntimeIsKnownByItsName) {
  EXPECT_TRUE(IsCRuntime("/lib/x86_64-linux-gnu/libc.so.6"));
  EXPECT_TRUE(IsCRuntime("/lib64/ld-linux-x86-64.so.2"));
  EXPECT_TRUE(IsCRuntime("/lib/ld-musl-x86_64.so.1"));
  EXPECT_FALSE(IsCRuntime("/lib/libcrypto.so.3"));
  EXPECT_FALSE(IsCRuntime(""));
}

}  // namespace
}  // namespace tidemark::analysis
