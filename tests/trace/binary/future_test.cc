// Binary traces of a later version: kinds of event and keys that this one does not know are skipped
// and counted, and what is around them is read as if they were not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/support/binary_trace.h"
#include "tidemark/trace/binary/binary_reader.h"
#include "tidemark/trace/binary/record_decoder.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Bytes = std::vector<uint8_t>;

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes Behind(uint8_t length_or_number, const Bytes& bytes) {
  return Bytes{length_or_number} + bytes;
}
Bytes WithLength(const Bytes& bytes) { return Behind(static_cast<uint8_t>(bytes.size()), bytes); }
// An extra key.
Bytes Key(uint8_t number, const Bytes& value) { return Behind(number, WithLength(value)); }
// A record of an extended kind, one nanosecond after the one before.
Bytes Extended(uint8_t kind, const Bytes& keys) { return Bytes{0x1f, 1, kind} + WithLength(keys); }

struct FutureResult {
  std::vector<std::string> events;
  int64_t unknown_events = 0;
  int64_t unknown_keys = 0;
  std::string problem;
};

// Of a heap block of exactly the size, so that a sanitizer sees a read beyond its end.
FutureResult Decode(const Bytes& bytes) {
  const auto exact = std::make_unique<uint8_t[]>(bytes.size());
  if (!bytes.empty()) std::memcpy(exact.get(), bytes.data(), bytes.size());
  RecordDecoder decoder;
  decoder.Start({exact.get(), bytes.size()}, 0, 0);
  FutureResult result;
  while (const Event* event = decoder.Next()) AppendJson(*event, &result.events.emplace_back());
  result.unknown_events = decoder.unknown_events();
  result.unknown_keys = decoder.unknown_keys();
  if (decoder.failed()) result.problem = decoder.problem();
  return result;
}

const Bytes kMarkA = {0x11, 1, 0, 1, 'a'};  // its text goes into a slot
const Bytes kUnknownKind = Extended(126, Key(1, {7}) + Key(9, {'x', 'y'}));

TEST(Future, AnUnknownKindIsSkippedAndCounted) {
  const FutureResult result = Decode(kMarkA + kUnknownKind + kUnknownKind + kMarkA);
  EXPECT_EQ(result.problem, "");
  EXPECT_THAT(result.events,
              ElementsAre(R"({"ev":"mark","t":1,"name":"a"})", R"({"ev":"mark","t":4,"name":"a"})"))
      << "the times of skipped records count";
  EXPECT_EQ(result.unknown_events, 2);
  EXPECT_EQ(result.unknown_keys, 0) << "those of unknown kinds are none";
}

TEST(Future, TheHeadOfASkippedRecordIsRead) {
  // Options with a thread, a site and a stack: they hold for the records behind.
  const Bytes skipped = Bytes{0xff, 0x04, 1, 2, 3, 4, 126} + WithLength({});
  const FutureResult result = Decode(skipped + Bytes{0x11, 1, 0, 1, 'b'});
  EXPECT_EQ(result.problem, "");
  EXPECT_THAT(result.events,
              ElementsAre(R"({"ev":"mark","t":2,"thread":2,"site":3,"stack":4,"name":"b"})"));
}

TEST(Future, UnknownKeysOfAKnownKindAreSkippedAndCounted) {
  const Bytes extra = WithLength(Key(1, {'h', 'b', 'm'}) + Key(40, {1, 2, 3}) + Key(41, {}));
  const Bytes alloc = Bytes{0x86, 0x08, 1, 64, 1, 14} + extra;  // 64 bytes, buffer 7
  const Bytes drop = Bytes{0x89, 0x08, 1, 10} + WithLength(Key(63, {0xff}));
  const Bytes stack = Bytes{0x84, 0x09, 3, 4, 0} + WithLength(Key(1, {0}));
  const FutureResult result = Decode(alloc + drop + stack + kMarkA);
  EXPECT_EQ(result.problem, "");
  EXPECT_THAT(result.events, ElementsAre(R"({"ev":"alloc","t":1,"buf":7,"bytes":64,"space":"hbm"})",
                                         R"({"ev":"drop","t":2,"view":5})",
                                         R"({"ev":"stack","stack":3,"frame":4})",
                                         R"({"ev":"mark","t":3,"name":"a"})"));
  EXPECT_EQ(result.unknown_events, 0);
  EXPECT_EQ(result.unknown_keys, 4);
}

