/* Short messages: how long they are, and their seal. */
#include "sms.h"

#include "base/characters.h"
#include "call/tenant.h"
#include "crypto/keyring.h"

/* --- how long it is ------------------------------------------------------------------------------
 */
enum { GSM_ONE = 160, GSM_EACH = 153, WIDE_ONE = 70, WIDE_EACH = 67 };

/* GSM's alphabet beside ASCII's letters and digits (TS 23.038, 6.2.1), and what it writes by two.
 */
static const char gsm_basic[] =
	"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
static const char gsm_extended[] = "\f^{}\\[~]|€";

static bool has(const char *characters, uint32_t wanted)
{
	struct text rest = text_from(characters);
	while (rest.size > 0)
		if (character_take(&rest) == wanted)
			return true;
	return false;
}

/* Septets of a character; 0: it is none of GSM's. */
static size_t septets(uint32_t character)
{
	if ((character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
		(character >= 'a' && character <= 'z') || has(gsm_basic, character))
		return 1;
	return has(gsm_extended, character) ? 2 : 0;
}

static size_t units_of(uint32_t character, bool is_gsm)
{
	if (is_gsm)
		return septets(character);
	return character > 0xFFFF ? 2 : 1;
}

static bool is_all_gsm(struct text body)
{
	while (body.size > 0)
		if (septets(character_take(&body)) == 0)
			return false;
	return true;
}

/* A character is not divided between two segments. */
static size_t segments_of(struct text body, bool is_gsm)
{
	const size_t each = is_gsm ? GSM_EACH : WIDE_EACH;
	size_t segments = 1, used = 0;
	while (body.size > 0) {
		const size_t units = units_of(character_take(&body), is_gsm);
		if (used + units > each) {
			segments++;
			used = 0;
		}
		used += units;
	}
	return segments;
}

struct sms_measure sms_measure(struct text body)
{
	struct sms_measure measure = {.is_gsm = is_all_gsm(body), .segments = 1};
	struct text rest = body;
	while (rest.size > 0)
		measure.units += units_of(character_take(&rest), measure.is_gsm);
	if (measure.units > (measure.is_gsm ? GSM_ONE : WIDE_ONE))
		measure.segments = segments_of(body, measure.is_gsm);
	return measure;
}

/* --- its seal ------------------------------------------------------------------------------------
 */
static struct seal_place place_of(struct uuid sms_id)
{
	return (struct seal_place){
		.table = TEXT("outgoing_sms"), .column = TEXT("body"), .row_id = sms_id};
}

struct text sms_seal(struct call *call, struct uuid sms_id, struct text body)
{
	struct seal_place place = place_of(sms_id);
	return tenant_seal(call->tenant->keys, &call->arena, &place, body);
}

enum err sms_unseal(
	struct call *call, struct uuid sms_id, struct text envelope, struct text *ret_body)
{
	struct seal_place place = place_of(sms_id);
	return tenant_seal_open(call->tenant->keys, &call->arena, &place, envelope, ret_body);
}
