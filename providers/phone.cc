/* Phone: a thin shim over libphonenumber, which knows the numbering plans of the world. */
extern "C" {
#include "providers/phone.h"
}

#include <cstring>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace
{
const char home_prefix[] = "+31";
const size_t digits_min = 7; /* shorter ones are short codes and emergency numbers */
const size_t digits_max = 15;
const size_t written_max = 64;
const int readings_max = 4;

/* What people and programs put between digits, and the marks that steer right-to-left text. */
const char *const fillers[] = {
    " ",      "-",      ".",      "(",      ")",      "/",      "\t",     "\u00A0",
    "\u2009", "\u200A", "\u200B", "\u200E", "\u200F", "\u2010", "\u2011", "\u2012",
    "\u2013", "\u2014", "\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u202F",
    "\u2066", "\u2067", "\u2068", "\u2069", "\u2212",
};

size_t filler_length(const char *at)
{
    for (const char *filler : fillers)
        if (strncmp(at, filler, strlen(filler)) == 0) return strlen(filler);
    return 0;
}

/* Arabic-Indic U+0660 (D9 A0) and its Persian form U+06F0 (DB B0). -1: neither. */
int arabic_digit(const char *at)
{
    const unsigned char first = (unsigned char)at[0], second = (unsigned char)at[1];

    if (first == 0xD9 && second >= 0xA0 && second <= 0xA9) return second - 0xA0;
    if (first == 0xDB && second >= 0xB0 && second <= 0xB9) return second - 0xB0;
    return -1;
}

size_t plus_length(const char *at)
{
    for (const char *plus : {"+", "%2B", "%2b", "\uFF0B"})
        if (strncmp(at, plus, strlen(plus)) == 0) return strlen(plus);
    return 0;
}

/* Only a plus and digits are left. Empty: there is something else in it. */
std::string bare(const char *written)
{
    std::string digits;

    if (strnlen(written, written_max + 1) > written_max) return "";
    for (const char *at = written; *at;) {
        size_t skip = 1;

        if (*at >= '0' && *at <= '9')
            digits += *at;
        else if (digits.empty() && (skip = plus_length(at)) > 0)
            digits = "+";
        else if (arabic_digit(at) >= 0)
            digits += static_cast<char>('0' + arabic_digit(at)), skip = 2;
        else
            skip = filler_length(at);
        if (skip == 0) return "";
        at += skip;
    }
    return digits;
}

bool all_digits(const std::string &number, size_t from)
{
    return number.find_first_not_of("0123456789", from) == std::string::npos;
}

/* +316 and eight digits. The plan keeps some of these back; families' numbers come from those it gives
 * out, and newer ones may be given out than the library knows. */
bool is_home_mobile(const std::string &number)
{
    return number.size() == 12 && number.compare(0, 4, "+316") == 0 && all_digits(number, 1);
}

/* +3197 and nine digits: machines, among them the numbers that providers rent to gateways. Older
 * libraries find some of them odd. */
bool is_home_machine(const std::string &number)
{
    return number.size() == 14 && number.compare(0, 5, "+3197") == 0 && all_digits(number, 1);
}

bool parse(const std::string &number, const char *region, PhoneNumber *out)
{
    return PhoneNumberUtil::GetInstance()->Parse(number, region, out) ==
           PhoneNumberUtil::NO_PARSING_ERROR;
}

std::string format(const PhoneNumber &number, PhoneNumberUtil::PhoneNumberFormat how)
{
    std::string made;

    PhoneNumberUtil::GetInstance()->Format(number, how, &made);
    return made;
}

/* One reading of a number with its plus. Empty: there can be no such number. */
std::string read_once(const std::string &number)
{
    PhoneNumber parsed;

    if (is_home_mobile(number) || is_home_machine(number)) return number;
    if (!parse(number, "ZZ", &parsed)) return "";
    if (parsed.country_code() == 31 ? !PhoneNumberUtil::GetInstance()->IsValidNumber(parsed)
                                    : !PhoneNumberUtil::GetInstance()->IsPossibleNumber(parsed))
        return "";
    return format(parsed, PhoneNumberUtil::E164);
}

/* `number` begins with a plus. A reading drops one 0 in front of the national part; read again until
 * nothing changes, so that one number never has two spellings. */
std::string international(const std::string &number)
{
    std::string before = number;

    for (int i = 0; i < readings_max; i++) {
        const std::string after = read_once(before);

        if (after.empty() || after == before) return after;
        before = after;
    }
    return "";
}

/* Dutch digits without a plus that begin with 0 (06…) or lost it (6…). */
std::string national(const std::string &digits)
{
    return international(home_prefix + digits.substr(digits[0] == '0' ? 1 : 0));
}

bool is_valid(const std::string &e164)
{
    PhoneNumber parsed;

    return is_home_machine(e164) ||
           (parse(e164, "ZZ", &parsed) && PhoneNumberUtil::GetInstance()->IsValidNumber(parsed));
}

/* Digits alone say nothing about their country: as most providers write them, with the country first,
 * or as a careless person does, without the 0. The first that is a real number wins. */
std::string ambiguous(const std::string &digits)
{
    const std::string abroad = international("+" + digits);
    const std::string home = national(digits);

    if (is_home_mobile(home)) return home;
    if (!abroad.empty() && is_valid(abroad)) return abroad;
    return !home.empty() ? home : abroad;
}
} // namespace