TEST(Future, UnknownKeysOfAnExtendedKindAreSkippedAndCounted) {
  const Bytes values = Extended(32, Key(1, {5}) + Key(3, {'i', '1'}) + Key(4, {5}) + Key(90, {1}));
  const FutureResult result = Decode(values);
  EXPECT_EQ(result.problem, "");
  EXPECT_THAT(result.events, ElementsAre(R"({"ev":"values","t":1,"buf":5,"fits":"i1","min":-3})"));
  EXPECT_EQ(result.unknown_keys, 1);
}

TEST(Future, AFileOfIt) {
  BinaryTrace trace;
  const Bytes keys = Bytes{0x89, 0x08, 1, 10} + WithLength(Key(63, {1}));
  trace.AddRaw({.thread = 1, .last_time = 9, .records = 3}, kMarkA + kUnknownKind + keys);
  trace.AddRaw({.thread = 2, .last_time = 9, .records = 2}, kUnknownKind + kUnknownKind);
  auto reader = BinaryReader::Open(InMemory(trace.bytes()), nullptr, "run.tmk");
  ASSERT_TRUE(reader.ok()) << reader.status();
  std::vector<std::string> events;
  while (true) {
    const auto event = (*reader)->Next();
    ASSERT_TRUE(event.ok()) << event.status();
    if (*event == nullptr) break;
    AppendJson(**event, &events.emplace_back());
  }
  EXPECT_THAT(events, ElementsAre(R"({"ev":"mark","t":1,"thread":1,"name":"a"})",
                                  R"({"ev":"drop","t":3,"thread":1,"view":5})"));
  EXPECT_EQ((*reader)->stats().events_read, 2);
  EXPECT_EQ((*reader)->stats().unknown_events_skipped, 3);
  EXPECT_EQ((*reader)->stats().unknown_keys_skipped, 1);
  EXPECT_EQ((*reader)->stats().bad_lines_skipped, 0);
}

TEST(Future, EveryPrefixIsCutOff) {
  const Bytes all = kUnknownKind + Extended(33, Key(2, {0x80, 1}) + Key(3, {64}) + Key(77, {1, 2}));
  ASSERT_EQ(Decode(all).problem, "");
  for (size_t size = 1; size < all.size(); ++size) {
    if (size == kUnknownKind.size()) continue;
    EXPECT_THAT(Decode({all.begin(), all.begin() + static_cast<long>(size)}).problem,
                HasSubstr("cut off"))
        << size;
  }
}

struct Hostile {
  Bytes bytes;
  std::string problem;
};

class FutureProblem : public ::testing::TestWithParam<Hostile> {};

TEST_P(FutureProblem, IsSaid) {
  const FutureResult result = Decode(GetParam().bytes);
  EXPECT_EQ(result.problem, GetParam().problem);
  EXPECT_TRUE(result.events.empty());
}

