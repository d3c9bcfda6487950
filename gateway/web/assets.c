#include "gateway/web/assets.h"

#include <sodium.h>

/* In the order in which they override each other: tokens, components, ours. */
static const char *const sheets[] = {
    "nl/tokens.css",
    "nl/button.css",
    "nl/data-badge.css",
    "nl/heading.css",
    "nl/link.css",
    "nl/mark.css",
    "nl/paragraph.css",
    "nl/skip-link.css",
    "nl/utrecht-alert.css",
    "nl/utrecht-checkbox.css",
    "nl/utrecht-form-fieldset.css",
    "nl/utrecht-form-label.css",
    "nl/utrecht-select.css",
    "nl/utrecht-table.css",
    "nl/utrecht-textarea.css",
    "nl/utrecht-textbox.css",
    "nl/tokens-dark.css",
    "console.css",
    "timeline.css",
};

static const struct {
    const char *name, *type;
} files[] = {
    {"console.js",  "text/javascript; charset=utf-8"},
    {"vangnet.svg", "image/svg+xml"                 },
};

static enum rc add_file(struct console *console, const char *name, struct text *out,
                        struct fault *why)
{
    SCOPED(text_clear) struct text path = {0}, bytes = {0};

    text_addf(&path, "web/assets/%s", name);
    TRY(data_read(console->options.data, text_string(&path), &bytes, why));
    text_add_bytes(out, bytes.at, bytes.n);
    text_add_char(out, '\n');
    return RC_OK;
}

enum rc assets_load(struct console *console, struct fault *why)
{
    SCOPED(text_clear) struct text all = {0};
    unsigned char hash[ASSET_VERSION / 2];

    for (size_t i = 0; i < COUNT(sheets); i++) {
        bool dark = strstr(sheets[i], "-dark.css") != NULL;

        if (dark) text_add(&console->style, "@media screen and (prefers-color-scheme: dark) {\n");
        TRY(add_file(console, sheets[i], &console->style, why));
        if (dark) text_add(&console->style, "}\n");
    }
    if (text_over(&console->style)) return fault_set(why, RC_BROKEN, "style sheets are too large");
    text_add_bytes(&all, console->style.at, console->style.n);
    for (size_t i = 0; i < COUNT(files); i++)
        TRY(add_file(console, files[i].name, &all, why));
    crypto_generichash(hash, sizeof(hash), (const unsigned char *)text_string(&all), all.n, NULL,
                       0);
    sodium_bin2hex(console->asset_version, sizeof(console->asset_version), hash,
                   (ASSET_VERSION - 1) / 2);
    return RC_OK;
}

static void finish(struct visit *visit, const char *type)
{
    const char *version = form_string(&visit->query, "v");
    bool named = version && strcmp(version, visit->console->asset_version) == 0;

    http_header_add(&visit->response->headers, "Content-Type", type);
    http_header_add(&visit->response->headers, "Cache-Control",
                    named ? "public, max-age=31536000, immutable" : "no-cache");
    visit->response->status = 200;
}

enum rc assets_show(struct visit *visit, struct fault *why)
{
    struct text *body = &visit->response->body;

    if (strcmp(visit->word, "console.css") == 0) {
        text_add_bytes(body, visit->console->style.at, visit->console->style.n);
        finish(visit, "text/css; charset=utf-8");
        return RC_OK;
    }
    for (size_t i = 0; i < COUNT(files); i++) {
        if (strcmp(visit->word, files[i].name) != 0) continue;
        TRY(add_file(visit->console, files[i].name, body, why));
        finish(visit, files[i].type);
        return RC_OK;
    }
    return fault_set(why, RC_MISSING, "there is no such file");
}
