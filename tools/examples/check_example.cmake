# Runs PROGRAM plainly and under recording to TRACE, and compares what it prints with the file
# EXPECTED, to the character.
file(READ "${EXPECTED}" expected)
function(check how)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE printed ERROR_VARIABLE errors
                  RESULT_VARIABLE result)
  if(NOT result STREQUAL "0" OR NOT errors STREQUAL "")
    message(FATAL_ERROR "${PROGRAM} (${how}) ended with ${result}\n${errors}")
  endif()
  if(NOT printed STREQUAL expected)
    message(FATAL_ERROR "${PROGRAM} (${how}) printed\n${printed}instead of\n${expected}")
  endif()
endfunction()

check("plain" "${PROGRAM}")
check("recorded" ${CMAKE_COMMAND} -E env "TIDEMARK_TRACE=${TRACE}" "${PROGRAM}")
if(NOT EXISTS "${TRACE}")
  message(FATAL_ERROR "${PROGRAM} left no trace at ${TRACE}")
endif()
