#ifndef GATEWAY_BASE_BANNED_H
#define GATEWAY_BASE_BANNED_H
/* Calls that have hurt others: the compiler refuses them by name.
 *
 * The system headers that declare them come first, since a poisoned name may not even be declared
 * afterwards. `time`, `getenv` and their kind are too common as words: tests/tidy looks for those. */
#ifndef __cplusplus
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gets atoi atol atof
#pragma GCC poison localtime gmtime ctime asctime rand srand
#endif
#endif
