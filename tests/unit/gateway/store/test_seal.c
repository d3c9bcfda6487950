#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <sodium.h>

#include "gateway/store/seal.h"

static const unsigned char nonce[SEAL_NONCE_BYTES] = {1, 2, 3};

static struct sealed seal_text(const struct seal_key *key, struct seal_row row, const char *string)
{
    struct sealed sealed = {0};

    seal(key, nonce, row, string, strlen(string), &sealed);
    return sealed;
}

static void what_was_sealed_opens_with_its_key_and_row(void **state)
{
    static const char *const texts[] = {"", "x", "Het gaat wel", "\xD9\x86\xD8\xB9\xD9\x85"};
    struct seal_key key = {.id = 77, .bytes = {9}};
    struct seal_row row = {SEAL_REPLY_TEXT, 12};
    (void)state;

    for (size_t i = 0; i < COUNT(texts); i++) {
        SCOPED(sealed_clear) struct sealed sealed = seal_text(&key, row, texts[i]);
        SCOPED(text_clear) struct text opened = {0};

        assert_int_equal(sealed.n, strlen(texts[i]) + SEAL_EXTRA_BYTES);
        assert_int_equal(seal_key_id(sealed.at, sealed.n), 77);
        assert_true(unseal(&key, row, sealed.at, sealed.n, &opened));
        assert_string_equal(text_string(&opened), texts[i]);
    }
}

static void it_opens_in_no_other_place(void **state)
{
    struct seal_key key = {.id = 77, .bytes = {9}}, other_key = key, other_id = key;
    struct seal_row row = {SEAL_REPLY_TEXT, 12};
    SCOPED(sealed_clear) struct sealed sealed = seal_text(&key, row, "Het gaat wel");
    SCOPED(text_clear) struct text opened = {0};
    (void)state;

    other_key.bytes[31] = 1;
    other_id.id = 78;
    assert_false(unseal(&other_key, row, sealed.at, sealed.n, &opened));
    assert_false(unseal(&other_id, row, sealed.at, sealed.n, &opened));
    assert_false(
        unseal(&key, (struct seal_row){SEAL_REPLY_TEXT, 13}, sealed.at, sealed.n, &opened));
    assert_false(
        unseal(&key, (struct seal_row){SEAL_REPLY_SENDER, 12}, sealed.at, sealed.n, &opened));
    assert_int_equal(opened.n, 0);
}

static void a_single_changed_or_missing_byte_is_noticed(void **state)
{
    struct seal_key key = {.id = 77, .bytes = {9}};
    struct seal_row row = {SEAL_REPLY_TEXT, 12};
    SCOPED(sealed_clear) struct sealed sealed = seal_text(&key, row, "Het gaat wel");
    SCOPED(text_clear) struct text opened = {0};
    (void)state;

    for (size_t i = 0; i < sealed.n; i++) {
        sealed.at[i] ^= 1;
        assert_false(unseal(&key, row, sealed.at, sealed.n, &opened));
        sealed.at[i] ^= 1;
        assert_false(unseal(&key, row, sealed.at, i, &opened));
    }
    assert_true(unseal(&key, row, sealed.at, sealed.n, &opened));
}

static void every_use_of_the_index_key_has_its_own_hash(void **state)
{
    static const unsigned char key[SEAL_KEY_BYTES] = {5};
    static const unsigned char other_key[SEAL_KEY_BYTES] = {6};
    unsigned char hashes[SEAL_USE_END][SEAL_HASH_BYTES] = {{0}};
    unsigned char other[SEAL_HASH_BYTES];
    struct seal_index index, other_index;
    (void)state;

    seal_index_init(&index, key);
    seal_index_init(&other_index, other_key);
    for (unsigned use = SEAL_NUMBER; use < SEAL_USE_END; use++) {
        seal_hash(&index, (enum seal_use)use, "+31612345678", 12, hashes[use]);
        for (unsigned before = SEAL_NUMBER; before < use; before++)
            assert_memory_not_equal(hashes[use], hashes[before], SEAL_HASH_BYTES);
    }
    seal_hash(&other_index, SEAL_NUMBER, "+31612345678", 12, other);
    assert_memory_not_equal(other, hashes[SEAL_NUMBER], SEAL_HASH_BYTES);
    seal_hash(&index, SEAL_NUMBER, "+31612345678", 12, other);
    assert_memory_equal(other, hashes[SEAL_NUMBER], SEAL_HASH_BYTES);
}

static int start(void **state)
{
    (void)state;
    return sodium_init() < 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sealed_opens_with_its_key_and_row),
        cmocka_unit_test(it_opens_in_no_other_place),
        cmocka_unit_test(a_single_changed_or_missing_byte_is_noticed),
        cmocka_unit_test(every_use_of_the_index_key_has_its_own_hash),
    };

    return cmocka_run_group_tests(tests, start, NULL);
}
