/* The unit tests have no web files: this stands for what gateway/rest/assets.mjs generates. */
#include "rest/static.h"

const struct asset assets[1];
const size_t asset_count = 0;
