# Sets TIDEMARK_WEB_FILES to the source that defines the script and the style of the page.
#
#   -DTIDEMARK_HTML=AUTO   bundled where there is npm and it gets the packages; else the static core only
#   -DTIDEMARK_HTML=ON     bundled, or an error
#   -DTIDEMARK_HTML=OFF    the static core only
#
# The packages are installed into the build folder, once for each package-lock.json; the bundle is made
# again when a file of web/ changes.
set(TIDEMARK_HTML AUTO CACHE STRING "Views in HTML pages beside the static core: AUTO, ON or OFF (needs npm)")
set_property(CACHE TIDEMARK_HTML PROPERTY STRINGS AUTO ON OFF)
set(TIDEMARK_WEB_FILES ${CMAKE_CURRENT_SOURCE_DIR}/no_web_files.cc)
# Where the bundle is made, packages and all; empty without. For the tests.
set(TIDEMARK_PAGE_WEB_DIR "" CACHE INTERNAL "")

# Sets `why` to the reason for which there are no packages in `folder`; else to nothing.
function(tidemark_install_web_packages folder why)
  set(${why} "" PARENT_SCOPE)
  find_program(TIDEMARK_NODE NAMES node nodejs)
  find_program(TIDEMARK_NPM npm)
  if(NOT TIDEMARK_NODE OR NOT TIDEMARK_NPM)
    set(${why} "there is no node or no npm" PARENT_SCOPE)
    return()
  endif()
  file(SHA256 ${CMAKE_CURRENT_SOURCE_DIR}/web/package-lock.json lock)
  set(stamp ${folder}/installed-${lock})
  if(EXISTS ${stamp})
    return()
  endif()
  file(MAKE_DIRECTORY ${folder})
  file(COPY ${CMAKE_CURRENT_SOURCE_DIR}/web/package.json ${CMAKE_CURRENT_SOURCE_DIR}/web/package-lock.json
       DESTINATION ${folder})
  message(STATUS "Installing the packages of the HTML page (npm ci)")
  execute_process(
    COMMAND ${TIDEMARK_NPM} ci --ignore-scripts --no-audit --no-fund --no-update-notifier --prefer-offline --fetch-retries=0
    WORKING_DIRECTORY ${folder} RESULT_VARIABLE failed OUTPUT_FILE ${folder}/npm.log
    ERROR_FILE ${folder}/npm.log TIMEOUT 300)
  if(failed)
    set(${why} "npm ci failed, see ${folder}/npm.log" PARENT_SCOPE)
    return()
  endif()
  file(WRITE ${stamp} "")
endfunction()

string(TOUPPER "${TIDEMARK_HTML}" tidemark_html)
if(NOT tidemark_html STREQUAL "OFF" AND NOT tidemark_html STREQUAL "0" AND NOT tidemark_html STREQUAL "FALSE")
  set(web_source ${CMAKE_CURRENT_SOURCE_DIR}/web)
  set(web_folder ${CMAKE_CURRENT_BINARY_DIR}/web)
  if(EXISTS ${web_source}/package-lock.json)
    tidemark_install_web_packages(${web_folder} why)
  else()
    set(why "there is no web/package-lock.json")
  endif()
  if(why STREQUAL "")
    file(GLOB_RECURSE web_inputs CONFIGURE_DEPENDS ${web_source}/src/*.ts ${web_source}/src/*.css)
    foreach(name page.css build.mjs tsconfig.json package.json)
      if(EXISTS ${web_source}/${name})
        list(APPEND web_inputs ${web_source}/${name})
      endif()
    endforeach()
    set(TIDEMARK_WEB_FILES ${CMAKE_CURRENT_BINARY_DIR}/web_files.cc)
    set(TIDEMARK_PAGE_WEB_DIR ${web_folder} CACHE INTERNAL "")
    add_custom_command(
      OUTPUT ${TIDEMARK_WEB_FILES}
      DEPENDS ${web_inputs} ${CMAKE_CURRENT_SOURCE_DIR}/embed_web.cmake
      COMMAND ${CMAKE_COMMAND} -D SOURCE=${web_source} -D FOLDER=${web_folder} -D NODE=${TIDEMARK_NODE}
              -D OUT=${TIDEMARK_WEB_FILES} -P ${CMAKE_CURRENT_SOURCE_DIR}/embed_web.cmake
      COMMENT "Bundling the HTML page" VERBATIM)
  elseif(tidemark_html STREQUAL "ON")
    message(FATAL_ERROR "TIDEMARK_HTML=ON, but ${why}")
  else()
    message(STATUS "HTML pages have their static core only: ${why}")
  endif()
else()
  message(STATUS "HTML pages have their static core only: TIDEMARK_HTML=OFF")
endif()
