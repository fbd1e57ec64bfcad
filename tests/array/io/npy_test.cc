#include "tidemark/array/io/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>

#include "tidemark/array/array.h"

namespace tidemark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TemporaryFile {
 public:
  TemporaryFile() : path_(::testing::TempDir() + "npy_test_" + std::to_string(getpid()) + ".npy") {}
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }
  std::string Read() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void Write(const std::string& bytes) const { std::ofstream(path_, std::ios::binary) << bytes; }

 private:
  std::string path_;
};

// A file as the format's definition has it, written without the library.
std::string File(int major, const std::string& text, const std::string& elements) {
  std::string file = std::string("\x93NUMPY") + static_cast<char>(major) + '\0';
  for (int i = 0; i < (major == 1 ? 2 : 4); ++i) {
    file.push_back(static_cast<char>(text.size() >> (8 * i) & 0xff));
  }
  return file + text + elements;
}

AnyArray Parse(const std::string& file) {
  return parse_npy(std::as_bytes(std::span(file)), "test.npy");
}

std::string Problem(const std::string& file) {
  try {
    Parse(file);
  } catch (const NpyError& e) {
    return e.what();
  }
  return "no error";
}

TEST(NpyTest, EveryDtypeThereAndBackInBothOrders) {
  const TemporaryFile file;
  for (int i = 0; i < kDTypeCount; ++i) {
    const DType dtype = static_cast<DType>(i);
    const AnyArray a = astype(reshape(arange(0, 12, 1, DType::kInt64), {3, 4}), dtype);
    for (const AnyArray& b : {a, transpose(a), basic_index(a, {ellipsis, Slice().by(-2)})}) {
      save_npy(file.path(), b);
      const AnyArray c = load_npy(file.path());
      EXPECT_EQ(c.dtype(), dtype);
      EXPECT_TRUE(std::ranges::equal(c.shape(), b.shape()));
      EXPECT_EQ(repr(c), repr(b));
      EXPECT_EQ(c.is_f_contiguous(), b.is_f_contiguous());
    }
  }
}

TEST(NpyTest, WritesWhatNumPyWrites) {
  const TemporaryFile file;
  save_npy(file.path(), array<int16_t>({1, 2, 3}).any());
  // numpy.save of NumPy 1.24: 128 bytes of header, with room for the shape to grow.
  std::string text = "{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }";
  text.resize(117, ' ');
  EXPECT_EQ(file.Read(), File(1, text + "\n", std::string("\1\0\2\0\3\0", 6)));
}

TEST(NpyTest, VersionsAndSpellings) {
  const std::string elements("\1\0\2\0", 4);
  for (const int major : {1, 2, 3}) {
    const AnyArray a =
        Parse(File(major, "{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }\n", elements));
    EXPECT_EQ(repr(a), "array([1, 2], dtype=int16)");
  }
  EXPECT_EQ(repr(Parse(File(1, "{\"shape\":(2),'fortran_order':True,'descr':'>i2'}", elements))),
            "array([256, 512], dtype=int16)");
  EXPECT_EQ(Parse(File(1, "{'descr': '|u1', 'fortran_order': False, 'shape': ()}", "x")).ndim(), 0);
}

TEST(NpyTest, BoolsAreMadeBools) {
  const AnyArray a = Parse(File(1, "{'descr': '|b1', 'fortran_order': False, 'shape': (3,)}",
                                std::string("\0\1\x7f", 3)));
  EXPECT_EQ(std::to_integer<int>(a.data()[2]), 1);
}

