#ifndef PROVIDERS_ADAPTERS_ADAPTERS_H
#define PROVIDERS_ADAPTERS_ADAPTERS_H
/* Adapters: every `struct provider` there is, each defined in the file of its name. The registry in
 * provider.c lists them. */
#include "providers/provider.h"

extern const struct provider provider_africastalking;
extern const struct provider provider_africastalking_ussd;
extern const struct provider provider_arkesel_ussd;
extern const struct provider provider_bird;
extern const struct provider provider_bird_channels;
extern const struct provider provider_cm;
extern const struct provider provider_generic;
extern const struct provider provider_hubtel_ussd;
extern const struct provider provider_infobip;
extern const struct provider provider_infobip_ussd;
extern const struct provider provider_kannel;
extern const struct provider provider_messagebird;
extern const struct provider provider_nalo_ussd;
extern const struct provider provider_sandbox;
extern const struct provider provider_sinch;
extern const struct provider provider_spryng;
extern const struct provider provider_spryng_v2;
extern const struct provider provider_twilio;
extern const struct provider provider_vonage;
extern const struct provider provider_vonage_messages;

#endif
