# Links the shipped files into the program: writes one assembler file that includes their bytes and one
# C table of them, sorted by path. Adding a file under config/ or gateway/web/ needs no other change.
function(vangnet_embed OUT_SOURCES)
    file(GLOB_RECURSE CONFIG_FILES CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/config
        ${PROJECT_SOURCE_DIR}/config/*.cfg ${PROJECT_SOURCE_DIR}/config/*.tsv)
    file(GLOB_RECURSE WEB_FILES CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/gateway
        ${PROJECT_SOURCE_DIR}/gateway/web/pages/* ${PROJECT_SOURCE_DIR}/gateway/web/assets/*)
    file(GLOB SCHEMA_FILES CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/gateway/store
        ${PROJECT_SOURCE_DIR}/gateway/store/schema/*.sql)

    set(ENTRIES "")
    foreach(FILE ${CONFIG_FILES})
        list(APPEND ENTRIES "${FILE}|config/${FILE}")
    endforeach()
    foreach(FILE ${WEB_FILES})
        list(APPEND ENTRIES "${FILE}|gateway/${FILE}")
    endforeach()
    foreach(FILE ${SCHEMA_FILES})
        list(APPEND ENTRIES "store/${FILE}|gateway/store/${FILE}")
    endforeach()
    list(SORT ENTRIES COMPARE STRING)

    set(ASM ".section .note.GNU-stack,\"\",%progbits\n.section .rodata\n")
    set(EXTERNS "")
    set(TABLE "")
    set(DEPENDS "")
    set(I 0)
    foreach(ENTRY ${ENTRIES})
        string(REPLACE "|" ";" PAIR "${ENTRY}")
        list(GET PAIR 0 NAME)
        list(GET PAIR 1 FILE)
        string(APPEND ASM ".globl data_${I}\n.globl data_${I}_end\ndata_${I}:\n.incbin \"${PROJECT_SOURCE_DIR}/${FILE}\"\ndata_${I}_end:\n.byte 0\n")
        string(APPEND EXTERNS "extern const char data_${I}[], data_${I}_end[];\n")
        file(SIZE ${PROJECT_SOURCE_DIR}/${FILE} SIZE)
        string(APPEND TABLE "    {\"${NAME}\", data_${I}, DATA_SIZE_${I}},\n")
        list(APPEND DEPENDS ${PROJECT_SOURCE_DIR}/${FILE})
        math(EXPR I "${I} + 1")
    endforeach()
    set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${DEPENDS})
    # A size is known only when the bytes are: the file is configured anew when one of them changes.
    set(I 0)
    foreach(FILE ${DEPENDS})
        file(SIZE ${FILE} SIZE)
        string(REPLACE "DATA_SIZE_${I}}" "${SIZE}}" TABLE "${TABLE}")
        math(EXPR I "${I} + 1")
    endforeach()
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/data_bytes.S CONTENT "${ASM}")
    file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/data_table.c CONTENT
"/* Made by cmake/embed.cmake. */
#include \"gateway/base/data.h\"

${EXTERNS}
extern const struct data_file data_files[];
extern const size_t data_file_n;
const struct data_file data_files[] = {
${TABLE}    {NULL, NULL, 0}, /* an empty table is no C */
};
const size_t data_file_n = sizeof(data_files) / sizeof(data_files[0]) - 1;
")
    set_source_files_properties(${CMAKE_BINARY_DIR}/generated/data_bytes.S PROPERTIES OBJECT_DEPENDS "${DEPENDS}")
    set(${OUT_SOURCES} ${CMAKE_BINARY_DIR}/generated/data_bytes.S ${CMAKE_BINARY_DIR}/generated/data_table.c PARENT_SCOPE)
endfunction()
