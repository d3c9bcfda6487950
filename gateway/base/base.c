#include "gateway/base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum rc fault_set(struct fault *why, enum rc code, const char *format, ...)
{
    va_list args;

    if (!why) return code;
    va_start(args, format);
    vsnprintf(why->text, sizeof(why->text), format, args);
    va_end(args);
    return code;
}

static void out_of_memory(void)
{
    fputs("vangnet: out of memory\n", stderr);
    abort();
}

void *mem_new(size_t n, size_t size)
{
    void *made = calloc(n ? n : 1, size ? size : 1);

    if (!made) out_of_memory();
    return made;
}

void *mem_grow(void *old, size_t n, size_t size)
{
    void *grown = reallocarray(old, n ? n : 1, size);

    if (!grown) out_of_memory();
    return grown;
}

void *mem_copy(const void *bytes, size_t n)
{
    char *copy = mem_new(n + 1, 1);

    if (n) memcpy(copy, bytes, n);
    return copy;
}

char *mem_copy_string(const char *string)
{
    return string ? mem_copy(string, strlen(string)) : NULL;
}

void mem_free(void *pointer_to_pointer)
{
    void **pointer = pointer_to_pointer;

    free(*pointer);
    *pointer = NULL;
}
