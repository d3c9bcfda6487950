#include "providers/sms.h"

#include <ctype.h>

#define GSM_SINGLE   160
#define GSM_SEGMENT  153
#define UCS2_SINGLE  70
#define UCS2_SEGMENT 67

/* The alphabet in UTF-8; a character is found in it by strstr, which UTF-8 never misreads. Source:
 * 3GPP TS 23.038, 6.2.1: default alphabet and its extension table. */
static const char gsm_basic[] = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
                                "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char gsm_extension[] = "\f^{}\\[~]|€";

/* What a reader hardly misses: the plain spelling, and the characters it stands in for. */
static const struct {
    const char *plain;
    const char *fancy;
} look_alikes[] = {
    {"A",    "ÀÁÂÃĀĂĄǍ"                                                                                },
    {"a",    "ªáâãāăąǎ"                                                                                },
    {"C",    "ĆĈĊČ"                                                                                        },
    {"c",    "çćĉċč"                                                                                      },
    {"D",    "ÐĎĐ"                                                                                          },
    {"d",    "ðďđ"                                                                                          },
    {"E",    "ÈÊËĒĔĖĘĚ"                                                                                },
    {"e",    "êëēĕėęě"                                                                                  },
    {"G",    "ĜĞĠĢ"                                                                                        },
    {"g",    "ĝğġģ"                                                                                        },
    {"H",    "ĤĦ"                                                                                            },
    {"h",    "ĥħ"                                                                                            },
    {"I",    "ÌÍÎÏĨĪĬĮİǏ"                                                                            },
    {"i",    "íîïĩīĭįıǐ"                                                                              },
    {"IJ",   "Ĳ"                                                                                              },
    {"ij",   "ĳ"                                                                                              },
    {"J",    "Ĵ"                                                                                              },
    {"j",    "ĵ"                                                                                              },
    {"K",    "Ķ"                                                                                              },
    {"k",    "ķĸ"                                                                                            },
    {"L",    "ĹĻĽĿŁ"                                                                                      },
    {"l",    "ĺļľŀł"                                                                                      },
    {"N",    "ŃŅŇŊ"                                                                                        },
    {"n",    "ńņňŋ"                                                                                        },
    {"O",    "ÒÓÔÕŌŎŐǑ"                                                                                },
    {"o",    "ºóôõōŏőǒ"                                                                                },
    {"OE",   "Œ"                                                                                              },
    {"oe",   "œ"                                                                                              },
    {"R",    "ŔŖŘ"                                                                                          },
    {"r",    "ŕŗř"                                                                                          },
    {"S",    "ŚŜŞŠȘ"                                                                                      },
    {"s",    "śŝşšſș"                                                                                    },
    {"SS",   "ẞ"                                                                                             },
    {"T",    "ŢŤŦȚ"                                                                                        },
    {"t",    "ţťŧț"                                                                                        },
    {"Th",   "Þ"                                                                                              },
    {"th",   "þ"                                                                                              },
    {"U",    "ÙÚÛŨŪŬŮŰŲǓǕǗǙǛ"                                                                    },
    {"u",    "úûũūŭůűųǔǖǘǚǜ"                                                                      },
    {"W",    "Ŵ"                                                                                              },
    {"w",    "ŵ"                                                                                              },
    {"x",    "×"                                                                                              },
    {"Y",    "ÝŶŸ"                                                                                          },
    {"y",    "ýÿŷ"                                                                                          },
    {"Z",    "ŹŻŽ"                                                                                          },
    {"z",    "źżž"                                                                                          },
    {"",
     "\xC2\xAD\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030A\u030B\u030C\u0327\u0328\u200B\u2060\uFEFF"},
    {"\n",   "\xC2\x85\u2028\u2029"                                                                            },
    {" ",
     "\t\xC2\xA0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000"          },
    {"\"",   "¨«»“”„‟″"                                                                           },
    {"'",    "`´ʼ‘’‚‛′‹›"                                                                      },
    {"'n",   "ŉ"                                                                                              },
    {"(c)",  "©"                                                                                              },
    {"(r)",  "®"                                                                                              },
    {"(tm)", "™"                                                                                             },
    {",",    "¸"                                                                                              },
    {"-",    "¯·‐‑‒–—―•‣⁃−●"                                                           },
    {"->",   "→"                                                                                             },
    {".",    "․"                                                                                             },
    {"..",   "‥"                                                                                             },
    {"...",  "…"                                                                                             },
    {"/",    "⁄∕"                                                                                          },
    {"0",    "⁰"                                                                                             },
    {"1",    "¹"                                                                                              },
    {"2",    "²"                                                                                              },
    {"3",    "³"                                                                                              },
    {"4",    "⁴"                                                                                             },
    {"5",    "⁵"                                                                                             },
    {"6",    "⁶"                                                                                             },
    {"7",    "⁷"                                                                                             },
    {"8",    "⁸"                                                                                             },
    {"9",    "⁹"                                                                                             },
    {":",    "÷"                                                                                              },
    {"<-",   "←"                                                                                             },
    {"<=",   "≤"                                                                                             },
    {">=",   "≥"                                                                                             },
    {"^",    "ˆ"                                                                                              },
    {"~",    "˜"                                                                                              },
};

