# One target per folder: vangnet_folder(NAME SOURCES ... USES ... [LIBRARIES ...]).
# USES names the folders it may look into; a unit test links its folder alone, so an arrow drawn upward
# does not link.
function(vangnet_folder NAME)
    cmake_parse_arguments(F "" "" "SOURCES;USES;LIBRARIES" ${ARGN})
    add_library(${NAME} STATIC ${F_SOURCES})
    vangnet_flags(${NAME})
    target_link_libraries(${NAME} PUBLIC ${F_USES} PRIVATE ${F_LIBRARIES})
endfunction()

# vangnet_unit_test(FOLDER FILE... [LIBRARIES ...]): each test_x.c is one program linked with FOLDER alone.
function(vangnet_unit_test FOLDER)
    cmake_parse_arguments(T "" "" "LIBRARIES" ${ARGN})
    foreach(FILE ${T_UNPARSED_ARGUMENTS})
        get_filename_component(BASE ${FILE} NAME_WE)
        set(NAME unit_${FOLDER}_${BASE})
        add_executable(${NAME} ${FILE})
        vangnet_flags(${NAME})
        target_link_libraries(${NAME} PRIVATE ${FOLDER} PkgConfig::CMOCKA ${T_LIBRARIES})
        add_test(NAME unit/${FOLDER}/${BASE} COMMAND ${NAME})
    endforeach()
endfunction()

# vangnet_fuzz(NAME FILE TARGET...): a libFuzzer program with corpus in tests/fuzz/corpus/NAME.
function(vangnet_fuzz NAME FILE)
    add_executable(fuzz_${NAME} ${FILE})
    vangnet_flags(fuzz_${NAME})
    target_link_libraries(fuzz_${NAME} PRIVATE ${ARGN})
    target_link_options(fuzz_${NAME} PRIVATE -fsanitize=fuzzer)
endfunction()

function(vangnet_flags NAME)
    target_include_directories(${NAME} PRIVATE ${PROJECT_SOURCE_DIR})
    target_compile_definitions(${NAME} PRIVATE _GNU_SOURCE)
    set(C_ONLY -Wshadow -Wmissing-prototypes -Wstrict-prototypes)
    target_compile_options(${NAME} PRIVATE
        $<$<COMPILE_LANGUAGE:C,CXX>:-Wall -Wextra -Werror -fstack-protector-strong -fno-common>
        $<$<COMPILE_LANGUAGE:C>:-Wpedantic -Wconversion -Wno-sign-conversion -Wcast-qual -Wformat=2
            -Wundef -Wvla -Wwrite-strings -Wimplicit-fallthrough ${C_ONLY}>)
    target_link_options(${NAME} PRIVATE -Wl,-z,relro,-z,now -pie)
    set_target_properties(${NAME} PROPERTIES POSITION_INDEPENDENT_CODE ON C_STANDARD 17
        C_STANDARD_REQUIRED ON C_EXTENSIONS ON CXX_STANDARD 17)
    if(VANGNET_CHECKS STREQUAL "none")
        target_compile_options(${NAME} PRIVATE $<$<COMPILE_LANGUAGE:C,CXX>:-D_FORTIFY_SOURCE=2 -fstack-clash-protection>)
    elseif(VANGNET_CHECKS STREQUAL "coverage")
        target_compile_options(${NAME} PRIVATE --coverage)
        target_link_options(${NAME} PRIVATE --coverage)
    else()
        string(REPLACE "fuzzer-no-link," "" LINK_CHECKS "${VANGNET_CHECKS}")
        target_compile_options(${NAME} PRIVATE $<$<COMPILE_LANGUAGE:C,CXX>:-fsanitize=${VANGNET_CHECKS}
            -fno-sanitize-recover=all -fno-omit-frame-pointer>)
        target_link_options(${NAME} PRIVATE -fsanitize=${LINK_CHECKS})
    endif()
endfunction()
