// Creates a trace file; the encoding and compression follow from the path.
//
// Contract, ownership and errors: model/trace_writer.h.
//
//   TIDEMARK_ASSIGN_OR_RETURN(auto writer, CreateTrace("run.ndjson.zst"));
//   TIDEMARK_RETURN_IF_ERROR(writer->Write(event));
//   TIDEMARK_RETURN_IF_ERROR(writer->Close());
#ifndef TIDEMARK_TRACE_WRITER_H_
#define TIDEMARK_TRACE_WRITER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "tidemark/trace/model/trace_writer.h"

namespace tidemark::trace {

// Creates or truncates `path`: .tmk (binary), or .json .ndjson .jsonl, these optionally with .gz or
// .zst behind it.
// InvalidArgument for another extension.
absl::StatusOr<std::unique_ptr<TraceWriter>> CreateTrace(const std::string& path);

// InvalidArgument unless CreateTrace, or the recorder, can tell the encoding from the extension.
absl::Status CheckExtension(const std::string& path);

}  // namespace tidemark::trace

#endif  // TIDEMARK_TRACE_WRITER_H_