bool phone_normalise(const char *written, char out[PHONE_SPACE])
{
    const std::string digits = bare(written);
    std::string e164;

    if (digits.size() < digits_min) return false;
    if (digits[0] == '+')
        e164 = international(digits);
    else if (digits.compare(0, 2, "00") == 0)
        e164 = international("+" + digits.substr(2));
    else if (digits[0] == '0')
        e164 = national(digits);
    else
        e164 = ambiguous(digits);
    if (e164.size() < digits_min || e164.size() > digits_max + 1) return false;
    memcpy(out, e164.c_str(), e164.size() + 1);
    return true;
}

bool phone_equal(const char *one, const char *other)
{
    char first[PHONE_SPACE], second[PHONE_SPACE];
    const bool is_number = phone_normalise(one, first);

    if (phone_normalise(other, second) != is_number) return false;
    return is_number ? strcmp(first, second) == 0 : strcmp(one, other) == 0;
}

void text_add_phone(struct text *text, const char *e164)
{
    PhoneNumber parsed;
    const std::string number = e164;

    if (is_home_mobile(number)) {
        text_add(text, "06 ");
        text_add_bytes(text, e164 + 4, 4);
        text_add_char(text, ' ');
        text_add_bytes(text, e164 + 8, 4);
    } else if (number[0] != '+' || !parse(number, "ZZ", &parsed)) {
        text_add(text, e164);
    } else {
        const std::string shown =
            format(parsed, parsed.country_code() == 31 ? PhoneNumberUtil::NATIONAL
                                                       : PhoneNumberUtil::INTERNATIONAL);

        /* Some plans write an old prefix no more (the 1 of Mexico), even where the number needs it. */
        text_add(text, phone_equal(shown.c_str(), e164) ? shown.c_str() : e164);
    }
}

const char *phone_without_plus(const char *e164)
{
    return *e164 == '+' ? e164 + 1 : e164;
}

bool phone_takes_texts(const char *e164)
{
    PhoneNumber parsed;

    if (is_home_mobile(e164) || is_home_machine(e164)) return true;
    if (e164[0] != '+' || !parse(e164, "ZZ", &parsed)) return false;
    switch (PhoneNumberUtil::GetInstance()->GetNumberType(parsed)) {
    case PhoneNumberUtil::FIXED_LINE:
    case PhoneNumberUtil::TOLL_FREE:
    case PhoneNumberUtil::PREMIUM_RATE:
    case PhoneNumberUtil::SHARED_COST:
    case PhoneNumberUtil::UAN:
    case PhoneNumberUtil::VOICEMAIL:
        return false;
    default:
        return true;
    }
}

bool phone_country(const char *e164, char out[3])
{
    PhoneNumber parsed;
    std::string region;

    if (is_home_mobile(e164) || is_home_machine(e164)) {
        region = "NL";
    } else {
        if (e164[0] != '+' || !parse(e164, "ZZ", &parsed)) return false;
        PhoneNumberUtil::GetInstance()->GetRegionCodeForNumber(parsed, &region);
        /* A number that the plan does not know yet still has the country of its prefix. */
        if (region == "ZZ")
            PhoneNumberUtil::GetInstance()->GetRegionCodeForCountryCode(parsed.country_code(),
                                                                        &region);
    }
    if (region.size() != 2 || region == "ZZ") return false;
    memcpy(out, region.c_str(), 3);
    return true;
}

bool phone_is_country(const char *code)
{
    return strlen(code) == 2 && PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(code) != 0;
}
