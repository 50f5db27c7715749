# How everything here is compiled: one interface library, build_flags, that every target links.
#
# Warnings are errors with the compilers we know (gcc 12, clang 14); a newer one may know warnings that
# they do not, and those must not stop anybody's build.

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# CMake's own flags define NDEBUG; our assertions stay on in release builds.
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g" CACHE STRING "" FORCE)

include(CheckCCompilerFlag)

if((CMAKE_C_COMPILER_ID STREQUAL "GNU" AND CMAKE_C_COMPILER_VERSION VERSION_LESS 13)
   OR (CMAKE_C_COMPILER_ID STREQUAL "Clang" AND CMAKE_C_COMPILER_VERSION VERSION_LESS 15))
    set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
endif()

add_library(build_flags INTERFACE)
target_include_directories(build_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(build_flags INTERFACE _GNU_SOURCE HEMICYCLE_VERSION="${PROJECT_VERSION}")
target_compile_options(build_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wconversion
    -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wimplicit-fallthrough -Wundef -Wpointer-arith
    -Wdouble-promotion
    -fno-common -fstack-protector-strong -fstack-clash-protection)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    target_compile_options(build_flags INTERFACE -Wduplicated-cond -Wlogical-op -Wjump-misses-init)
    if(NOT CMAKE_C_FLAGS MATCHES "-fsanitize")
        target_compile_options(build_flags INTERFACE -Wstack-usage=65536)
    endif()
else() # gcc 12 believes every slice's pointer NULL that it cannot prove otherwise
    target_compile_options(build_flags INTERFACE -Wnull-dereference)
endif()

# -fPIE, not CMake's -fPIC: under -fPIC gcc does not inline functions that another library might replace.
set(is_shared $<IN_LIST:$<TARGET_PROPERTY:TYPE>,SHARED_LIBRARY$<SEMICOLON>MODULE_LIBRARY>)
target_compile_options(build_flags INTERFACE $<IF:${is_shared},-fPIC,-fPIE>)
target_link_options(build_flags INTERFACE $<$<NOT:${is_shared}>:-pie>)

check_c_compiler_flag(-fcf-protection HAS_CF_PROTECTION) # x86 only
if(HAS_CF_PROTECTION)
    target_compile_options(build_flags INTERFACE -fcf-protection)
endif()
# Small structures are cleared and copied by vectors: gcc takes `rep stos` and `rep movs` for them, which take longer to
# begin than to do it.
set(SMALL_COPIES -mmemset-strategy=vector_loop:512:noalign,libcall:-1:noalign
    -mmemcpy-strategy=vector_loop:256:noalign,libcall:-1:noalign)
list(JOIN SMALL_COPIES " " small_copies)
check_c_compiler_flag("${small_copies}" HAS_SMALL_COPIES) # gcc on x86 only
if(HAS_SMALL_COPIES)
    target_compile_options(build_flags INTERFACE ${SMALL_COPIES})
endif()
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo" AND NOT CMAKE_C_FLAGS MATCHES "-fsanitize")
    target_compile_options(build_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
    # Wherever the tree lies, the programs are the same bytes.
    target_compile_options(build_flags INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
endif()
target_link_options(build_flags INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)
