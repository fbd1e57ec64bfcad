# What the tests of the installed package begin with: running commands, and looking at what they print.
# Included by each of them; sets `output` to what the last command printed.

# Fails unless the command ends with 0.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\nfailed with ${result}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# Fails unless the output holds `text`.
function(expect text)
  string(FIND "${output}" "${text}" at)
  if(at LESS 0)
    message(FATAL_ERROR "expected '${text}' in:\n${output}")
  endif()
endfunction()

# Configures the project SOURCE in WORK/<name>, with the package in PREFIX.
function(configure name components)
  file(REMOVE_RECURSE ${WORK}/${name})
  execute_process(
    COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/${name} -G ${GENERATOR}
            -D CMAKE_MAKE_PROGRAM=${MAKE} -D CMAKE_CXX_COMPILER=${COMPILER}
            -D CMAKE_PREFIX_PATH=${PREFIX} "-DCOMPONENTS=${components}" "-DHEADERS=${headers}"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  set(result ${result} PARENT_SCOPE)
  set(output "${output}" PARENT_SCOPE)
endfunction()
