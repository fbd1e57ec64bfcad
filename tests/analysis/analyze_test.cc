// The way from a file, or from a pipe that can be read only once, to a report.
#include "tidemark/analysis/analyze.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

#include "absl/status/status.h"

namespace tidemark::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string ExamplePath() { return TIDEMARK_TEST_DATA_DIR "/trace/example.ndjson"; }

class AnalyzeTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return ::testing::TempDir() + name; }
  void Write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
  }
};

void ExpectExample(const absl::StatusOr<Report>& report) {
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->peak.bytes, 16000);
  EXPECT_EQ(report->peak.t, 300);
  EXPECT_EQ(report->copies.redundant_bytes, 8000);
  EXPECT_EQ(report->leaks.bytes, 8000);
  EXPECT_EQ(report->what_if.peak_bytes_all_fixed, 8000);
  EXPECT_EQ(report->trace.unknown_events_skipped, 0);
}

TEST_F(AnalyzeTest, ReadsTheExampleOfTheContract) {
  const auto report = Analyze(ExamplePath());
  ExpectExample(report);
  EXPECT_THAT(report->trace.files, ::testing::ElementsAre(ExamplePath()));
}

TEST_F(AnalyzeTest, ReadsAPipeTwice) {
  const std::string path = Path("analysis_pipe");
  std::remove(path.c_str());
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::thread feeder([&] {
    std::ifstream from(ExamplePath(), std::ios::binary);
    std::ofstream(path, std::ios::binary) << from.rdbuf();
  });
  const auto report = Analyze(path);
  feeder.join();
  ExpectExample(report);
  EXPECT_THAT(report->trace.files, ::testing::ElementsAre(path));
  std::remove(path.c_str());
}

TEST_F(AnalyzeTest, ReadsStandardInputAndNamesItInErrors) {
  const int saved = dup(STDIN_FILENO);
  auto analyze = [&](const std::string& path) {
    const int fd = open(path.c_str(), O_RDONLY);
    dup2(fd, STDIN_FILENO);
    close(fd);
    return Analyze("-");
  };
  const auto report = analyze(ExamplePath());
  const std::string bad = Path("analysis_bad.json");
  Write(bad, "{\"ev\":\"mark\",\"name\":\"x\"}\n{\"ev\":\"alloc\",\"buf\":1}\n");
  const auto error = analyze(bad);
  dup2(saved, STDIN_FILENO);
  close(saved);
  ExpectExample(report);
  ASSERT_FALSE(error.ok());
  EXPECT_THAT(std::string(error.status().message()), StartsWith("<stdin>:2:"));
}

TEST_F(AnalyzeTest, ErrorsNameFileAndLine) {
  const std::string path = Path("analysis_error.json");
  Write(path, "{\"ev\":\"mark\",\"name\":\"x\"}\nnot json\n");
  const auto error = Analyze(path);
  ASSERT_FALSE(error.ok());
  EXPECT_THAT(std::string(error.status().message()), HasSubstr(path + ":2:"));

  const auto recovered = Analyze(path, {.recover = true});
  ASSERT_TRUE(recovered.ok()) << recovered.status();
  EXPECT_EQ(recovered->trace.bad_lines_skipped, 1);
  EXPECT_EQ(recovered->trace.events, 1);
}

TEST_F(AnalyzeTest, EmptyFilesAreNothingToAnalyse) {
  const std::string path = Path("analysis_empty.json");
  Write(path, "");
  EXPECT_EQ(Analyze(path).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(AnalyzeTest, MissingFilesAreToldByTheReader) {
  EXPECT_EQ(Analyze(Path("analysis_missing.json")).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace tidemark::analysis
