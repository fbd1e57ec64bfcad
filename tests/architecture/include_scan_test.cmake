# Shows include_scan.cmake small trees that break each of its rules, and near misses that do not.
cmake_minimum_required(VERSION 3.24)

# Runs the scan over a tree of one file and demands that its outcome and message are as expected. In
# that tree, base/public.h, analysis/public.h and report/public.h are the public headers.
file(WRITE ${WORK}/public_headers.cmake "
foreach(library IN ITEMS memory array trace record malloc gate)
  set(TIDEMARK_PUBLIC_HEADERS_\${library})
endforeach()
foreach(library IN ITEMS base analysis report)
  set(TIDEMARK_PUBLIC_HEADERS_\${library} public.h)
endforeach()
")
function(expect name file include expected)
  set(root ${WORK}/${name})
  file(REMOVE_RECURSE ${root})
  file(WRITE ${root}/${file} "// A file.\n#include ${include}\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -D ROOT=${root} -D LAW=${LAW} -D PARTIAL=${partial}
                          -D PUBLIC_HEADERS=${WORK}/public_headers.cmake -P ${SCAN}
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(expected STREQUAL "fine")
    if(NOT result EQUAL 0)
      message(FATAL_ERROR "${name}: expected no violation, got:\n${output}")
    endif()
  elseif(result EQUAL 0)
    message(FATAL_ERROR "${name}: expected a violation of ${include} in ${file}")
  elseif(NOT output MATCHES "${expected}")
    message(FATAL_ERROR "${name}: expected '${expected}' in:\n${output}")
  endif()
endfunction()

set(partial ON)
expect(upward lib/tidemark/array/bad.h "\"tidemark/trace/reader.h\""
       "lib/tidemark/array/bad.h: includes tidemark/trace/reader.h, but 'array' may not use 'trace'")
expect(angle_brackets lib/tidemark/memory/bad.cc "<tidemark/record/session.h>" "may not use 'record'")
expect(report_sees_record lib/tidemark/report/bad.cc "\"tidemark/record/session.h\""
       "may not use 'record'")
expect(sideways lib/tidemark/trace/bad.h "\"tidemark/memory/hooks.h\"" "may not use 'memory'")
expect(unknown lib/tidemark/array/bad.h "\"tidemark/utils/all.h\"" "may not use 'utils'")
expect(no_row lib/tidemark/common/bad.h "<vector>" "has no row in the law")
expect(nested lib/tidemark/array/kernels/bad.cc "\"tidemark/analysis/report.h\""
       "may not use 'analysis'")
expect(upward_in_a_library lib/tidemark/array/core/bad.cc "\"tidemark/array/ops/reduce.h\""
       "'array/core' may not use 'array/ops'")
expect(sideways_in_a_library lib/tidemark/record/os/bad.h "\"tidemark/record/sink/sink.h\""
       "'record/os' may not use 'record/sink'")
expect(below_a_room lib/tidemark/record/stack/unwind/bad.h "\"tidemark/record/buffer/slot_file.h\""
       "'record/stack' may not use 'record/buffer'")
expect(out_of_a_room lib/tidemark/trace/json/bad.cc "\"tidemark/trace/reader.h\""
       "may not use what lies outside of the rooms")
expect(room_without_row lib/tidemark/array/helpers/bad.h "<vector>" "has no row in the law: 'array/helpers'")
expect(parser lib/tidemark/report/bad.cc "<CLI/CLI.hpp>" "for tools only")
expect(framework lib/tidemark/base/bad.h "<gtest/gtest.h>" "for tests only")
expect(another_framework lib/tidemark/array/bad.h "<doctest/doctest.h>" "for tests only")
expect(simdjson_elsewhere lib/tidemark/analysis/bad.cc "<simdjson.h>" "for trace only")
expect(elfutils_elsewhere lib/tidemark/record/bad.cc "<elfutils/libdw.h>" "for analysis only")
expect(elf_elsewhere lib/tidemark/report/bad.cc "<gelf.h>" "for analysis only")
expect(public_elfutils lib/tidemark/analysis/public.h "<elfutils/libdw.h>"
       "is a public header and includes elfutils/libdw.h")
expect(public_json lib/tidemark/report/public.h "<nlohmann/json.hpp>"
       "is a public header and includes nlohmann/json.hpp")
expect(public_includes_private lib/tidemark/report/public.h "\"tidemark/base/clock.h\""
       "includes tidemark/base/clock.h, which is none")
set(partial OFF)
expect(public_is_missing lib/tidemark/base/other.h "<vector>"
       "lib/tidemark/base/public.h: is listed as a public header but does not exist")
set(partial ON)
expect(tests_in_lib lib/tidemark/base/bad.cc "\"tests/support/x.h\"" "not of a library")
expect(command_uses_array tools/tidemark/bad.cc "\"tidemark/array/array.h\"" "only reads traces")

expect(downward lib/tidemark/array/good.h "\"tidemark/memory/hooks.h\"" fine)
expect(far_downward lib/tidemark/report/good.h "\"tidemark/base/bytes.h\"" fine)
expect(framework_in_testing lib/tidemark/testing/good.h "<catch2/catch.hpp>" fine)
expect(itself lib/tidemark/array/good.cc "\"tidemark/array/array.h\"" fine)
expect(downward_in_a_library lib/tidemark/array/ops/good.cc "\"tidemark/array/core/dims.h\"" fine)
expect(own_room lib/tidemark/array/core/good.cc "\"tidemark/array/core/dims.h\"" fine)
expect(into_a_room lib/tidemark/trace/good.cc "\"tidemark/trace/json/json_reader.h\"" fine)
expect(room_uses_library_below lib/tidemark/record/os/good.cc "\"tidemark/trace/reader.h\"" fine)
expect(private_json lib/tidemark/report/good.cc "<nlohmann/json.hpp>" fine)
expect(private_elfutils lib/tidemark/analysis/good.h "<elfutils/libdw.h>" fine)
expect(public_includes_public lib/tidemark/report/public.h "\"tidemark/base/public.h\"" fine)
expect(private_includes_private lib/tidemark/report/good.h "\"tidemark/base/clock.h\"" fine)
expect(system_elf_header lib/tidemark/record/good.cc "<elf.h>" fine)
expect(commented lib/tidemark/array/good.h "<vector>  // not \"tidemark/trace/reader.h\"" fine)
expect(command_uses_report tools/tidemark/good.cc "\"tidemark/report/text_report.h\"" fine)
