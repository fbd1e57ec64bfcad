# The memory of these programs is tested; a build with REGRESSION takes more.
enable_testing()
option(REGRESSION "Take more memory than the tests allow" OFF)

add_executable(measured measured.cc)
target_link_libraries(measured PRIVATE tidemark::array tidemark::record)
add_executable(heap heap.cc)
if(REGRESSION)
  target_compile_definitions(measured PRIVATE NEEDLESS_COPY)
  target_compile_definitions(heap PRIVATE MORE_HEAP)
endif()
# The system's loader runs it, and nothing can be preloaded into it.
add_executable(static_heap heap.cc)
target_link_options(static_heap PRIVATE -static)

tidemark_add_memory_test(NAME measured.memory TARGET measured ARGS "a; b"
                         LIMITS "peak_bytes <= 16000" "copy_count == 0" LABELS fast TIMEOUT 60)
tidemark_add_memory_test(NAME measured.config TARGET measured ARGS "a; b" CONFIG tidemark.json)
tidemark_add_memory_test(NAME heap.memory TARGET heap HEAP RUNS 2 LIMITS "peak_bytes <= 1200KiB")
tidemark_add_memory_test(NAME static.memory TARGET static_heap HEAP
                         LIMITS "peak_bytes <= 1200KiB")
# A mistake, which must not pass for a program that cannot be recorded.
tidemark_add_memory_test(NAME forgotten.memory TARGET heap LIMITS "peak_bytes <= 1200KiB")
tidemark_add_memory_test(NAME baseline.memory TARGET measured ARGS "a; b"
                         BASELINE ${CMAKE_CURRENT_BINARY_DIR}/measured.baseline.json)
tidemark_add_memory_test(NAME limited.memory TARGET measured ARGS "a; b" CONFIG tidemark.json
                         LIMITS "peak_bytes <= 14400"
                         BASELINE ${CMAKE_CURRENT_BINARY_DIR}/limited.baseline.json)
