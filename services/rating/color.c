/* Mixing as proto/client/color.ts mixes, step for step. */
#include "rating/color.h"

#include <math.h>
#include <stdio.h>

#include "base/query.h"

enum { PARTS = 3, MIX_STEPS = 20, LIVELINESS = 3 };

static const double contrast_least = 4.5;

struct rgb {
	double parts[PARTS]; /* 0 to 255 */
};

static const struct rgb white = {{255, 255, 255}}, black = {{0, 0, 0}};
static const struct rgb usual = {{0x37, 0x4d, 0x42}};

bool color_is_one(struct text color)
{
	if (color.size != COLOR_SIZE || color.data[0] != '#')
		return false;
	for (size_t i = 1; i < COLOR_SIZE; i++)
		if (query_hex_value(color.data[i]) < 0)
			return false;
	return true;
}

static struct rgb parse(struct text hex)
{
	struct rgb color;
	if (!color_is_one(hex))
		return usual;
	for (size_t i = 0; i < PARTS; i++)
		color.parts[i] = query_hex_value(hex.data[1 + 2 * i]) * 16 +
				 query_hex_value(hex.data[2 + 2 * i]);
	return color;
}

/* Relative luminance. */
static double luminance(struct rgb color)
{
	static const double weights[PARTS] = {0.2126, 0.7152, 0.0722};
	double sum = 0;
	for (size_t i = 0; i < PARTS; i++) {
		double share = color.parts[i] / 255;
		sum += weights[i] *
		       (share <= 0.03928 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double ratio(struct rgb one, struct rgb other)
{
	double a = luminance(one), b = luminance(other);
	return (fmax(a, b) + 0.05) / (fmin(a, b) + 0.05);
}

/* Mixes, and gives back the liveliness that mixing takes from dim colours. */
static struct rgb shift(struct rgb color, struct rgb goal, double share)
{
	double grey = 0;
	for (size_t i = 0; i < PARTS; i++) {
		color.parts[i] += (goal.parts[i] - color.parts[i]) * share;
		grey += color.parts[i] / PARTS;
	}
	for (size_t i = 0; i < PARTS; i++) {
		double lively = grey + (color.parts[i] - grey) * (1 + share * LIVELINESS);
		color.parts[i] = fmin(255, fmax(0, lively));
	}
	return color;
}

static void format(struct rgb color, char ret_color[COLOR_SIZE + 1])
{
	(void)snprintf(ret_color, COLOR_SIZE + 1, "#%02x%02x%02x",
		(unsigned)lround(color.parts[0]) & 0xffU, (unsigned)lround(color.parts[1]) & 0xffU,
		(unsigned)lround(color.parts[2]) & 0xffU);
}

void color_readable_on(struct text color, struct text ground, char ret_color[COLOR_SIZE + 1])
{
	struct rgb under = parse(ground);
	struct rgb goal = luminance(under) > 0.5 ? black : white;
	for (int step = 0; step <= MIX_STEPS; step++) {
		struct rgb mixed = shift(parse(color), goal, (double)step / MIX_STEPS);
		if (ratio(mixed, under) >= contrast_least) {
			format(mixed, ret_color);
			return;
		}
	}
	format(goal, ret_color);
}

double color_contrast(struct text one, struct text other)
{
	return ratio(parse(one), parse(other));
}
