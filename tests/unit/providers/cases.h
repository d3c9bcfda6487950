#ifndef TESTS_UNIT_PROVIDERS_CASES_H
#define TESTS_UNIT_PROVIDERS_CASES_H
/* Cases: cmocka with what it forgets to include. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
