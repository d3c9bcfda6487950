#ifndef GATEWAY_WEB_PAGES_H
#define GATEWAY_WEB_PAGES_H
/* Pages: the handlers of the console, one file a screen. Each answers one visit; what it returns becomes
 * an error page. The table in console.c says who may call which. */
#include "gateway/web/visit.h"

typedef enum rc page_handler(struct visit *visit, struct fault *why);

page_handler login_show, login_enter, login_demo, login_leave, login_language;
page_handler link_show, link_take;
page_handler alerts_show, alert_show, alert_take, alert_contact, alert_close;
page_handler replies_show, replies_strangers, replies_read;
page_handler verdict_show, verdict_give, verdict_of_alert, findings_show;
page_handler families_show, families_new, families_add;
page_handler family_appointment_change, report_code_add, report_code_end;
page_handler family_show, family_enrol, enrolment_show, enrolment_change, family_appointment,
    family_consent, family_member;
page_handler calendar_show, calendar_upload, calendar_look, calendar_address, calendar_feed,
    api_calendar;
page_handler programmes_show, programme_show;
page_handler handover_show;
page_handler queue_show, routes_switch;
page_handler phone_show, phone_family, phone_staff, phone_dial, phone_send, phone_advance;
page_handler api_families, api_family, api_family_add, api_member_change, api_appointments;
page_handler api_enrol, api_enrolment, api_enrolment_show, api_handover;
page_handler api_appointment_add, api_appointment_change, api_alerts, api_alert_take,
    api_alert_close, api_balance;
page_handler api_replies, api_verdict_reply, api_verdict_alert, api_findings;
page_handler api_routes, api_route_switch;

#endif