TEST(NpyTest, HostileHeadersAreRefusedWithThePosition) {
  const std::string good = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }";
  EXPECT_THAT(Problem(""), HasSubstr("byte 0"));
  EXPECT_THAT(Problem("PK\3\4"), HasSubstr("not an .npy file"));
  EXPECT_THAT(Problem(File(4, good, "")), HasSubstr("version 4.0"));
  EXPECT_THAT(Problem(File(1, good, "12345678")), HasSubstr("needs 16 bytes, the file has 8"));
  EXPECT_THAT(Problem(std::string("\x93NUMPY\2\0\xff\xff\xff\x7f", 12)), HasSubstr("too long"));
  EXPECT_THAT(Problem(std::string("\x93NUMPY\1\0\xff\x0f", 10)), HasSubstr("in a file of 10"));
  const auto with = [](const std::string& descr, const std::string& shape) {
    return Problem(File(
        1, "{'descr': " + descr + ", 'fortran_order': False, 'shape': " + shape + "}", "12345678"));
  };
  EXPECT_THAT(with("'|O'", "(1,)"), HasSubstr("byte 20: the dtype '|O' is not supported"));
  EXPECT_THAT(with("'<f2'", "(1,)"), HasSubstr("not supported"));
  EXPECT_THAT(with("'float64'", "(1,)"), HasSubstr("not supported"));
  EXPECT_THAT(with("[('a', '<f8')]", "(1,)"), HasSubstr("structured"));
  EXPECT_THAT(with("'<f8'", "(-1,)"), HasSubstr("expected an extent"));
  EXPECT_THAT(with("'<f8'", "(99999999999999999999,)"), HasSubstr("too large"));
  EXPECT_THAT(with("'<f8'", "(4611686018427387904, 4)"), HasSubstr("too big"));
  EXPECT_THAT(with("'<f8'", "(1099511627776,)"), HasSubstr("the file has 8"));
  EXPECT_THAT(with("'<f8'", "(1,"), HasSubstr("expected"));
  EXPECT_THAT(with("'<f8'", "__import__('os')"), HasSubstr("expected '('"));
  EXPECT_THAT(Problem(File(1, "{'descr': '<f8', 'descr': '<f8'}", "")), HasSubstr("twice"));
  EXPECT_THAT(Problem(File(1, "{'descr': '<f8'}", "")), HasSubstr("missing"));
  EXPECT_THAT(Problem(File(1, good + "x", "1234567812345678")), HasSubstr("should end"));
  std::string many = "(";
  for (int i = 0; i < 33; ++i) many += "1,";
  EXPECT_THAT(with("'<f8'", many + ")"), HasSubstr("more than 32"));
}

TEST(NpyTest, DamagedFilesNeverDoMoreThanFail) {
  const TemporaryFile file;
  save_npy(file.path(), ones<double>({3, 4}).any());
  const std::string good = file.Read();
  std::mt19937 random(3);
  int refused = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string bad = good;
    for (int i = 0; i < 1 + round % 3; ++i) {
      bad[random() % 130 % bad.size()] = static_cast<char>(random());
    }
    if (round % 5 == 0) bad.resize(random() % bad.size());
    try {
      EXPECT_LE(Parse(bad).nbytes(), static_cast<int64_t>(bad.size()));
    } catch (const NpyError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(NpyTest, MapsShareTheFile) {
  const TemporaryFile file;
  save_npy(file.path(), arange(0.0, 6.0).reshape({2, 3}).any());
  const AnyArray a = map_npy(file.path());
  EXPECT_FALSE(a.writable());
  EXPECT_FALSE(a.owns_data());
  EXPECT_THROW(setitem(a, {0}, 1.0), ReadOnlyError);
  const AnyArray b = map_npy(file.path(), MapMode::kCopyOnWrite);
  setitem(b, {0}, 7.0);
  EXPECT_EQ(Array<double>(b)(0, 1), 7);
  EXPECT_EQ(Array<double>(a)(0, 1), 1);
  EXPECT_EQ(Array<double>(load_npy(file.path()))(0, 1), 1);
}

TEST(NpyTest, FilesThatCannotBeOpenedSayWhy) {
  try {
    load_npy("/nonexistent/a.npy");
    FAIL();
  } catch (const NpyError& e) {
    EXPECT_THAT(e.what(), HasSubstr("/nonexistent/a.npy: cannot be opened: No such file"));
  }
  EXPECT_THROW(load_npy("/"), NpyError);
  EXPECT_THROW(save_npy("/nonexistent/a.npy", zeros(DType::kInt8, {1})), NpyError);
}

}  // namespace
}  // namespace tidemark
