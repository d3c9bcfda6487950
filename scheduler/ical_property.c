#include "scheduler/ical_property.h"

#include "gateway/base/text.h"

/* Windows describes its zones from 1601. */
#define YEAR_MIN 1601
#define YEAR_MAX 2200

static enum rc each_value(icalcomponent *component,
                          enum rc (*each)(void *with, icalproperty *property, struct fault *why),
                          void *with, struct fault *why)
{
    icalproperty *property = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY);

    for (; property; property = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)) {
        if (icalproperty_isa(property) == ICAL_XLICERROR_PROPERTY)
            return fault_set(why, RC_INVALID, "it cannot be read");
        TRY(each(with, property, why));
    }
    return RC_OK;
}

enum rc ical_property_each(const char *line,
                           enum rc (*each)(void *with, icalproperty *property, struct fault *why),
                           void *with, struct fault *why)
{
    SCOPED(text_wipe) struct text around = {0};
    icalcomponent *component;
    enum rc rc;

    text_addf(&around, "BEGIN:VEVENT\r\n%s\r\nEND:VEVENT\r\n", line);
    component = icalparser_parse_string(text_string(&around));
    if (!component) return fault_set(why, RC_INVALID, "it cannot be read");
    rc = each_value(component, each, with, why);
    icalcomponent_free(component);
    return rc;
}

const char *ical_property_text(icalproperty *property)
{
    icalvalue *value = icalproperty_get_value(property);
    const char *text = NULL;

    if (value && (icalvalue_isa(value) == ICAL_TEXT_VALUE || icalvalue_isa(value) == ICAL_X_VALUE))
        text = icalvalue_isa(value) == ICAL_TEXT_VALUE ? icalvalue_get_text(value)
                                                       : icalvalue_get_x(value);
    return text ? text : "";
}

const char *ical_property_parameter(icalproperty *property, icalparameter_kind kind)
{
    icalparameter *parameter = icalproperty_get_first_parameter(property, kind);

    if (!parameter) return NULL;
    if (kind == ICAL_TZID_PARAMETER) return icalparameter_get_tzid(parameter);
    return icalparameter_get_range(parameter) == ICAL_RANGE_THISANDFUTURE ? "THISANDFUTURE" : "";
}

bool ical_time_take(struct icaltimetype time, struct ical_time *out)
{
    struct local back;

    if (time.year < YEAR_MIN || time.year > YEAR_MAX || time.month < 1 || time.month > 12 ||
        time.hour < 0 || time.hour > 23 || time.minute < 0 || time.minute > 59 || time.second < 0 ||
        time.second > 60)
        return false;
    back = day_local(day_of(time.year, time.month, time.day));
    if (back.month != time.month || back.day != time.day) return false;
    *out = (struct ical_time){
        .clock = time.is_date            ? ICAL_DATE
                 : icaltime_is_utc(time) ? ICAL_UTC
                                         : ICAL_FLOATING,
        .local = {time.year, time.month, time.day, time.is_date ? 0 : time.hour,
                  time.is_date ? 0 : time.minute, time.is_date ? 0 : time.second},
    };
    return true;
}

bool ical_property_time(icalproperty *property, struct ical_time *out)
{
    icalvalue *value = icalproperty_get_value(property);

    if (!value) return false;
    switch ((int)icalvalue_isa(value)) {
    case ICAL_DATE_VALUE:
        return ical_time_take(icalvalue_get_date(value), out);
    case ICAL_DATETIME_VALUE:
        return ical_time_take(icalvalue_get_datetime(value), out);
    case ICAL_PERIOD_VALUE:
        return ical_time_take(icalvalue_get_period(value).start, out);
    default:
        return false;
    }
}
