#include "tidemark/trace/binary/record_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/random_event.h"
#include "tidemark/trace/binary/brief_bodies.h"
#include "tidemark/trace/binary/record_decoder.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

std::string EncodedJson(const Event& event) {
  std::string text;
  AppendJson(event, &text);
  return text;
}

// An encoder over a buffer of its own, of exactly the given size.
struct Chunk {
  explicit Chunk(size_t size, int64_t thread = 0, int64_t base_time = 0)
      : bytes(size), first_thread(thread), first_time(base_time) {
    encoder.Start(bytes.data(), bytes.data() + size, thread, base_time);
  }
  RecordDecoder Decoder() const {
    RecordDecoder decoder;
    decoder.Start({bytes.data(), encoder.size()}, first_thread, first_time);
    return decoder;
  }
  std::vector<std::string> Decode() const {
    std::vector<std::string> lines;
    RecordDecoder decoder = Decoder();
    while (const Event* event = decoder.Next()) lines.push_back(EncodedJson(*event));
    if (decoder.failed()) lines.push_back(decoder.problem());
    return lines;
  }

  std::vector<uint8_t> bytes;
  int64_t first_thread;
  int64_t first_time;
  RecordEncoder encoder;
};

TEST(RecordEncoder, KeepsRandomEventsOfEveryKind) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    RandomEvents random(seed);
    Chunk chunk(size_t{1} << 20, random.Below(3), random.Below(5000));
    std::vector<std::string> expected;
    for (int i = 0; i < 300; ++i) {
      const Event& event = random.Next();
      const size_t before = chunk.encoder.size();
      ASSERT_TRUE(chunk.encoder.Append(event));
      ASSERT_LE(chunk.encoder.size() - before, RecordEncoder::MaxBytes(event))
          << EncodedJson(event);
      expected.push_back(EncodedJson(event));
    }
    ASSERT_EQ(chunk.Decode(), expected) << "seed " << seed;
    EXPECT_EQ(chunk.encoder.records(), expected.size());
  }
}

TEST(RecordEncoder, WhatDoesNotFitChangesNothing) {
  for (uint64_t seed = 0; seed < 200; ++seed) {
    RandomEvents random(seed);
    Chunk chunk(1200);
    std::vector<std::string> expected;
    for (int i = 0; i < 100; ++i) {
      const Event& event = random.Next();
      const size_t before = chunk.encoder.size();
      if (chunk.encoder.Append(event)) {
        expected.push_back(EncodedJson(event));
      } else {
        ASSERT_EQ(chunk.encoder.size(), before);
      }
    }
    ASSERT_LT(expected.size(), 100U);
    ASSERT_EQ(chunk.Decode(), expected) << "seed " << seed;
  }
}

TEST(RecordEncoder, ShortFormsFillABufferToTheLastRecord) {
  Chunk chunk(1000, 7, 100);
  std::vector<std::string> expected;
  int64_t t = 100;
  while (true) {
    const uint64_t address = 0x7f0000001000U + static_cast<uint64_t>(t % 5) * 64;
    if (!chunk.encoder.HeapAlloc(t, address, 48, t % 3)) break;
    expected.push_back(
        EncodedJson({.t = t,
                     .thread = ThreadId(7),
                     .stack = StackId(t % 3),
                     .body = Alloc{.buffer = {.addr = address}, .bytes = 48, .kind = "heap"}}));
    t += 17;
    if (!chunk.encoder.HeapFree(t, address)) break;
    expected.push_back(
        EncodedJson({.t = t, .thread = ThreadId(7), .body = Free{.buffer = {.addr = address}}}));
    t += 200;
  }
  EXPECT_GT(expected.size(), 100U);
  EXPECT_EQ(chunk.Decode(), expected);
}

TEST(RecordEncoder, ShortFormsTakeAnyAddressAndAnyTime) {
  const uint64_t addresses[] = {0, 1, 16, 0xfffffffffffffff0U, 0x8000000000000000U, ~uint64_t{0}};
  const int64_t times[] = {5, 0, INT64_MAX, 3, 3};
  for (const uint64_t first : addresses) {
    for (const uint64_t second : addresses) {
      Chunk chunk(4096, 2, 9);
      std::vector<std::string> expected;
      for (const int64_t t : times) {
        ASSERT_TRUE(chunk.encoder.HeapAlloc(t, first, INT64_MAX, INT64_MAX));
        ASSERT_TRUE(chunk.encoder.HeapFree(t, second));
        expected.push_back(EncodedJson(
            {.t = t,
             .thread = ThreadId(2),
             .stack = StackId(INT64_MAX),
             .body = Alloc{.buffer = {.addr = first}, .bytes = INT64_MAX, .kind = "heap"}}));
        expected.push_back(
            EncodedJson({.t = t, .thread = ThreadId(2), .body = Free{.buffer = {.addr = second}}}));
      }
      ASSERT_EQ(chunk.Decode(), expected);
      EXPECT_EQ(chunk.encoder.last_time(), INT64_MAX);
    }
  }
}

TEST(RecordEncoder, DefinitionsTakeTheirPlaceByTheGivenTime) {
  Chunk chunk(4096, 1, 1000);
  const Event site = {.body = SiteDefinition{.site = SiteId(4), .file = "a.cc", .line = 3}};
  ASSERT_TRUE(chunk.encoder.Append(site, 1500));
  ASSERT_TRUE(chunk.encoder.Append(
      {.t = 1510, .thread = ThreadId(1), .site = SiteId(4), .body = Drop{.view = ViewId(8)}}));
  ASSERT_TRUE(chunk.encoder.Append(site));
  RecordDecoder decoder = chunk.Decoder();
  const Event* event = decoder.Next();
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(event->t, std::nullopt);
  EXPECT_EQ(EncodedJson(*event), EncodedJson(site));
  EXPECT_EQ(decoder.time(), 1500);
  event = decoder.Next();
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(event->t, 1510);
  ASSERT_NE(decoder.Next(), nullptr);
  EXPECT_EQ(decoder.time(), 1510) << "no time of its own: that of the record before";
  EXPECT_EQ(decoder.Next(), nullptr);
  EXPECT_FALSE(decoder.failed());
}