constexpr uint8_t kHuge[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
const Bytes kHugeNumber(std::begin(kHuge), std::end(kHuge));

INSTANTIATE_TEST_SUITE_P(
    All, FutureProblem,
    ::testing::Values(
        // A body or keys that end behind the end of the chunk.
        Hostile{{0x1f, 0, 126, 3, 1, 1}, "an extended record is cut off"},
        Hostile{Bytes{0x1f, 0, 126} + kHugeNumber, "an extended record is cut off"},
        Hostile{Bytes{0x1f, 0, 32} + kHugeNumber, "the extra keys are cut off"},
        Hostile{Bytes{0x89, 0x08, 0, 2} + kHugeNumber + Bytes{1}, "the extra keys are cut off"},
        Hostile{{0x89, 0x08, 0, 2, 2, 1}, "the extra keys are cut off"},
        // A key that ends behind the keys, though not behind the chunk.
        Hostile{{0x89, 0x08, 0, 2, 3, 5, 4, 0, 0, 0, 0, 0}, "an extra key is cut off"},
        Hostile{Bytes{0x1f, 0, 32, 12, 9} + kHugeNumber + Bytes{0}, "an extra key is cut off"},
        Hostile{{0x89, 0x08, 0, 2, 1, 5, 1, 1}, "the record is cut off"},
        // A number that goes on behind its value.
        Hostile{{0x1f, 0, 32, 7, 1, 1, 0x80, 3, 2, 'i', '1'}, "the record is cut off"},
        // A value that is shorter than its length.
        Hostile{{0x1f, 0, 32, 8, 1, 2, 5, 0, 3, 2, 'i', '1'}, "a length is wrong"},
        Hostile{{0x89, 0x08, 0, 2, 6, 5, 0, 5, 0, 6, 0}, "an extra key is out of order"},
        Hostile{{0x89, 0x08, 0, 2, 4, 5, 0, 4, 0}, "an extra key is out of order"},
        Hostile{{0x89, 0x08, 0, 2, 2, 0, 0}, "an extra key is out of order"},
        Hostile{{0x1f, 0, 32, 3, 1, 1, 5}, "a required key is missing"},
        Hostile{{0x1f, 0, 32, 7, 1, 1, 0, 3, 2, 'i', '1'}, "a required id is 0"},
        Hostile{{0x1f, 0, 33, 3, 3, 1, 5}, "a buffer has neither id nor address"},
        Hostile{Bytes{0x1f, 0, 34, 12, 1, 10} + kHugeNumber, "a number is over 2^63-1"},
        // Kinds that have a tag of their own have no second form.
        Hostile{{0x1f, 0, 9, 1, 2}, "an extended record's kind or option is unknown"},
        Hostile{{0x1f, 0, 31, 0}, "an extended record's kind or option is unknown"},
        Hostile{{0x9f, 0x08, 0, 126, 0, 0}, "an extended record's kind or option is unknown"},
        Hostile{{0x18}, "a record's kind is unknown"},
        Hostile{{0x1e}, "a record's kind is unknown"}));

// The near misses of some of the rows above.
TEST(Future, AcceptsTheEdges) {
  EXPECT_EQ(Decode({0x1f, 0, 126, 0}).problem, "");
  EXPECT_EQ(Decode({0x1f, 0, 126, 2, 0xff, 0xff}).problem, "") << "nobody looks inside";
  EXPECT_EQ(Decode({0x89, 0x08, 0, 2, 0}).problem, "");
  EXPECT_EQ(Decode({0x89, 0x08, 0, 2, 3, 5, 1, 0}).problem, "");
  EXPECT_EQ(Decode({0x1f, 0, 32, 5, 1, 1, 5, 3, 0}).problem, "")
      << "an empty text that is required";
}

// ---- Version 1 as it was before there were extended kinds. ----

TEST(Future, TheRecordsOfKindsThatWereThereBeforeAreTheSameBytes) {
  const auto encode = [](const Event& event) { return EncodeRecords(0, 0, {event}).bytes; };
  EXPECT_EQ(encode({.t = 1, .body = Mark{.name = "a"}}), kMarkA);
  const int64_t dims[] = {2, 3};
  const Event alloc = {.t = 1,
                       .thread = ThreadId(2),
                       .site = SiteId(3),
                       .body = Alloc{.buffer = {.buf = BufferId(4), .addr = 0x40},
                                     .bytes = 48,
                                     .usable = 50,
                                     .align = 16,
                                     .kind = "std",
                                     .zeroed = true,
                                     .op = "o",
                                     .label = "l",
                                     .dtype = "f8",
                                     .shape = Dimensions(dims),
                                     .strides = Dimensions(dims),
                                     .view = ViewId(5)}};
  EXPECT_EQ(encode(alloc), (Bytes{0xa6, 0x04, 1,   2,   3,  48,  0xff, 0x3f, 8,   0x80, 0x01, 0,
                                  3,    's',  't', 'd', 10, 0,   2,    'f',  '8', 2,    2,    3,
                                  2,    4,    6,   0,   1,  'o', 50,   16,   0,   1,    'l'}));
  EXPECT_EQ(encode({.t = 9, .body = Free{.buffer = {.buf = BufferId(4)}, .last_read = 7}}),
            (Bytes{0x0e, 9, 5, 8, 3}));
}

TEST(Future, ANewKeyIsBehindTheFieldsThatWereThereBefore) {
  Alloc alloc = {.buffer = {.addr = 0x40}, .bytes = 48, .kind = "heap"};
  const auto encode = [&] { return EncodeRecords(0, 0, {{.t = 1, .body = alloc}}).bytes; };
  EXPECT_EQ(encode(), (Bytes{0x15, 1, 48, 8})) << "the short form";
  alloc.space = "gpu";
  EXPECT_EQ(encode(), (Bytes{0x86, 0x08, 1, 48, 6, 0x80, 0x01, 0, 4, 'h', 'e', 'a', 'p', 5, 1, 3,
                             'g', 'p', 'u'}));
}

}  // namespace
}  // namespace tidemark::trace
