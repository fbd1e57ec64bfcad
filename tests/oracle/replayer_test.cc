// The runner of the replay protocol answers every line with one line, whatever it is sent.
#include "tests/oracle/replay/replayer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace tidemark::oracle {
namespace {

using nlohmann::json;

constexpr char kValueError[] = R"({"ok":false,"error":"ValueError"})";

TEST(Replayer, DescribesEveryLiveArray) {
  Replayer replayer;
  replayer.Handle(R"({"op":"arange","out":"b","start":0,"stop":6,"step":1,"dtype":"f4"})");
  const json reply =
      json::parse(replayer.Handle(R"({"op":"index","out":"a","a":"b","idx":[{"s":[null,1,-2]}]})"));
  const json expected = json::parse(R"({"ok":true,"arrays":{
      "a":{"dtype":"f4","shape":[2],"strides":[-8],"offset":20,"owner":"a","c":false,"f":false,
           "w":true,"data":[5.0,3.0]},
      "b":{"dtype":"f4","shape":[6],"strides":[4],"offset":0,"owner":"a","c":true,"f":true,
           "w":true,"data":[0.0,1.0,2.0,3.0,4.0,5.0]}},
      "shares":[["a","b"]],"may_share":[["a","b"]]})");
  EXPECT_EQ(reply, expected);
}

TEST(Replayer, NumbersReadBackExactly) {
  Replayer replayer;
  const json floats = json::parse(replayer.Handle(
      R"({"op":"from","out":"a","dtype":"f8","shape":[4],"data":[0.1,-0.0,"nan","-inf"]})"));
  EXPECT_EQ(floats["arrays"]["a"]["data"].dump(), R"([0.1,-0.0,"nan","-inf"])");
  const std::string integers = replayer.Handle(
      R"({"op":"from","out":"a","dtype":"u8","shape":[2],"data":[18446744073709551615,0]})");
  EXPECT_THAT(integers, testing::HasSubstr("\"data\":[18446744073709551615,0]"));
  const std::string complex =
      replayer.Handle(R"({"op":"from","out":"a","dtype":"c8","shape":[1],"data":[[1,"inf"]]})");
  EXPECT_THAT(complex, testing::HasSubstr("\"data\":[[1.0,\"inf\"]]"));
}

TEST(Replayer, WhatIsNullOrMissingIsNumPysDefault) {
  Replayer replayer;
  const auto dtype_of = [&](const char* line) {
    const json reply = json::parse(replayer.Handle(line));
    return reply["arrays"]["a"].value("dtype", "");
  };
  EXPECT_EQ(dtype_of(R"({"op":"arange","out":"a","stop":3,"dtype":null})"), "i8");
  EXPECT_EQ(dtype_of(R"({"op":"arange","out":"a","start":0,"stop":3,"step":0.5})"), "f8");
  EXPECT_EQ(dtype_of(R"({"op":"full","out":"a","shape":[2],"value":true})"), "b1");
  EXPECT_EQ(dtype_of(R"({"op":"full","out":"a","shape":[2],"value":[1,2],"dtype":null})"), "c16");
  EXPECT_EQ(dtype_of(R"({"op":"zeros","out":"a","shape":2,"dtype":null})"), "f8");
  EXPECT_EQ(dtype_of(R"({"op":"eye","out":"a","n":2,"m":null,"k":null})"), "f8");
}

TEST(Replayer, RefusesResultsThatWouldBringTheMachineDown) {
  Replayer replayer;
  EXPECT_EQ(replayer.Handle(R"({"op":"zeros","out":"a","shape":[99999999999]})"), kValueError);
  EXPECT_EQ(replayer.Handle(R"({"op":"ones","out":"a","shape":[4097,4097],"dtype":"i1"})"),
            kValueError);
  replayer.Handle(R"({"op":"zeros","out":"a","shape":[1]})");
  EXPECT_EQ(replayer.Handle(R"({"op":"broadcast_to","out":"b","a":"a","shape":[99999999999]})"),
            kValueError);
  EXPECT_EQ(replayer.Handle(std::string(100000, '[')), kValueError);
}

