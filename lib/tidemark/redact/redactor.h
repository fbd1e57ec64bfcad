// Makes of the events of a trace those of a trace that can be sent to somebody.
//
// Used by `tidemark convert --redact`. What the program, its user or the machine named becomes a pseudonym
// (pseudonyms.h, place_names.h) or is left out, field by field as the table in redactor.cc says; a field
// without a row does not compile. Sizes, times since the start, shapes, addresses of buffers and the words
// of public_words.h stay, so that the analysis comes to the same figures and findings.
//
// Code addresses are resolved first, since nobody else can: a frame becomes as many frames as functions
// were inlined there. Of an address without a name the offset in its module stays.
//
// Memory: O(different names + frames). Threading: one thread at a time.
// Errors: those of the sink.
//
//   Redactor redactor(&symbolizer, &reader->stats());
//   TIDEMARK_RETURN_IF_ERROR(redactor.Redact(event, [&](const trace::Event& e) { return writer->Write(e); }));
#ifndef TIDEMARK_REDACT_REDACTOR_H_
#define TIDEMARK_REDACT_REDACTOR_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tidemark/analysis/symbols/source_frame.h"
#include "tidemark/analysis/symbols/symbolizer.h"
#include "tidemark/redact/place_names.h"
#include "tidemark/redact/pseudonyms.h"
#include "tidemark/trace/model/event.h"
#include "tidemark/trace/model/trace_reader.h"

namespace tidemark::redact {

struct RedactionSummary {
  int64_t names = 0;            // different names that became pseudonyms, of all kinds together
  int64_t named_frames = 0;     // of the trace, whose function or file is known
  int64_t nameless_frames = 0;  // that stay addresses in a module
};

class Redactor {
 public:
  using Sink = std::function<absl::Status(const trace::Event&)>;

  // `symbolizer` null: code addresses stay so. `stats` are those of the reader that the events come
  // from: `end` does not count what it skipped. Both outlive this.
  Redactor(analysis::Symbolizer* symbolizer, const trace::ReaderStats* stats)
      : symbolizer_(symbolizer), stats_(*stats) {}
  Redactor(const Redactor&) = delete;
  Redactor& operator=(const Redactor&) = delete;

  // Hands to `sink` what there is in the place of the event: several for some frames and stacks. They
  // borrow from the event and from this.
  absl::Status Redact(const trace::Event& event, const Sink& sink);

  RedactionSummary summary() const;

 private:
  // What a field may be; see the table in redactor.cc.
  enum class Rule : uint8_t;
  struct Row;
  struct Table;

  template <class Body>
  void RedactFields(Body* body);
  template <class Body, size_t kIndex>
  void RedactField(Body* body);
  absl::string_view Text(Rule rule, absl::string_view text);
  absl::string_view Capture(absl::string_view json);
  absl::string_view Keep(std::string text);

  absl::Status RedactFrame(const trace::FrameDefinition& frame, const Sink& sink);
  absl::Status RedactStack(const trace::StackDefinition& stack, const Sink& sink);
  analysis::SourceFrames Resolve(const trace::FrameDefinition& frame);

  analysis::Symbolizer* const symbolizer_;
  const trace::ReaderStats& stats_;
  std::deque<std::string> kept_;  // what the present event borrows
  std::vector<absl::string_view> texts_;

  PlaceNames places_;
  Pseudonyms words_{"word"};  // where a field's words are public as a rule
  Pseudonyms arguments_{"argument"};
  Pseudonyms runs_{"run"};
  Pseudonyms labels_{"label"};
  Pseudonyms threads_{"thread"};
  Pseudonyms types_{"type"};
  Pseudonyms params_{"param"};
  Pseudonyms operations_{"operation"};
  Pseudonyms dtypes_{"dtype"};
  Pseudonyms spaces_{"space"};
  SeriesPseudonyms scopes_{"scope"};
  SeriesPseudonyms marks_{"mark"};

  // By frame, those further out that it became besides itself, the innermost first.
  absl::flat_hash_map<int64_t, std::vector<FrameId>> callers_;
  // By stack whose frame became several.
  struct Lengthened {
    FrameId frame;
    StackId old_parent;
    StackId parent;
  };
  absl::flat_hash_map<int64_t, Lengthened> lengthened_;
  int64_t further_ids_ = 0;
  RedactionSummary summary_;
};

}  // namespace tidemark::redact

#endif  // TIDEMARK_REDACT_REDACTOR_H_
