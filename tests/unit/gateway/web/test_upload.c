#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/web/upload.h"

static void read_body(const char *type, const char *body, struct form *form, struct text *file)
{
    SCOPED(http_request_clear) struct http_request request = {.method = "POST"};

    http_header_add(&request.headers, "Content-Type", type);
    text_add(&request.body, body);
    assert_true(upload_is(&request));
    upload_read(&request, form, file);
}

#define TYPE "multipart/form-data; boundary=----abc"
#define HEAD "------abc\r\nContent-Disposition: form-data; name="

static void fields_and_the_file_are_found(void **state)
{
    static const struct {
        const char *name, *type, *body, *csrf, *file;
    } cases[] = {
        {"as browsers write it", TYPE,
         HEAD
         "\"csrf\"\r\n\r\ntoken\r\n" HEAD
         "\"file\"; filename=\"a.ics\"\r\nContent-Type: text/calendar\r\n\r\nBEGIN:X\r\n--\r\n\r\nEND\r\n"
         "------abc--\r\n",                                                                                                       "token", "BEGIN:X\r\n--\r\n\r\nEND"},
        {"in quotes",            "multipart/form-data; boundary=\"----abc\"; charset=utf-8",
         HEAD "\"csrf\"\r\n\r\ntoken\r\n------abc--\r\n",                                                                         "token", ""                        },
        {"the first of two",     TYPE,
         HEAD "\"a\"; filename=\"a\"\r\n\r\nA\r\n" HEAD
              "\"b\"; filename=\"b\"\r\n\r\nB\r\n------abc--",                                                                    "",      "A"                       },
        {"cut",                  TYPE,                                                       HEAD "\"csrf\"\r\n\r\ntok",          "",      ""                        },
        {"without a head",       TYPE,                                                       "------abc\r\nx\r\n------abc--",     "",      ""                        },
        {"another boundary",     TYPE,                                                       "------abd\r\n\r\nx\r\n------abd--", "",      ""                        },
        {"no boundary",          "multipart/form-data",                                      HEAD "\"csrf\"\r\n\r\nx",            "",      ""                        },
        {"empty",                TYPE,                                                       "",                                  "",      ""                        },
    };
    (void)state;

    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(form_clear) struct form form = {0};
        SCOPED(text_clear) struct text file = {0};
        const char *csrf;

        read_body(cases[i].type, cases[i].body, &form, &file);
        csrf = form_string(&form, "csrf");
        if (strcmp(csrf ? csrf : "", cases[i].csrf) != 0 ||
            strcmp(text_string(&file), cases[i].file) != 0)
            fail_msg("%s: %s, %s", cases[i].name, csrf ? csrf : "-", text_string(&file));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields_and_the_file_are_found)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
