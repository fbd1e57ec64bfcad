#include "tidemark/record/os/module_map.h"

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace tidemark::record {
namespace {

TEST(ModuleMapTest, TheProgramItself) {
  ModuleMap map;
  const auto here = reinterpret_cast<uintptr_t>(&IsCode);
  const Module* const module = map.Find(here);
  ASSERT_NE(module, nullptr);
  EXPECT_EQ(module->path, std::filesystem::read_symlink("/proc/self/exe"));
  EXPECT_LE(module->begin, here);
  EXPECT_GT(module->end, here);
}

TEST(ModuleMapTest, ALibraryAsTheLinkerKnowsIt) {
  ModuleMap map;
  void* const code = dlsym(RTLD_DEFAULT, "gnu_get_libc_version");
  Dl_info info;
  ASSERT_NE(dladdr(code, &info), 0);
  const Module* const module = map.Find(reinterpret_cast<uintptr_t>(code));
  ASSERT_NE(module, nullptr);
  EXPECT_EQ(module->path, info.dli_fname);
  EXPECT_EQ(module->bias, reinterpret_cast<uintptr_t>(info.dli_fbase));
  // 20 bytes of SHA-1 in hexadecimal, as Debian builds its libraries.
  EXPECT_EQ(module->build_id.size(), 40u);
  EXPECT_EQ(module->build_id.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(ModuleMapTest, WhatIsNoCodeHasNoModule) {
  ModuleMap map;
  int local = 0;
  EXPECT_EQ(map.Find(reinterpret_cast<uintptr_t>(&local)), nullptr);
  EXPECT_FALSE(IsCode(reinterpret_cast<uintptr_t>(&local)));
  EXPECT_FALSE(IsCode(0));
  EXPECT_TRUE(IsCode(reinterpret_cast<uintptr_t>(&IsCode)));
}

}  // namespace
}  // namespace tidemark::record
