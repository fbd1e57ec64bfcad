# The public headers: what a program needs of each library, and what these include. Nothing else is
# installed. A header that a public header includes is public as well; tests/architecture holds to
# that, and tests/install compiles each of them by itself against the installed package.
set(TIDEMARK_PUBLIC_HEADERS_base bytes.h ids.h source_location.h status.h strong_id.h)
set(TIDEMARK_PUBLIC_HEADERS_memory
    access_tracker.h allow.h budget.h event_info.h hooks.h observer.h peak_meter.h scope.h
    tracking_resource.h)
set(TIDEMARK_PUBLIC_HEADERS_array
    array.h arrange/diagonals.h arrange/grids.h arrange/join.h arrange/pad.h arrange/rearrange.h
    core/allocator.h core/any_array.h core/buffer.h core/dims.h core/dtype.h core/dtype_rules.h
    core/element_type.h core/error.h core/held_value.h core/promote.h core/threads.h
    indexing/advanced.h indexing/axes.h indexing/copy.h indexing/create.h
    indexing/element_functions.h indexing/element_ref.h indexing/gather.h indexing/indexing.h
    indexing/orient.h indexing/reshape.h indexing/scalar.h indexing/selector.h io/npy.h io/print.h
    io/print_options.h kernels/kernels.h kernels/operations.h layout/index_text.h layout/overlap.h
    layout/slice.h layout/windows.h linalg/decompositions.h linalg/einsum.h linalg/linear_solve.h
    linalg/norm.h linalg/products.h ops/compare.h ops/elementwise.h ops/reduce.h
    ops/round_decimals.h ops/select.h ops/update_selected.h ops/with_location.h random/philox.h
    random/random.h sorting/along_axis.h sorting/positions.h sorting/sets.h sorting/sort.h
    statistics/average.h statistics/differences.h statistics/histogram.h statistics/nan_reduce.h
    statistics/quantile.h typed/accessor.h typed/any_operators.h typed/array_build.h
    typed/array_create.h typed/array_files.h typed/array_functions.h typed/array_linalg.h
    typed/array_math.h typed/array_methods.h typed/array_products.h typed/array_random.h
    typed/array_reduce.h typed/array_rounding.h typed/array_sets.h typed/array_shape.h
    typed/array_statistics.h typed/kept_span.h typed/operators.h typed/selection.h
    typed/typed_array.h)
set(TIDEMARK_PUBLIC_HEADERS_trace
    model/event.h model/event_run.h model/trace_reader.h model/trace_writer.h reader.h writer.h)
set(TIDEMARK_PUBLIC_HEADERS_bridge bridge.h)
set(TIDEMARK_PUBLIC_HEADERS_record session.h)
set(TIDEMARK_PUBLIC_HEADERS_malloc)
set(TIDEMARK_PUBLIC_HEADERS_numpy)
set(TIDEMARK_PUBLIC_HEADERS_kokkos)
set(TIDEMARK_PUBLIC_HEADERS_redact)
set(TIDEMARK_PUBLIC_HEADERS_analysis
    analyze.h model/call_tree.h model/details.h model/figures.h model/pictures.h model/report.h
    model/site_timeline.h rules/leak_suppression.h
    symbols/code_module.h symbols/source_frame.h symbols/symbol_cache.h symbols/symbolizer.h)
set(TIDEMARK_PUBLIC_HEADERS_report json_report.h terminal.h text_report.h)
set(TIDEMARK_PUBLIC_HEADERS_page)
set(TIDEMARK_PUBLIC_HEADERS_exports)
set(TIDEMARK_PUBLIC_HEADERS_merge)
set(TIDEMARK_PUBLIC_HEADERS_testing
    array_matchers.h array_mismatch.h benchmark_memory.h catch2_listener.h doctest_listener.h
    measure.h measurement.h memory_listener.h memory_listener_options.h memory_matchers.h)
set(TIDEMARK_PUBLIC_HEADERS_gate
    formats/format_options.h formats/formats.h judge/judge.h judge/verdict.h limits/config.h
    limits/increase_bound.h limits/limit.h metrics/metric.h sites/contribution.h)
