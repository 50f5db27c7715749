# How a room is declared, so that its CMakeLists.txt holds file names and little else.

find_package(PkgConfig REQUIRED)

if(NOT CMAKE_RUNTIME_OUTPUT_DIRECTORY)
    set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endif()

# Compiles TARGET without optimising, when NAME is in HEMICYCLE_COLD: sanitizers take longer to optimise such code than
# it then wins in the tests.
function(leave_cold target name)
    if(name IN_LIST HEMICYCLE_COLD)
        target_compile_options(${target} PRIVATE -O0)
    endif()
endfunction()

# room_library(NAME SOURCES file.c... ROOMS room... VENDOR library...)
#
# A static library. Whoever links it may include the headers of ROOMS; those of VENDOR are private.
function(room_library name)
    cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;ROOMS;VENDOR")
    if(NOT room_SOURCES) # a room whose first file is not written yet
        add_library(${name} INTERFACE)
        target_link_libraries(${name} INTERFACE build_flags ${room_ROOMS})
        return()
    endif()
    add_library(${name} STATIC ${room_SOURCES})
    target_link_libraries(${name} PUBLIC build_flags ${room_ROOMS} PRIVATE ${room_VENDOR})
    leave_cold(${name} ${name})
endfunction()

add_custom_target(programs) # what script/build builds

# room_program(NAME SOURCES file.c... ROOMS room... VENDOR library...)
#
# The program NAME from main.c, and the library NAME_parts of everything else, which tests can link.
function(room_program name)
    room_library(${name}_parts ${ARGN})
    if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/main.c)
        cmake_parse_arguments(PARSE_ARGV 1 room "" "" "SOURCES;ROOMS;VENDOR")
        add_executable(${name} main.c)
        target_link_libraries(${name} PRIVATE ${name}_parts ${room_VENDOR})
        add_dependencies(programs ${name})
    endif()
endfunction()

# find_plain_library(TARGET HEADER LIBRARY): an imported target for what has no pkg-config file.
function(find_plain_library target header library)
    find_path(${target}_INCLUDE_DIR ${header} REQUIRED)
    find_library(${target}_LIBRARY ${library} REQUIRED)
    mark_as_advanced(${target}_INCLUDE_DIR ${target}_LIBRARY)
    add_library(${target} INTERFACE IMPORTED GLOBAL)
    target_include_directories(${target} SYSTEM INTERFACE ${${target}_INCLUDE_DIR})
    target_link_libraries(${target} INTERFACE ${${target}_LIBRARY})
endfunction()
