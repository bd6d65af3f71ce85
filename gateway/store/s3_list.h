/* What a service that speaks S3 answers when it is asked which objects there are (ListObjectsV2,
 * Amazon S3 API Reference). Pure. */
#ifndef FRONTDESK_S3_LIST_H
#define FRONTDESK_S3_LIST_H

#include "base/text.h"

enum { S3_CODE_MOST = 64 };

/* Takes the next key that is the prefix and an id behind it; others are nobody's of ours. `rest` is
 * the answer at first. False: there is none any more. */
bool s3_list_next(struct text *rest, struct text prefix, struct uuid *ret_object_id);
/* Why a request was refused, as such a service names it ("AccessDenied"); empty where it does not.
 */
void s3_code_read(struct text answer, char ret_code[S3_CODE_MOST + 1]);

#endif
