// That a program loads a BLAS when it multiplies matrices, not before.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "tidemark/array/array.h"
#include "tidemark/array/kernels/shared_library_internal.h"

namespace tidemark {
namespace {

using kernels::SharedLibrary;

bool IsMapped(const std::string& part) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    if (line.find(part) != std::string::npos) return true;
  }
  return false;
}

// What a program does first, and two products of vectors.
void Hello() {
  const Array<double> a = array<double>({1, 2, 3});
  if ((a * 2.0).sum() != 12.0) std::abort();
  if (dot(a, a).item() != 14.0) std::abort();
}

int Products() {
  const Array<double> m = array<double>({1, 2, 3, 4}).reshape({2, 2});
  const Array<double> p = matmul(m, m);
  return static_cast<int>(p.sum()) == 54 ? 0 : 3;
}

class BlasDeathTest : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(BlasDeathTest, IsLoadedByTheFirstProduct) {
  EXPECT_EXIT(
      {
        ::unsetenv("TIDEMARK_BLAS");
        Hello();
        const bool early = IsMapped("blas");
        if (early || Products() != 0) std::_Exit(early ? 1 : 3);
        // Where the machine has none, it is the loops that gave the product.
        void* const blas = ::dlopen("libblas.so.3", RTLD_LAZY | RTLD_NOLOAD);
        const bool has_blas = blas != nullptr || ::dlopen("libblas.so.3", RTLD_LAZY) == nullptr;
        std::_Exit(has_blas ? 0 : 2);
      },
      ::testing::ExitedWithCode(0), "");
}

TEST_F(BlasDeathTest, NoneIsNone) {
  EXPECT_EXIT(
      {
        ::setenv("TIDEMARK_BLAS", "none", 1);
        const int wrong = Products();
        std::_Exit(wrong != 0 ? wrong : IsMapped("blas") ? 1 : 0);
      },
      ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(
      {
        ::setenv("TIDEMARK_BLAS", "libno-such-thing.so.7", 1);
        const int wrong = Products();
        std::_Exit(wrong != 0 ? wrong : IsMapped("blas") ? 1 : 0);
      },
      ::testing::ExitedWithCode(0), "");
  // A library that is there, but is no BLAS.
  EXPECT_EXIT(
      {
        ::setenv("TIDEMARK_BLAS", "libm.so.6", 1);
        std::_Exit(Products());
      },
      ::testing::ExitedWithCode(0), "");
}

TEST(SharedLibraryTest, TheFirstThatHasTheSymbol) {
  ::unsetenv("TIDEMARK_TEST_LIBRARY");
  const SharedLibrary found = SharedLibrary::FirstWith(
      "cos", {"libno-such-thing.so.7", "libz.so.1", "libm.so.6"}, "TIDEMARK_TEST_LIBRARY");
  ASSERT_TRUE(found.is_open());
  auto* const cosine = found.Find<double(double)>("cos");
  ASSERT_NE(cosine, nullptr);
  EXPECT_EQ(cosine(0), 1);
  EXPECT_EQ(found.Find<void()>("no_such_function"), nullptr);
  const SharedLibrary none = SharedLibrary::FirstWith("cos", {"libno-such-thing.so.7"});
  EXPECT_FALSE(none.is_open());
  EXPECT_EQ(none.Find<void()>("cos"), nullptr);
}

TEST(SharedLibraryTest, TheEnvironmentChooses) {
  const auto find = [] {
    return SharedLibrary::FirstWith("cos", {"libm.so.6"}, "TIDEMARK_TEST_LIBRARY").is_open();
  };
  ::setenv("TIDEMARK_TEST_LIBRARY", "", 1);
  EXPECT_TRUE(find());
  ::setenv("TIDEMARK_TEST_LIBRARY", "none", 1);
  EXPECT_FALSE(find());
  ::setenv("TIDEMARK_TEST_LIBRARY", "libno-such-thing.so.7", 1);
  EXPECT_FALSE(find());
  ::setenv("TIDEMARK_TEST_LIBRARY", "libm.so.6", 1);
  EXPECT_TRUE(find());
  ::unsetenv("TIDEMARK_TEST_LIBRARY");
}

}  // namespace
}  // namespace tidemark