/* A character of the text: `at` is one UTF-8 sequence with a NUL behind. */
struct character {
    char at[5];
    size_t bytes; /* taken from the text */
};

static struct character next_character(const char *text, size_t n)
{
    struct character c = {.bytes = utf8_length(text, n)};

    if (c.bytes == 0) return (struct character){.at = "\xEF\xBF\xBD", .bytes = 1};
    memcpy(c.at, text, c.bytes);
    return c;
}

/* Septets: 1, 2 for the extension table, 0 for what the alphabet lacks. */
static size_t gsm_units(const struct character *c)
{
    if (isalnum((unsigned char)c->at[0]) || c->at[0] == ' ') return 1; /* nearly every one */
    if (c->at[0] == '\0') return 0; /* strstr would find it everywhere */
    if (strstr(gsm_basic, c->at)) return 1;
    return strstr(gsm_extension, c->at) ? 2 : 0;
}

/* Outside the basic plane UTF-8 takes four bytes and UTF-16 two units. */
static size_t ucs2_units(const struct character *c)
{
    return strlen(c->at) == 4 ? 2 : 1;
}

static bool is_gsm(const char *text, size_t n)
{
    for (size_t i = 0; i < n;) {
        struct character c = next_character(text + i, n - i);

        if (gsm_units(&c) == 0) return false;
        i += c.bytes;
    }
    return true;
}

struct sms_size sms_measure(const char *text, size_t n)
{
    bool gsm = is_gsm(text, n);
    size_t single = gsm ? GSM_SINGLE : UCS2_SINGLE, each = gsm ? GSM_SEGMENT : UCS2_SEGMENT;
    struct sms_size size = {.encoding = gsm ? SMS_GSM7 : SMS_UCS2, .segments = 1};
    size_t room = each; /* left in the last segment, if there are to be several */

    for (size_t i = 0; i < n;) {
        struct character c = next_character(text + i, n - i);
        size_t units = gsm ? gsm_units(&c) : ucs2_units(&c);

        if (units > room) {
            size.segments++;
            room = each;
        }
        room -= units;
        size.units += units;
        i += c.bytes;
    }
    if (size.units <= single) size.segments = 1;
    return size;
}

static const char *plain_of(const struct character *c)
{
    if (c->at[0] == '\0') return NULL;
    for (size_t i = 0; i < COUNT(look_alikes); i++)
        if (strstr(look_alikes[i].fancy, c->at)) return look_alikes[i].plain;
    return NULL;
}

bool sms_fold(const char *text, size_t n, struct text *out)
{
    SCOPED(text_wipe) struct text folded = {.limit = n * 3 + 1};

    for (size_t i = 0; i < n;) {
        struct character c = next_character(text + i, n - i);
        const char *plain = gsm_units(&c) ? c.at : plain_of(&c);

        if (!plain) return false;
        text_add(&folded, plain);
        i += c.bytes;
    }
    text_add_bytes(out, text_string(&folded), folded.n);
    return !text_over(out);
}

bool sms_suggest(const char *text, size_t n, struct text *out)
{
    SCOPED(text_wipe) struct text folded = {.limit = n * 3 + 1};
    struct sms_size before = sms_measure(text, n);

    if (before.encoding == SMS_GSM7 || before.segments == 1) return false;
    if (!sms_fold(text, n, &folded)) return false;
    if (sms_measure(text_string(&folded), folded.n).segments >= before.segments) return false;
    text_add_bytes(out, folded.at, folded.n);
    return !text_over(out);
}

static void add_stranger(struct text *out, const struct character *c)
{
    const char *plain = plain_of(c);

    if (!plain)
        text_addf(out, "\"%s\"", c->at);
    else if (*plain == '\0')
        text_add(out, "a loose accent or a sign that is not seen (leave it out)");
    else if (isspace((unsigned char)*plain))
        text_addf(out, "an odd %s (write a plain one)", *plain == ' ' ? "blank" : "line end");
    else
        text_addf(out, "\"%s\" (write %s)", c->at, plain);
}

void sms_add_strangers(struct text *out, const char *text, size_t n)
{
    SCOPED(text_clear) struct text named = {0}; /* each with its NUL */
    size_t found = 0;

    for (size_t i = 0; i < n;) {
        struct character c = next_character(text + i, n - i);
        size_t with_nul = strlen(c.at) + 1;

        i += c.bytes;
        if (gsm_units(&c) > 0 || memmem(text_string(&named), named.n, c.at, with_nul)) continue;
        if (found++) text_add(out, ", ");
        if (found > SMS_STRANGERS_MAX) {
            text_add(out, "…");
            return;
        }
        add_stranger(out, &c);
        text_add_bytes(&named, c.at, with_nul);
    }
}

const char *sms_encoding_name(enum sms_encoding encoding)
{
    return encoding == SMS_GSM7 ? "gsm7" : "ucs2";
}
