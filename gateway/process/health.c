/* What operators and balancers ask: does the process live, may it get work, how is it doing. */
#include "process/health.h"

#include <string.h>

#include "call/parts.h"
#include "pg/db.h"
#include "pg/refused.h"
#include "process/seat_metrics.h"
#include "scan/scan.h"

static struct next answer_healthz(struct call *call)
{
	return call_answer(call, 200, TEXT("{\"status\":\"ok\"}"));
}

/* Where there is a scanner for malware: whether it can be relied upon, and how old what it looks
 * for is. Without it chats go on, and so the worker is ready all the same. */
static void put_scanner(struct json_writer *writer, const struct scan *scan)
{
	int64_t age_s = scan_signatures_age_s(scan);
	if (scan_state(scan) == SCAN_UNSET)
		return;
	json_put_name(writer, "scannerReady");
	json_put_bool(writer, scan_state(scan) == SCAN_READY);
	if (age_s < 0)
		return;
	json_put_name(writer, "signaturesAgeSeconds");
	json_put_int64(writer, age_s);
}

static struct next answer_ready(struct call *call, int64_t refused)
{
	struct json_writer writer;
	json_writer_init(&writer, &call->arena);
	json_open_object(&writer);
	json_put_name(&writer, "status");
	json_put_text(&writer, TEXT("ready"));
	if (refused > 0) {
		json_put_name(&writer, "tenantsRefused");
		json_put_int64(&writer, refused);
	}
	put_scanner(&writer, call->parts->scan);
	json_close_object(&writer);
	return call_answer(call, 200, json_writer_text(&writer));
}

static struct next answer_readyz(struct call *call)
{
	if (call->parts->env.is_draining)
		return call_fail_later(call, ERR_BUSY, "This worker is about to end", 5000);
	if (!db_is_connected(call->parts->db))
		return call_fail_later(call, ERR_BUSY, "PostgreSQL cannot be reached", 1000);
	if (!db_knows_time(call->parts->db))
		return call_fail_later(
			call, ERR_BUSY, "PostgreSQL's clock has not been read yet", 1000);
	if (!refused_are_counted(call->parts->refused))
		return call_fail_later(call, ERR_BUSY,
			"The database is not this version's: frontdesk migrate comes first", 1000);
	return answer_ready(call, refused_count(call->parts->refused));
}

/* What a proxy of this machine hands on, one that is not in trusted_proxies, comes from elsewhere.
 */
static bool is_from_here(const struct call *call)
{
	static const char *const traces[] = {"x-forwarded-for", "forwarded", "via", "x-real-ip"};
	struct text peer = call_peer(call);
	for (size_t i = 0; i < sizeof(traces) / sizeof(traces[0]); i++)
		if (!text_is_absent(call_header(call, traces[i])))
			return false;
	return text_starts_with(peer, TEXT("127.")) || text_equals(peer, TEXT("::1"));
}

static struct next answer_metrics(struct call *call)
{
	if (!call->parts->env.settings->metrics_open && !is_from_here(call))
		return call_fail(call, ERR_ABSENT, NULL);
	return call_answer_text(call, 200, "text/plain; version=0.0.4; charset=utf-8",
		seat_metrics_page(call->parts->post->seats, &call->arena));
}

/* clang-format off */
static const struct route rows[] = {
	{METHOD_GET, "/healthz", ACCESS_HEALTH, false, answer_healthz, "Whether the process lives"},
	{METHOD_GET, "/readyz",  ACCESS_HEALTH, false, answer_readyz,  "Whether it may get work: PostgreSQL is reachable and migrated, its clock is known, and it is not draining"},
	{METHOD_GET, "/metrics", ACCESS_HEALTH, false, answer_metrics, "Figures in the Prometheus text format; for loopback peers unless metrics_open"},
};
/* clang-format on */
const struct route_table health_routes = {rows, sizeof(rows) / sizeof(rows[0])};
