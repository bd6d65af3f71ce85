/* A request to the service that the settings name, signed, and its answer. Blocking, for any
 * thread. */
#ifndef FRONTDESK_S3_REQUEST_H
#define FRONTDESK_S3_REQUEST_H

#include "store/s3.h"

/* Path and query as they are signed and sent. */
struct s3_request {
	const char *method;
	struct text path, query;
	struct text body;
};

/* `room` is the caller's, for so many bytes; of a refusal nothing is kept there. */
struct s3_answer {
	char *room;
	size_t most;
	size_t size;
	bool is_more; /* there was no room for */
	long status;
};

/* Without slashes around it; and what objects' keys begin with: "", or "pre/fix/". */
const char *s3_bucket(const struct s3 *s3);
const char *s3_prefix(const struct s3 *s3);
/* Asks, and once more where that did not get through. False: there is no answer. The fault says why
 * there is none, or what the service has refused; it is empty otherwise, and for what is not there.
 */
bool s3_ask(struct s3 *s3, const struct s3_request *request, struct s3_answer *ret_answer,
	struct s3_fault *ret_fault);

#endif