// What a bridge sends, by kind and in its brief form, has the bytes that it would have as an event.
class BodyPair {
 public:
  template <class Whole, class Body>
  void Append(int64_t t, int64_t site, const Whole& whole, const Body& body) {
    ASSERT_TRUE(events_.encoder.Append(
        {.t = t, .thread = ThreadId(3), .site = SiteId(site), .body = whole}));
    ASSERT_TRUE(bodies_.encoder.AppendBody(t, site, body));
  }
  template <class Body>
  void Append(int64_t t, int64_t site, const Body& body) {
    Append(t, site, body, body);
  }
  // An event in between, of another thread and with a stack.
  void AppendOther() {
    const Event other{
        .t = 7, .thread = ThreadId(9), .stack = StackId(4), .body = Mark{.name = "f8"}};
    ASSERT_TRUE(events_.encoder.Append(other));
    ASSERT_TRUE(bodies_.encoder.Append(other));
  }
  void ExpectEqual() {
    const auto text = [](const Chunk& chunk) {
      return std::vector<uint8_t>(chunk.bytes.begin(),
                                  chunk.bytes.begin() + static_cast<int64_t>(chunk.encoder.size()));
    };
    EXPECT_EQ(text(events_), text(bodies_));
    EXPECT_EQ(events_.Decode(), bodies_.Decode());
    EXPECT_EQ(bodies_.encoder.records(), events_.encoder.records());
  }

 private:
  Chunk events_{1 << 16, 3, 100};
  Chunk bodies_{1 << 16, 3, 100};
};

TEST(RecordEncoder, ABodyAloneHasTheBytesOfItsEvent) {
  const std::vector<int64_t> shape = {3, 1 << 20};
  const std::vector<int64_t> strides = {-8, 0};
  const std::vector<ViewId> views = {ViewId(1), ViewId(), ViewId(99)};
  const KnownText numpy("numpy", 5);
  const KnownText add("add", 3);
  const KnownText f8("f8", 2);
  const KnownText longer("a text of more than sixteen bytes", 33);
  BodyPair pair;
  for (int64_t t : {100, 150, 150, 90, 1000}) {
    const int64_t site = t % 100;
    pair.Append(t, site,
                Alloc{.buffer = {.buf = BufferId(t)},
                      .bytes = t,
                      .kind = "numpy",
                      .op = "add",
                      .dtype = "f8",
                      .shape = shape,
                      .strides = strides,
                      .view = ViewId(t + 1)},
                BriefAlloc{.buf = BufferId(t),
                           .bytes = t,
                           .kind = &numpy,
                           .op = &add,
                           .dtype = &f8,
                           .shape = shape,
                           .strides = strides,
                           .view = ViewId(t + 1)});
    pair.Append(t, site,
                View{.view = ViewId(5),
                     .buf = BufferId(t),
                     .parent = ViewId(2),
                     .offset = 16,
                     .shape = shape,
                     .strides = strides,
                     .dtype = "f8"},
                BriefView{.view = ViewId(5),
                          .buf = BufferId(t),
                          .parent = ViewId(2),
                          .offset = 16,
                          .shape = shape,
                          .strides = strides,
                          .dtype = &f8});
    pair.AppendOther();
    pair.Append(t, 0,
                Copy{.bytes = 8,
                     .src_buf = BufferId(1),
                     .dst_buf = BufferId(2),
                     .src = ViewId(3),
                     .dst = ViewId(4),
                     .reason = "a text of more than sixteen bytes",
                     .op = "add"},
                BriefCopy{.src = ViewId(3),
                          .dst = ViewId(4),
                          .src_buf = BufferId(1),
                          .dst_buf = BufferId(2),
                          .bytes = 8,
                          .reason = &longer,
                          .op = &add});
    pair.Append(t, site, Op{.name = "add", .in = views, .out = ViewId(7)},
                BriefOp{.name = &add, .in = views, .out = ViewId(7)});
    pair.Append(t, site, Drop{.view = ViewId(t)});
    pair.Append(t, site, Free{.buffer = {.buf = BufferId(9)}, .last_read = 1, .last_write = t});
    pair.Append(t, site, Write{.buf = BufferId(3), .view = ViewId(4), .escaped = true});
    pair.Append(t, site, Mark{.name = "add"});
  }
  pair.ExpectEqual();
}

TEST(RecordEncoder, HotPairIsShort) {
  Chunk chunk(4096, 1, 0);
  ASSERT_TRUE(chunk.encoder.HeapAlloc(100, 0x7f0000001000U, 64, 5));
  ASSERT_TRUE(chunk.encoder.HeapFree(150, 0x7f0000001000U));
  const size_t before = chunk.encoder.size();
  ASSERT_TRUE(chunk.encoder.HeapAlloc(250, 0x7f0000001000U, 64, 5));
  ASSERT_TRUE(chunk.encoder.HeapFree(300, 0x7f0000001000U));
  EXPECT_EQ(chunk.encoder.size() - before, 7U);
}

}  // namespace
}  // namespace tidemark::trace
