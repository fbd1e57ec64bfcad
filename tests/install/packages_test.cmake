# Makes the Debian packages of the build BUILD, looks at what is in them, and runs the command of an
# unpacked one: it records a program, and reports on it.
cmake_minimum_required(VERSION 3.24)
include(${CMAKE_CURRENT_LIST_DIR}/expectations.cmake)

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK}/made)
# Nothing is compressed here: that takes longer than all else.
set(maker "A Maker <maker@example.org>")
run(${CPACK} -G DEB --config ${BUILD}/CPackConfig.cmake -B ${WORK}/made
    -D CPACK_DEBIAN_COMPRESSION_TYPE=none -D CPACK_PACKAGE_CONTACT=${maker})

# Sets `package` to the file of the package `name`; fails unless it holds each of the files that follow.
function(expect_package name)
  file(GLOB package ${WORK}/made/${name}_${VERSION}_*.deb)
  list(LENGTH package count)
  if(NOT count EQUAL 1)
    file(GLOB_RECURSE all ${WORK}/made/*.deb)
    message(FATAL_ERROR "there is no package ${name} of ${VERSION}, but: ${all}")
  endif()
  run(dpkg-deb -c ${package})
  set(listed "${output}")
  foreach(file IN LISTS ARGN)
    if(NOT listed MATCHES " root/root [^\n]* \\./${file}\n")
      message(FATAL_ERROR "${name} has no ${file}:\n${listed}")
    endif()
  endforeach()
  set(package ${package} PARENT_SCOPE)
  set(listed "${listed}" PARENT_SCOPE)
endfunction()

# Sets `value` to a field of `package`.
function(field name)
  run(dpkg-deb -f ${package} ${name})
  string(STRIP "${output}" value)
  set(value "${value}" PARENT_SCOPE)
endfunction()

expect_package(libtidemark-dev usr/include/tidemark/array/array.h usr/${LIBDIR}/libtidemark_array.a
               usr/${LIBDIR}/cmake/tidemark/tidemarkConfig.cmake
               usr/${LIBDIR}/cmake/tidemark/TidemarkMemoryTest.cmake
               usr/${LIBDIR}/cmake/tidemark/tidemark_memory_test.sh
               usr/${LIBDIR}/pkgconfig/tidemark-array.pc)
if(listed MATCHES "\\./usr/(bin|share/tidemark)/")
  message(FATAL_ERROR "libtidemark-dev has files of the package tidemark:\n${listed}")
endif()
field(Depends)
if(NOT value MATCHES "^tidemark \\(= ${VERSION}\\), .*libabsl-dev")
  message(FATAL_ERROR "libtidemark-dev depends on: ${value}")
endif()

expect_package(tidemark usr/bin/tidemark usr/${LIBDIR}/libtidemark_malloc.so
               usr/share/tidemark/schemas/trace.schema.json
               usr/share/tidemark/schemas/config.schema.json)
if(listed MATCHES "\\.(a|h|cmake|pc)\n")
  message(FATAL_ERROR "tidemark has files that only a compiler needs:\n${listed}")
endif()
field(Depends)
if(NOT value MATCHES "libc6 \\(>=" OR NOT value MATCHES "libstdc\\+\\+6 \\(>=" OR NOT value MATCHES "libdw1")
  message(FATAL_ERROR "tidemark depends on: ${value}")
endif()
field(Maintainer)
if(NOT value STREQUAL maker)
  message(FATAL_ERROR "the maintainer of the package is '${value}'")
endif()
field(Installed-Size)
if(NOT value GREATER 1000)
  message(FATAL_ERROR "tidemark has ${value} KiB")
endif()

# Unpacked anywhere, the command preloads the library of its own package, not that of the build.
run(dpkg-deb -x ${package} ${WORK}/unpacked)
set(tidemark ${WORK}/unpacked/usr/bin/tidemark)
run(${CMAKE_COMMAND} -E chdir ${WORK} ${tidemark} run -o run.tmk -- cat /proc/self/maps)
expect("${WORK}/unpacked/usr/${LIBDIR}/libtidemark_malloc.so\n")
run(${CMAKE_COMMAND} -E chdir ${WORK} ${tidemark} report run.tmk)
expect("tidemark  cat  run.tmk")
run(${CMAKE_COMMAND} -E chdir ${WORK} ${tidemark} check run.tmk --limit "alloc_count > 0")
expect("1 limit kept")
run(${tidemark} schema config)
set(from_command "${output}")
file(READ ${WORK}/unpacked/usr/share/tidemark/schemas/config.schema.json installed)
if(NOT installed STREQUAL from_command)
  message(FATAL_ERROR "the installed schema of the configuration is not the command's")
endif()

# The Python package finds both beside it.
expect_package(python3-tidemark usr/lib/python3/dist-packages/tidemark/__main__.py
               usr/lib/python3/dist-packages/tidemark/pytest_plugin.py
               usr/lib/python3/dist-packages/tidemark-${VERSION}.dist-info/entry_points.txt)
field(Depends)
if(NOT value MATCHES "^tidemark \\(= ${VERSION}\\), python3")
  message(FATAL_ERROR "python3-tidemark depends on: ${value}")
endif()
run(dpkg-deb -x ${package} ${WORK}/unpacked)
file(WRITE ${WORK}/part.py "import numpy, tidemark
with tidemark.record('part.tmk'): numpy.ones(1000)
print(tidemark.report(), tidemark.command())")
run(${CMAKE_COMMAND} -E chdir ${WORK} ${CMAKE_COMMAND} -E env --unset=TIDEMARK_COMMAND
    PYTHONPATH=${WORK}/unpacked/usr/lib/python3/dist-packages /usr/bin/python3 part.py)
expect("part.py:2")
expect("${WORK}/unpacked/usr/bin/tidemark")
# pytest finds the plugin, and bears that somebody names it as well.
execute_process(COMMAND /usr/bin/python3 -c "import pytest" RESULT_VARIABLE no_pytest ERROR_QUIET)
if(NOT no_pytest)
  foreach(named "" "-ptidemark.pytest_plugin")
    run(${CMAKE_COMMAND} -E chdir ${WORK} ${CMAKE_COMMAND} -E env
        PYTHONPATH=${WORK}/unpacked/usr/lib/python3/dist-packages
        /usr/bin/python3 -m pytest -pno:cacheprovider ${named} --markers)
    expect("@pytest.mark.tidemark(")
  endforeach()
endif()
