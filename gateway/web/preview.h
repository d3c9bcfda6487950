#ifndef GATEWAY_WEB_PREVIEW_H
#define GATEWAY_WEB_PREVIEW_H
/* Preview: what a programme would send from a day on, before anything is saved. */
#include "gateway/web/view.h"

#define PREVIEW_MEMBERS_MAX 20
/* A preview begins so many days from today unless somebody says otherwise. */
#define PREVIEW_FROM_DAYS 1

struct preview {
    const struct programme *programme;
    int32_t start_day;
    int member_n;                           /* who are asked */
    const char *names[PREVIEW_MEMBERS_MAX]; /* of them, all or none; borrowed */
};

/* Reads a programme's name and "2027-01-18", for one who is asked. The name of a phrase that tells what is wrong, or
 * NULL. */
const char *preview_read(const struct visit *visit, const char *programme, const char *start,
                         struct preview *out);

/* Adds `calendar` for the partial months.html, as the municipality's days and hours make it; of no family yet, so
 * nothing is learned. */
void preview_add_calendar(json_t *to, const struct visit *visit, const struct preview *preview);

/* Adds `calendar` of the months to come as that family's own plan, its pause and its own days make it; nothing where
 * nobody will be asked any more. */
void preview_add_coming(json_t *to, const struct visit *visit, const struct family *family);

/* "2027-01-18" of a day some days from today. */
json_t *preview_date(const struct visit *visit, int days_on);

#endif
