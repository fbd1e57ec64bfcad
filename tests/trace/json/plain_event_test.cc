// The scan of plain objects against the walk that decodes any object: both say the same of every text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/trace/trace_test_support.h"
#include "tidemark/trace/json/event_decoder_internal.h"
#include "tidemark/trace/json/json_text.h"
#include "tidemark/trace/json/plain_event_internal.h"
#include "tidemark/trace/json/text_block_internal.h"

namespace tidemark::trace {
namespace {

using Decoded = EventDecoder::Outcome;

// All that a decoder says of a text.
std::string Said(EventDecoder* decoder, const std::string& text) {
  PaddedText padded;
  padded.Append(text);
  EventBatch batch;
  const Decoded outcome = decoder->Decode(padded.text(), &batch);
  std::string said = absl::StrCat(static_cast<int>(outcome), " ");
  switch (outcome) {
    case Decoded::kEvent: {
      const EventRecord& record = batch.run().back();
      const Event event = record.event != nullptr ? *record.event : HeapEventOf(record);
      EXPECT_EQ(record.t, event.t.value_or(0));
      absl::StrAppend(&said, record.event == nullptr ? "record " : "event ", Model(event).dump(),
                      " ", decoder->unknown_keys());
      break;
    }
    case Decoded::kUnknownKind:
      absl::StrAppend(&said, decoder->unknown_kind());
      break;
    default:
      absl::StrAppend(&said, decoder->problem().offset, " ", decoder->problem().message);
  }
  EXPECT_EQ(batch.size(), outcome == Decoded::kEvent ? 1U : 0U);
  return said;
}

bool IsScanned(const std::string& text) {
  PaddedText padded;
  padded.Append(text);
  EventFields fields;
  EventBatch batch;
  return PlainEventScanner().Scan(padded.text(), &fields, &batch);
}

class Both {
 public:
  void Expect(const std::string& text) {
    ASSERT_EQ(Said(&scanning_, text), Said(&walking_, text)) << text;
    scanned_ += IsScanned(text) ? 1 : 0;
  }
  int scanned() const { return scanned_; }

