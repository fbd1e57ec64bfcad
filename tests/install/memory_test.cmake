# Runs the memory tests of the project SOURCE (memory_tests.cmake), which is built against the package in
# PREFIX, then builds it with a regression and expects them to fail.
cmake_minimum_required(VERSION 3.24)
include(${CMAKE_CURRENT_LIST_DIR}/expectations.cmake)

set(headers)
configure(consumer "array;record;analysis")
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the project with memory tests does not configure:\n${output}")
endif()
run(${CMAKE_COMMAND} --build ${WORK}/consumer)

# Runs the tests that match `pattern`, and expects as many to fail as `failing` names.
function(expect_tests pattern passing failing skipped)
  execute_process(COMMAND ${CTEST} --test-dir ${WORK}/consumer -R ${pattern} -V
                  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  foreach(kind IN ITEMS passing failing skipped)
    foreach(test IN LISTS ${kind})
      string(REPLACE "." "\\." test "${test}")
      set(passing_text "Passed")
      set(failing_text "\\*\\*\\*Failed|\\*\\*\\*Not Run|Failed Required")
      set(skipped_text "\\*\\*\\*Skipped")
      if(NOT output MATCHES "Test +#[0-9]+: ${test} \\.*[ ]*(${${kind}_text})")
        message(FATAL_ERROR "${test} is not ${kind}:\n${output}")
      endif()
    endforeach()
  endforeach()
  if("${failing}" STREQUAL "" AND NOT result EQUAL 0 OR
     NOT "${failing}" STREQUAL "" AND result EQUAL 0)
    message(FATAL_ERROR "ctest ended with ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# Asked for by name, the check brings its recording along.
expect_tests("^measured.memory$" "measured.memory.record;measured.memory" "" "")
expect("name=\"copy_count\">0</CTestMeasurement>")
expect_tests("^measured.config$" "measured.config.record;measured.config" "" "")
expect_tests("^heap.memory$" "heap.memory.record;heap.memory" "" "")
expect("heap.memory.2.tmk")
expect_tests("^static.memory$" "" "" "static.memory.record;static.memory")
expect("is statically linked")
expect_tests("^forgotten.memory$" "" "forgotten.memory.record;forgotten.memory" "")
expect("link tidemark::record into it")
run(${CTEST} --test-dir ${WORK}/consumer -N -L "memory" -L "fast")
expect("Total Tests: 2")

# Without its recording the check has nothing to judge, and says so.
file(REMOVE_RECURSE ${WORK}/consumer/tidemark/measured.memory)
execute_process(COMMAND ${CTEST} --test-dir ${WORK}/consumer -R "^measured.memory$" -FA .* -V
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(result EQUAL 0)
  message(FATAL_ERROR "a check without a trace passed:\n${output}")
endif()
expect("there is no trace in")

run(${CMAKE_COMMAND} -D REGRESSION=ON ${WORK}/consumer)
run(${CMAKE_COMMAND} --build ${WORK}/consumer)
expect_tests("^measured.memory$" "measured.memory.record" "measured.memory" "")
expect("limit: copy_count == 0")
expect("measured.cc:")
expect_tests("^measured.config$" "measured.config.record" "measured.config" "")
expect_tests("^heap.memory$" "heap.memory.record" "heap.memory" "")

# A command that is gone skips; it does not pass.
file(RENAME ${PREFIX}/bin/tidemark ${PREFIX}/bin/elsewhere)
expect_tests("^measured.memory$" "" "" "measured.memory.record;measured.memory")
file(RENAME ${PREFIX}/bin/elsewhere ${PREFIX}/bin/tidemark)
