# The public headers: what a program needs of each library, and what these include. Nothing else is
# installed. A header that a public header includes is public as well; tests/architecture holds to
# that, and tests/install compiles each of them by itself against the installed package.
set(TIDEMARK_PUBLIC_HEADERS_base bytes.h ids.h source_location.h status.h strong_id.h)
set(TIDEMARK_PUBLIC_HEADERS_memory
    access_tracker.h budget.h event_info.h hooks.h observer.h peak_meter.h scope.h
    tracking_resource.h)
set(TIDEMARK_PUBLIC_HEADERS_array
    array.h core/allocator.h core/any_array.h core/buffer.h core/dims.h core/dtype.h
    core/dtype_rules.h core/element_type.h core/error.h core/held_value.h core/promote.h
    core/threads.h indexing/advanced.h indexing/axes.h indexing/copy.h indexing/create.h
    indexing/element_ref.h indexing/gather.h indexing/indexing.h indexing/orient.h
    indexing/reshape.h indexing/scalar.h indexing/selector.h io/npy.h io/print.h io/print_options.h
    kernels/kernels.h kernels/operations.h layout/index_text.h layout/overlap.h layout/slice.h
    layout/windows.h ops/along_axis.h ops/average.h ops/compare.h ops/decompositions.h
    ops/diagonals.h ops/differences.h ops/einsum.h ops/elementwise.h ops/grids.h ops/histogram.h
    ops/join.h ops/linear_solve.h ops/nan_reduce.h ops/norm.h ops/pad.h ops/philox.h
    ops/positions.h ops/products.h ops/quantile.h ops/random.h ops/rearrange.h ops/reduce.h
    ops/round_decimals.h ops/select.h ops/sets.h ops/sort.h ops/update_selected.h
    ops/with_location.h typed/accessor.h typed/any_operators.h typed/array_build.h
    typed/array_create.h typed/array_files.h typed/array_functions.h typed/array_linalg.h
    typed/array_math.h typed/array_methods.h typed/array_products.h typed/array_random.h typed/array_reduce.h
    typed/array_rounding.h typed/array_sets.h typed/array_shape.h typed/array_statistics.h
    typed/kept_span.h typed/operators.h typed/selection.h typed/typed_array.h)
set(TIDEMARK_PUBLIC_HEADERS_trace
    model/event.h model/trace_reader.h model/trace_writer.h reader.h writer.h)
set(TIDEMARK_PUBLIC_HEADERS_record session.h)
set(TIDEMARK_PUBLIC_HEADERS_malloc)
set(TIDEMARK_PUBLIC_HEADERS_analysis
    analyze.h model/report.h symbols/code_module.h symbols/source_frame.h symbols/symbol_cache.h
    symbols/symbolizer.h)
set(TIDEMARK_PUBLIC_HEADERS_report json_report.h terminal.h text_report.h)
set(TIDEMARK_PUBLIC_HEADERS_testing array_matchers.h array_mismatch.h)
set(TIDEMARK_PUBLIC_HEADERS_gate check.h check_json.h check_text.h limit.h metric.h)