 private:
  EventDecoder scanning_{EventDecoder::PlainObjects::kScanned};
  EventDecoder walking_{EventDecoder::PlainObjects::kWalked};
  int scanned_ = 0;
};

TEST(PlainEventTest, WhatRecordersWriteIsScanned) {
  for (
      const char* text :
      {R"({"ev":"alloc","t":12,"thread":3,"stack":4,"addr":"0x7f00AB","bytes":48,"kind":"heap"})",
       R"({"ev":"free","t":12,"addr":"0x0"})", R"({"ev":"free","buf":7,"last_read":5})",
       R"({"ev": "mark", "name": "with blanks"})",
       R"({"ev":"view","t":1,"view":3,"buf":2,"offset":0,"shape":[1,2],"strides":[],"dtype":"f8"})",
       R"({"ev":"write","buf":2,"escaped":true})", R"({"ev":"read","buf":2,"escaped":false})",
       R"({"ev":"op","name":"add","in":[1, 2],"out":3})", R"({"ev":"mark","name":""})",
       R"({"ev":"site","site":1,"file":"a.cc","line":0})",
       R"({"ev":"mark","t":999999999999999999,"name":"of eighteen digits"})"}) {
    EXPECT_TRUE(IsScanned(text)) << text;
    Both().Expect(text);
  }
}

TEST(PlainEventTest, AnythingElseIsLeftAlone) {
  for (const char* text : {"",
                           "{",
                           "{}",
                           "null",
                           R"({"ev":"mark"})",
                           R"({"ev":"mark","name":"a\n"})",
                           "{\"ev\":\"mark\",\"name\":\"\xC3\xA9\"}",
                           "{\"ev\":\"mark\",\"name\":\"\t\"}",
                           R"({"ev":"warp"})",
                           R"({"ev":"trace","version":1})",
                           R"({"name":"a","ev":"mark"})",
                           R"({"ev":"mark","name":"a","ev":"mark"})",
                           R"({"ev":"mark","name":"a","colour":1})",
                           R"({"ev":"mark","name":"a"}x)",
                           R"({"ev":"mark","name":"a"} )",
                           R"({"ev":"mark","name":"a)",
                           R"({"ev":"mark","name":"a",})",
                           R"({"ev":"mark","t":-1,"name":"a"})",
                           R"({"ev":"mark","t":01,"name":"a"})",
                           R"({"ev":"mark","t":1.0,"name":"a"})",
                           R"({"ev":"mark","t":1e3,"name":"a"})",
                           R"({"ev":"mark","t":,"name":"a"})",
                           R"({"ev":"mark","t":9223372036854775808,"name":"a"})",
                           R"({"ev":"free","buf":0})",
                           R"({"ev":"free","addr":"7f"})",
                           R"({"ev":"free","addr":"0x"})",
                           R"({"ev":"free","addr":"0x00000000000000001"})",
                           R"({"ev":"free","t":1})",
                           R"({"ev":"write","buf":2,"escaped":null})",
                           R"({"ev":"op","name":"a","in":[1,]})",
                           R"({"ev":"op","name":"a","in":[-1]})",
                           R"({"ev":"op","name":"a","in":[1})",
                           R"({"ev":"drop","view":1]})",
                           R"({"ev":"copy","bytes":1,"src":1,"dst_buf":2})"}) {
    EXPECT_FALSE(IsScanned(text)) << text;
    Both().Expect(text);
  }
}

TEST(PlainEventTest, RandomEventsDecodeAlike) {
  RandomEvents random(7);
  Both both;
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    AppendJson(random.Next(), &text);
    both.Expect(text);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(both.scanned(), 2000);
}

// Packed, names end in zeros.
TEST(PlainEventTest, ZerosBelongToTheName) {
  for (const absl::string_view text :
       {absl::string_view("{\"ev\":\"mark\",\"name\0\":\"a\"}", 25),
        absl::string_view("{\"ev\":\"op\",\"name\0\0\0\":\"a\"}", 25),
        absl::string_view("{\"ev\":\"mark\0\",\"name\":\"a\"}", 25),
        absl::string_view("{\"ev\":\"mark\",\"\0\":\"a\"}", 21)}) {
    EXPECT_FALSE(IsScanned(std::string(text)));
    Both().Expect(std::string(text));
  }
}

// Damage of the kinds that the scan could take for something else.
TEST(PlainEventTest, DamagedEventsDecodeAlike) {
  static const std::vector<std::string> kPieces = {"{",
                                                   "}",
                                                   "[",
                                                   "]",
                                                   ",",
                                                   ":",
                                                   "\"",
                                                   "\\",
                                                   "0",
                                                   "00",
                                                   "-",
                                                   "1e2",
                                                   "0.5",
                                                   " ",
                                                   "  ",
                                                   "\t",
                                                   "0x",
                                                   "\"ev\":",
                                                   "true",
                                                   "false",
                                                   "null",
                                                   "\x80",
                                                   "\xC3\xA9",
                                                   "\x1f",
                                                   "\x7f",
                                                   "99999999999999999999",
                                                   "\"t\":1,",
                                                   "\"thread\":0,",
                                                   "\"buf\":1,",
                                                   ",\"zz\":[{}]",
                                                   "\"kind\":\"heap\","};
  std::mt19937 dice(11);
  const auto below = [&dice](size_t end) {
    return std::uniform_int_distribution<size_t>(0, end - 1)(dice);
  };
  RandomEvents random(8);
  Both both;
  for (int i = 0; i < 60000; ++i) {
    std::string text;
    if (i % 3 == 0) {
      text = absl::StrCat(R"({"ev":"alloc","t":)", below(1000), R"(,"thread":1,"stack":)",
                          1 + below(9), R"(,"addr":"0x7f)", below(99), R"(","bytes":)", below(99),
                          R"(,"kind":"heap"})");
    } else {
      AppendJson(random.Next(), &text);
    }
    if (text.size() > 600) continue;
    for (size_t n = 1 + below(2); n > 0 && !text.empty(); --n) {
      const size_t at = below(text.size());
      switch (below(4)) {
        case 0:
          text[at] = static_cast<char>(below(256));
          break;
        case 1:
          text.erase(at, 1 + below(6));
          break;
        case 2:
          text.insert(at, text.substr(below(text.size()), below(30)));
          break;
        default:
          text.insert(at, kPieces[below(kPieces.size())]);
      }
    }
    if (text.find('\n') != std::string::npos) continue;
    both.Expect(text);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(both.scanned(), 1000);
}

}  // namespace
}  // namespace tidemark::trace
