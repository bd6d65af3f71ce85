/* The time that stamps are made of. */
#include "pg/db.h"

#include "loop/clocks.h"

int64_t db_time_us(const struct db *db)
{
	return db ? clock_steady_us() + db_clock_offset_us(db) : clock_wall_us();
}
