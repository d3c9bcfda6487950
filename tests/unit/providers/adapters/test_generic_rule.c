#include "tests/unit/providers/cases.h"

#include "providers/adapters/generic_rule.h"

#define BODY                                                                                       \
    "{\"id\":7,\"ok\":true,\"rate\":0.5,\"none\":null,\"empty\":\"\",\"to\":{\"body\":\"a b\"},"   \
    "\"list\":[{\"id\":\"x\"},{\"id\":\"y\"},{}]}"

/* A JSON answer with one header. */
struct world {
    struct text body;
    json_t *json;
    struct http_headers headers;
    struct said said;
};

static void world_init(struct world *world)
{
    text_add(&world->body, BODY);
    world->json = json_read(&world->body);
    http_header_add(&world->headers, "X-Id", "t=12,v1=ab,v1=cd");
    world->said = (struct said){.status = 202,
                                .json = world->json,
                                .top = world->json,
                                .headers = &world->headers,
                                .body = &world->body};
}

static void world_clear(struct world *world)
{
    text_clear(&world->body);
    json_free(&world->json);
    http_headers_clear(&world->headers);
}

static void a_field_is_found_where_it_stands(void **state)
{
    static const struct {
        const char *field;
        const char *want; /* NULL: there is nothing */
    } cases[] = {
        {"id",                            "7"               },
        {"ok",                            "true"            },
        {"rate",                          "0.5"             },
        {"none",                          NULL              },
        {"empty",                         ""                },
        {"to.body",                       "a b"             },
        {"to",                            NULL              },
        {"list.1.id",                     "y"               },
        {"list.*.id",                     "x"               },
        {"list.9.id",                     NULL              },
        {"top:id",                        "7"               },
        {"query:id",                      NULL              },
        {"header:x-id",                   "t=12,v1=ab,v1=cd"},
        {"header:X-Id=t=(*),*",           "12"              },
        {"header:X-Id=*v1=(*)",           "ab,v1=cd"        },
        {"header:X-Id=*V1=(*),v1=*",      "ab"              },
        {"header:X-Id=t=12,v1=ab,v1=(*)", "cd"              },
        {"header:X-Id=*,v1=cd",           "t=12,v1=ab,v1=cd"},
        {"header:X-Id=(*)cd",             "t=12,v1=ab,v1="  },
        {"header:X-Id=(*)",               "t=12,v1=ab,v1=cd"},
        {"header:X-Id=v1=(*)",            NULL              },
        {"header:X-Id=t=(*)x",            NULL              },
        {"header:X-Other",                NULL              },
        {"body=*\"id\":(*),*",            "7"               },
    };
    SCOPED(world_clear) struct world world = {0};
    (void)state;

    world_init(&world);
    for (size_t i = 0; i < COUNT(cases); i++) {
        SCOPED(text_clear) struct text got = {0};
        bool found = field_add_to(&got, cases[i].field, &world.said);

        if (found != (cases[i].want != NULL) ||
            (found && strcmp(text_string(&got), cases[i].want) != 0))
            fail_msg("%s: %s", cases[i].field, found ? text_string(&got) : "nothing");
    }
}

static void a_rule_holds_when_all_words_of_a_line_do(void **state)
{
    static const struct {
        const char *rule;
        bool want;
    } cases[] = {
        {"202",                 true },
        {"2xx",                 true },
        {"200-299",             true },
        {"203-299",             false},
        {"2xx id=7",            true },
        {"2xx id=8",            false},
        {"id=6,7",              true },
        {"id=7*",               true },
        {"id=*",                true },
        {"empty=*",             false},
        {"!empty=*",            true },
        {"!missing=*",          true },
        {"missing=*",           false},
        {"ok=TRUE",             true },
        {"to.body='a b'",       true },
        {"to.body='a c','a b'", true },
        {"to.body='a, b'",      false},
        {"500\n  \nid=7",       true },
        {"500\nid=8",           false},
        {"body=*\"ok\":true*",  true },
        {"always",              true },
        {"never",               false},
        {"",                    false},
        {"id",                  false},
    };
    SCOPED(world_clear) struct world world = {0};
    (void)state;

    world_init(&world);
    for (size_t i = 0; i < COUNT(cases); i++)
        if (rule_fits(cases[i].rule, &world.said) != cases[i].want) fail_msg("%s", cases[i].rule);
    assert_false(rule_fits(NULL, &world.said));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_is_found_where_it_stands),
        cmocka_unit_test(a_rule_holds_when_all_words_of_a_line_do),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
