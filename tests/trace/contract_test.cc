// EVENTS.md and the list of fields say the same, and the examples in it are events to the byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/trace/trace_test_support.h"
#include "tidemark/trace/json/json_text.h"

namespace tidemark::trace {
namespace {

// Of a kind: its rows, as "**bytes** integer" or "one of buf id", and its example.
struct Section {
  std::vector<std::string> rows;
  std::vector<std::string> examples;
};

std::map<std::string, Section> Sections() {
  std::map<std::string, Section> sections;
  Section* section = nullptr;
  bool in_example = false;
  const std::string text =
      FileContents(TIDEMARK_TEST_DATA_DIR "/../../lib/tidemark/trace/EVENTS.md");
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, "#")) section = nullptr;
    if (absl::StartsWith(line, "### ")) {
      std::string name(line.substr(4));
      if (name.front() == '`') name = name.substr(1, name.size() - 2);
      section = &sections[name];
    }
    if (section == nullptr) continue;
    const std::vector<std::string> cells = absl::StrSplit(line, " | ");
    if (absl::StartsWith(line, "```")) {
      in_example = !in_example;
    } else if (in_example) {
      section->examples.emplace_back(line);
    } else if (absl::StartsWith(line, "| ") && !absl::StartsWith(line, "| key |")) {
      const bool one_of = cells.size() > 2 && absl::StartsWith(cells[2], "one of: ");
      section->rows.push_back(absl::StrCat(one_of ? "one of " : "", cells[0].substr(2), " ",
                                           absl::StripSuffix(cells[1], " |")));
    }
  }
  return sections;
}

std::string TypeName(FieldType type) {
  switch (type) {
    case FieldType::kInteger:
      return "integer";
    case FieldType::kSigned:
      return "signed";
    case FieldType::kTime:
      return "time";
    case FieldType::kId:
    case FieldType::kBuffer:
    case FieldType::kView:
    case FieldType::kParent:
      return "id";
    case FieldType::kText:
      return "text";
    case FieldType::kBool:
      return "bool";
    case FieldType::kAddress:
    case FieldType::kPc:
      return "address";
    case FieldType::kShape:
      return "shape";
    case FieldType::kStrides:
      return "strides";
    case FieldType::kViews:
      return "ids";
    case FieldType::kTexts:
      return "texts";
    case FieldType::kObject:
      return "object";
  }
  return "";
}

template <class Body>
std::vector<std::string> Rows() {
  std::vector<std::string> rows;
  ForEachField<Body>([&rows]<size_t kIndex>() {
    constexpr auto& field = kField<Body, kIndex>;
    const std::string key(field.key);
    const std::string type = TypeName(field.type);
    switch (field.place.presence) {
      case Presence::kRequired:
        rows.push_back(absl::StrCat("**", key, "** ", type));
        break;
      case Presence::kOptional:
        rows.push_back(absl::StrCat(key, " ", type));
        break;
      case Presence::kFirst:
      case Presence::kSecond:
        rows.push_back(absl::StrCat("one of ", key, " ", type));
        break;
    }
  });
  return rows;
}

TEST(Contract, HasTheKindsAndKeysOfTheList) {
  std::map<std::string, Section> sections = Sections();
  EXPECT_EQ(sections["The keys in common"].rows, Rows<Event>());
  std::set<std::string> names = {"The keys in common"};
  ForEachKind([&]<class Body>() {
    const std::string name(EventSchema<Body>::kInfo.name);
    names.insert(name);
    EXPECT_EQ(sections[name].rows, Rows<Body>()) << name;
  });
  for (const auto& [name, section] : sections) EXPECT_TRUE(names.contains(name)) << name;
}

// An example is written as it stands, and names every key of its kind.
TEST(Contract, HasAnExampleOfEachKindWithItsKeys) {
  std::map<std::string, Section> sections = Sections();
  ForEachKind([&]<class Body>() {
    const std::string name(EventSchema<Body>::kInfo.name);
    ASSERT_EQ(sections[name].examples.size(), 1U) << name;
    const std::string& example = sections[name].examples[0];
    const ReadResult read = ReadText(example + "\n");
    ASSERT_TRUE(read.status.ok()) << read.status;
    ASSERT_EQ(read.events.size(), 1U) << example;
    EXPECT_EQ(read.stats.unknown_keys_skipped, 0);
    EXPECT_EQ(read.events[0], nlohmann::json::parse(example));
    int alternatives = 0;
    ForEachField<Body>([&]<size_t kIndex>() {
      constexpr auto& field = kField<Body, kIndex>;
      const bool is_there = read.events[0].contains(std::string(field.key));
      const bool is_alternative =
          field.place.presence == Presence::kFirst || field.place.presence == Presence::kSecond;
      if (is_alternative) {
        alternatives += is_there ? 1 : 0;
      } else {
        EXPECT_TRUE(is_there) << name << " " << field.key;
      }
    });
    EXPECT_EQ(alternatives > 0, EventSchema<Body>::kInfo.alternatives != nullptr) << name;
  });
}

TEST(Contract, ExamplesAreWrittenAsTheyStand) {
  std::string examples;
  for (const auto& [name, section] : Sections()) {
    for (const std::string& example : section.examples) absl::StrAppend(&examples, example, "\n");
  }
  const std::string path = TempPath("examples.ndjson");
  WriteFile(path, examples);
  auto reader = OpenTrace(path);
  ASSERT_TRUE(reader.ok()) << reader.status();
  std::string written;
  while (true) {
    const absl::StatusOr<const Event*> event = (*reader)->Next();
    ASSERT_TRUE(event.ok()) << event.status();
    if (*event == nullptr) break;
    AppendJson(**event, &written);
    written += '\n';
  }
  EXPECT_EQ(written, examples);
}

}  // namespace
}  // namespace tidemark::trace
