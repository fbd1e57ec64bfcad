// What is found about real programs of arrays: their own memory, memory of others, and what is
// looked at from elsewhere. What a finding advises can be done.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/temp_folder.h"
#include "tidemark/analysis/analyze.h"
#include "tidemark/array/array.h"
#include "tidemark/array/io/npy.h"
#include "tidemark/record/session.h"

namespace tidemark {
namespace {

constexpr int64_t kCount = 1000;

void Write(const AnyArray& a) {
  const int64_t first[] = {0};
  put(a, first, Scalar(5.0));
}
void Read(const AnyArray& a) { to_string(a); }

AnyArray Adopted(std::vector<double>& memory) {
  return adopt(DType::kFloat64, {static_cast<int64_t>(memory.size())}, memory.data(), nullptr);
}

// "rule" or "rule (likely)" of each finding, in alphabetical order.
std::string Findings(const std::function<void()>& program) {
  const test_support::TempFolder folder;
  Session session({.path = folder.File("run.json")});
  program();
  EXPECT_TRUE(session.Close().ok());
  const auto report = analysis::Analyze(folder.File("run.json"));
  EXPECT_TRUE(report.ok()) << report.status();
  for (const auto& [kind, anomaly] : report->trace.anomalies) EXPECT_EQ(anomaly.count, 0) << kind;
  std::vector<std::string> texts;
  for (const analysis::Finding& finding : report->findings) {
    const bool likely = finding.confidence == analysis::Confidence::kLikely;
    texts.push_back(finding.rule + (likely ? " (likely)" : ""));
  }
  std::sort(texts.begin(), texts.end());
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + text;
  return all;
}

// The source dies, the copy lives on and is changed.
void CopyAndLetGo(AnyArray source) {
  const AnyArray result = copy(source);
  source.reset();
  Write(result);
  Read(result);
}

TEST(AdviceTest, OnesOwnSourceCanBeMoved) {
  EXPECT_EQ(Findings([] { CopyAndLetGo(ones(DType::kFloat64, {kCount})); }), "dead-source-copy");
}

// To move it instead would leave an array over a vector that is gone.
TEST(AdviceTest, AnAdoptedSourceIsNot) {
  EXPECT_EQ(Findings([] {
              std::vector<double> memory(kCount, 1.0);
              CopyAndLetGo(Adopted(memory));
            }),
            "");
}

TEST(AdviceTest, AMappedSourceIsNot) {
  const test_support::TempFolder folder;
  save_npy(folder.File("a.npy"), ones(DType::kFloat64, {kCount}));
  for (MapMode mode : {MapMode::kReadOnly, MapMode::kCopyOnWrite}) {
    EXPECT_EQ(Findings([&] { CopyAndLetGo(map_npy(folder.File("a.npy"), mode)); }), "");
  }
}

TEST(AdviceTest, AReadOnlySourceIsNot) {
  EXPECT_EQ(Findings([] {
              AnyArray source = ones(DType::kFloat64, {kCount});
              source.make_read_only();
              CopyAndLetGo(std::move(source));
            }),
            "");
  EXPECT_EQ(Findings([] { CopyAndLetGo(imag(ones(DType::kFloat64, {kCount}))); }), "");
}

TEST(AdviceTest, OfMemoryOfOthersNothingIsCertain) {
  std::vector<double> memory(kCount, 1.0);
  const auto program = [&](bool adopted) {
    const AnyArray source = adopted ? Adopted(memory) : ones(DType::kFloat64, {kCount});
    const AnyArray kept = copy(source);
    memory[0] = 2.0;  // which nobody sees
    Read(kept);
    Read(source);
  };
  EXPECT_EQ(Findings([&] { program(true); }), "unmodified-copy (likely)");
  EXPECT_EQ(Findings([&] { program(false); }), "unmodified-copy");
}

TEST(AdviceTest, ACopyThatOutlivesMemoryOfOthersIsNeeded) {
  EXPECT_EQ(Findings([] {
              AnyArray kept;
              {
                std::vector<double> memory(kCount, 1.0);
                kept = copy(Adopted(memory));
              }
              Read(kept);
            }),
            "");
}

TEST(AdviceTest, WhatIsWrittenIntoMemoryOfOthersHasToBeThere) {
  EXPECT_EQ(Findings([] {
              std::vector<double> out(kCount);
              const AnyArray result = ones(DType::kFloat64, {kCount});
              copyto(Adopted(out), result);
              Read(result);
            }),
            "");
}

TEST(AdviceTest, AnAssignmentIsNoMove) {
  for (bool onlooker : {false, true}) {
    EXPECT_EQ(Findings([&] {
                const AnyArray t = zeros(DType::kFloat64, {kCount});
                const AnyArray part = onlooker ? basic_index(t, {Slice(0, 10)}) : AnyArray();
                Write(t);
                AnyArray made = ones(DType::kFloat64, {kCount});
                copyto(t, made);
                made.reset();
                Write(t);
                Read(onlooker ? part : t);
              }),
              "")
        << onlooker;
  }
}

TEST(AdviceTest, AnAssignmentToAPartOrToWhatIsLookedAtIsNeeded) {
  const auto program = [](int64_t count, bool onlooker) {
    return Findings([&] {
      const AnyArray source = ones(DType::kFloat64, {count});
      const AnyArray t = empty(DType::kFloat64, {kCount});
      const AnyArray part = onlooker ? basic_index(t, {Slice(0, 10)}) : AnyArray();
      copyto(basic_index(t, {Slice(0, count)}), source);
      Read(t);
      Read(source);
    });
  };
  EXPECT_EQ(program(kCount, false), "unmodified-copy");
  EXPECT_EQ(program(kCount, true), "");
  EXPECT_EQ(program(kCount / 2, false), "");
}

// It is a loop of joins from the third on, and no other finding.
TEST(AdviceTest, AnArrayThatGrowsIsNoNeedlessCopyInAnyPass) {
  for (int passes : {1, 2, 4}) {
    EXPECT_EQ(Findings([&] {
                AnyArray all = zeros(DType::kFloat64, {0});
                for (int i = 0; i < passes; ++i) {
                  const AnyArray parts[] = {all, ones(DType::kFloat64, {kCount})};
                  all = concatenate(parts, 0);
                }
                Read(all);
              }),
              passes < 4 ? "" : "concat-in-loop")
        << passes;
  }
}

// ---- memory of others is never handed to a result ----

TEST(AdviceTest, NoOperationTakesOverMemoryOfOthers) {
  std::vector<double> memory(kCount, 4.0);
  const auto donate = [&] { return Adopted(memory); };
  const AnyArray results[] = {
      binary(BinaryOp::kAdd, donate(), Scalar(1.0)),
      binary(BinaryOp::kAdd, Scalar(1.0), donate()),
      binary(BinaryOp::kAdd, flip(donate()), flip(donate())),
      unary(UnaryOp::kSqrt, donate()),
      sort(donate(), 0),
      cumsum(donate(), 0),
  };
  for (const AnyArray& result : results) {
    EXPECT_EQ(result.buffer_nbytes(), kCount * 8);
    EXPECT_TRUE(result.owns_data());
    EXPECT_NE(static_cast<const void*>(result.data()), memory.data());
  }
  EXPECT_EQ(memory, std::vector<double>(kCount, 4.0));
}

}  // namespace
}  // namespace tidemark