TEST(Replayer, OwnerPassesToTheNextNameWhenTheFirstIsDropped) {
  Replayer replayer;
  replayer.Handle(R"({"op":"zeros","out":"a","shape":[2,2],"dtype":"i4"})");
  replayer.Handle(R"({"op":"transpose","out":"c","a":"a","axes":null})");
  replayer.Handle(R"({"op":"ravel","out":"b","a":"a"})");
  const json reply = json::parse(replayer.Handle(R"({"op":"drop","a":"a"})"));
  EXPECT_EQ(reply["arrays"]["b"]["owner"], "b");
  EXPECT_EQ(reply["arrays"]["c"]["owner"], "b");
}

class ReplayerRefuses : public testing::TestWithParam<const char*> {};

TEST_P(ReplayerRefuses, AndChangesNothing) {
  Replayer replayer;
  const std::string before =
      replayer.Handle(R"({"op":"arange","out":"a","start":0,"stop":4,"step":1,"dtype":"i8"})");
  EXPECT_EQ(replayer.Handle(GetParam()), kValueError);
  replayer.Handle(R"({"op":"zeros","out":"z","shape":[],"dtype":"b1"})");
  EXPECT_EQ(replayer.Handle(R"({"op":"drop","a":"z"})"), before);
}

INSTANTIATE_TEST_SUITE_P(
    HostileRequests, ReplayerRefuses,
    testing::Values("", "{", "null", "[]", "7", "\"op\"", "{}", "\xff\xfe", R"({"op":7})",
                    R"({"op":"launch"})", R"({"op":"drop"})", R"({"op":"drop","a":"b"})",
                    R"({"op":"drop","a":{}})", R"({"op":"copy","a":"a"})",
                    R"({"op":"copy","out":3,"a":"a"})",
                    R"({"op":"zeros","out":"b","shape":"big","dtype":"f8"})",
                    R"({"op":"zeros","out":"b","shape":[2.5],"dtype":"f8"})",
                    R"({"op":"zeros","out":"b","shape":[2],"dtype":"f3"})",
                    R"({"op":"zeros","out":"b","shape":[18446744073709551615],"dtype":"f8"})",
                    R"({"op":"index","out":"b","a":"a","idx":{"i":0}})",
                    R"({"op":"index","out":"b","a":"a","idx":[{"s":[1]}]})",
                    R"({"op":"index","out":"b","a":"a","idx":[{"x":1}]})",
                    R"({"op":"index","out":"b","a":"a","idx":["sideways"]})",
                    R"({"op":"binary","out":"b","f":"add","a":"a"})",
                    R"({"op":"binary","f":"add","a":"a","b":"a","into":"a"})",
                    R"({"op":"binary","out":"b","f":"plus","a":"a","b":"a"})",
                    R"({"op":"unary","out":"b","f":"negative","a":"a","into":"nobody"})",
                    R"({"op":"iop","f":"add","a":"a","b":null})",
                    R"({"op":"setitem","a":"a","idx":[]})",
                    R"({"op":"setitem","a":"a","idx":[],"value":"nan"})",
                    R"({"op":"from","out":"b","dtype":"f8","shape":[1],"data":["x"]})",
                    R"({"op":"from","out":"b","dtype":"f8","shape":[1],"data":7})",
                    R"({"op":"split","outs":["b"],"a":"a","sections":2,"axis":0})",
                    R"({"op":"split","outs":"b","a":"a","sections":2,"axis":0})",
                    R"({"op":"concatenate","out":"b","arrays":[],"axis":0})",
                    R"({"op":"reduce","out":"b","f":"median","a":"a","axis":null})",
                    R"({"op":"arange","out":"b","start":0,"stop":4,"step":0,"dtype":"i8"})"));

}  // namespace
}  // namespace tidemark::oracle
